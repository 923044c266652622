package dev.initlint.hub;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.TensorData;
import dev.initlint.hub.safetensors.StoredTensor;
import dev.initlint.hub.safetensors.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Experts that files hold one by one, as the library holds them in memory since transformers 5: one
 * tensor {@code [experts, 2·width, in]} of gates and ups, and one of downs. The router of Mixtral's
 * files goes by its new name.
 */
final class FusedExperts implements Tensors {
  private static final Pattern EXPERT =
      Pattern.compile(
          "(.*)\\.(?:block_sparse_moe|mlp)\\.experts\\.(\\d+)"
              + "\\.(w1|w2|w3|gate_proj|up_proj|down_proj)\\.weight");

  private static final String OLD_ROUTER = ".block_sparse_moe.gate.weight";

  private final Tensors files;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private FusedExperts(Tensors files) {
    this.files = files;
  }

  /** The same tensors, those of experts joined. */
  static Tensors of(Tensors files) {
    FusedExperts fused = new FusedExperts(files);
    Map<String, TreeMap<Integer, Map<String, StoredTensor>>> layers = new LinkedHashMap<>();
    for (String name : files.names()) {
      StoredTensor t = files.get(name);
      Matcher m = EXPERT.matcher(name);
      if (m.matches() && t.dims().length == 2 && m.group(2).length() < 6) {
        layers
            .computeIfAbsent(m.group(1), k -> new TreeMap<>())
            .computeIfAbsent(Integer.parseInt(m.group(2)), k -> new LinkedHashMap<>())
            .put(part(m.group(3)), t);
      } else {
        fused.tensors.put(name.replace(OLD_ROUTER, ".mlp.gate.weight"), t);
      }
    }
    boolean whole = layers.entrySet().stream().allMatch(l -> fused.join(l.getKey(), l.getValue()));
    return layers.isEmpty() || !whole ? files : fused;
  }

  private static String part(String name) {
    return switch (name) {
      case "w1", "gate_proj" -> "gate";
      case "w3", "up_proj" -> "up";
      default -> "down";
    };
  }

  /** Whether all experts of a layer are there and alike, so that they were joined. */
  private boolean join(String layer, TreeMap<Integer, Map<String, StoredTensor>> experts) {
    List<StoredTensor> ups = new ArrayList<>();
    List<StoredTensor> downs = new ArrayList<>();
    for (Map<String, StoredTensor> e : experts.values()) {
      if (e.size() != 3) {
        return false;
      }
      ups.add(e.get("gate"));
      ups.add(e.get("up"));
      downs.add(e.get("down"));
    }
    if (experts.lastKey() != experts.size() - 1 || !alike(ups) || !alike(downs)) {
      return false;
    }
    put(layer + ".mlp.experts.gate_up_proj", experts.size(), ups);
    put(layer + ".mlp.experts.down_proj", experts.size(), downs);
    return true;
  }

  private static boolean alike(List<StoredTensor> parts) {
    StoredTensor first = parts.get(0);
    return parts.stream()
        .allMatch(p -> p.type() == first.type() && java.util.Arrays.equals(p.dims(), first.dims()));
  }

  private void put(String name, long experts, List<StoredTensor> parts) {
    StoredTensor first = parts.get(0);
    long[] dims = {experts, parts.size() / experts * first.dims()[0], first.dims()[1]};
    TensorData data = new Joined(parts, dims);
    tensors.put(name, new StoredTensor(name, first.type(), dims, data, first.origin()));
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public StoredTensor get(String name) {
    return tensors.get(name);
  }

  @Override
  public List<String> remarks() {
    return files.remarks();
  }

  /** Tensors one behind the other. */
  private record Joined(List<StoredTensor> parts, long[] dims) implements DerivedData {
    @Override
    public dev.initlint.graph.ElementType type() {
      return parts.get(0).type();
    }

    @Override
    public void stream(Chunks chunks) {
      parts.forEach(p -> p.data().stream(chunks));
    }

    @Override
    public Runs runs() {
      List<Runs> all = parts.stream().map(p -> p.data().runs()).toList();
      long each = parts.get(0).data().count();
      return (from, to, at, n) -> {
        for (int done = 0; done < n; ) {
          long place = from + done;
          int some = (int) Math.min(n - done, each - place % each);
          all.get((int) (place / each)).read(place % each, to, at + done, some);
          done += some;
        }
      };
    }

    @Override
    public double[] toDoubles(int limit) {
      if (count() > limit) {
        throw new IllegalArgumentException(count() + " elements are more than " + limit);
      }
      double[] joined = new double[(int) count()];
      int at = 0;
      for (StoredTensor p : parts) {
        double[] some = p.data().toDoubles(limit);
        System.arraycopy(some, 0, joined, at, some.length);
        at += some.length;
      }
      return joined;
    }

    @Override
    public List<String> bases() {
      return parts.stream().map(StoredTensor::name).toList();
    }

    @Override
    public List<String> steps() {
      return List.of("Concat");
    }
  }
}
