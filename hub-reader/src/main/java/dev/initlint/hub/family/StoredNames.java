package dev.initlint.hub.family;

import dev.initlint.hub.safetensors.StoredTensor;
import dev.initlint.hub.safetensors.Tensors;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the stored tensor of a parameter, which a file may name with or without the model's prefix,
 * and by the names that its family had when the file's layout was settled.
 */
final class StoredNames {
  private final Tensors tensors;
  private final String prefix;
  private final Map<String, String> stored;
  private final Set<String> used = new LinkedHashSet<>();

  StoredNames(Tensors tensors, String prefix, Map<String, String> stored) {
    this.tensors = tensors;
    this.stored = stored;
    this.prefix = prefix.isEmpty() ? "" : prefix + ".";
  }

  /** The tensor of a parameter, or null. */
  StoredTensor of(String name) {
    StoredTensor t = named(name);
    if (t == null && !stored.isEmpty()) {
      String inFiles = name;
      for (Map.Entry<String, String> part : stored.entrySet()) {
        inFiles = inFiles.replace(part.getKey(), part.getValue());
      }
      t = named(inFiles);
    }
    return t != null ? t : tensors.get(old(name));
  }

  private StoredTensor named(String name) {
    String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    for (String n : List.of(name, bare, prefix + name)) {
      StoredTensor t = tensors.get(n);
      if (t != null) {
        return t;
      }
    }
    return null;
  }

  /** Names of norms in files of TensorFlow's times. */
  private static String old(String name) {
    return name.replaceFirst("(LayerNorm)\\.weight$", "$1.gamma")
        .replaceFirst("(LayerNorm)\\.bias$", "$1.beta");
  }

  void take(StoredTensor t) {
    used.add(t.name());
  }

  /** Names, as in the file, of the tensors that were taken. */
  Set<String> used() {
    return used;
  }
}
