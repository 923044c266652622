package dev.initlint.hub.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Weights that several files of one folder hold. */
public final class Shards implements Tensors {
  private static final String MAP = "/weight_map";

  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();

  private Shards() {}

  /**
   * The tensors that an index names, each from the file that the index says.
   *
   * @param index {@code {"metadata": {…}, "weight_map": {"tensor": "file"}}}
   * @param folder that holds the files
   * @throws Malformed in one sentence with its place, if the index or a shard is not sound
   */
  public static Shards of(Configuration index, Path folder) {
    if (!index.at(MAP).isObject()) {
      throw new Malformed(
          index.path(),
          -1,
          "the index has no \"weight_map\" from tensors to files; save the model again");
    }
    Shards shards = new Shards();
    Map<String, SafetensorsFile> open = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : index.at(MAP).properties()) {
      String pointer = MAP + "/" + e.getKey().replace("~", "~0").replace("/", "~1");
      String name = fileName(index, pointer, e.getValue());
      SafetensorsFile file =
          open.computeIfAbsent(name, n -> opened(index, pointer, folder.resolve(n)));
      StoredTensor tensor = file.get(e.getKey());
      if (tensor == null && file.remarks().isEmpty()) {
        throw at(
            index,
            pointer,
            "the index says that "
                + Quoted.name(name)
                + " holds tensor "
                + Quoted.name(e.getKey())
                + ", and it does not; fetch both again");
      }
      if (tensor != null) {
        shards.tensors.put(e.getKey(), tensor);
      }
    }
    open.forEach(shards::left);
    return shards;
  }

  /**
   * The tensors of files without an index.
   *
   * @param files by what reports call them
   * @throws Malformed if two of them hold a tensor of the same name
   */
  public static Shards of(Map<String, Path> files) {
    Shards shards = new Shards();
    Map<String, String> holders = new LinkedHashMap<>();
    files.forEach(
        (path, place) -> {
          SafetensorsFile file = SafetensorsFile.open(path, place);
          shards.remarks.addAll(file.remarks());
          for (String name : file.names()) {
            String other = holders.putIfAbsent(name, path);
            if (other != null) {
              throw new Malformed(
                  path,
                  -1,
                  "tensor "
                      + Quoted.name(name)
                      + " is in "
                      + other
                      + " as well, and no index says which counts; name one file");
            }
            shards.tensors.put(name, file.get(name));
          }
        });
    return shards;
  }

  private void left(String name, SafetensorsFile file) {
    remarks.addAll(file.remarks());
    List<String> unlisted = file.names().stream().filter(n -> !tensors.containsKey(n)).toList();
    if (!unlisted.isEmpty()) {
      remarks.add(
          name
              + " holds "
              + unlisted.size()
              + (unlisted.size() == 1 ? " tensor" : " tensors")
              + " that the index does not name, as "
              + Quoted.plain(unlisted.get(0))
              + "; libraries pass over them");
    }
  }

  private static String fileName(Configuration index, String pointer, JsonNode value) {
    String name = value.textValue();
    if (name == null) {
      throw at(index, pointer, "a file name is expected here; save the model again");
    }
    boolean elsewhere =
        name.isEmpty()
            || name.equals(".")
            || name.equals("..")
            || name.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    if (elsewhere) {
      throw at(
          index,
          pointer,
          Quoted.name(name)
              + " is no plain file name; shards lie beside their index, and nothing else is"
              + " opened");
    }
    return name;
  }

  private static SafetensorsFile opened(Configuration index, String pointer, Path file) {
    if (!Files.exists(file)) {
      throw at(
          index,
          pointer,
          "the shard " + Quoted.name(file.getFileName().toString()) + " is missing; fetch it");
    }
    Path here = Path.of(index.path()).resolveSibling(file.getFileName());
    return SafetensorsFile.open(here.toString(), file);
  }

  private static Malformed at(Configuration index, String pointer, String reason) {
    return new Malformed(index.path(), -1, index.nearest(pointer) + ": " + reason);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public StoredTensor get(String name) {
    return tensors.get(name);
  }

  @Override
  public List<String> remarks() {
    return remarks;
  }
}
