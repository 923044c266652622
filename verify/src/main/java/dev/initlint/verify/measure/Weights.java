package dev.initlint.verify.measure;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.symbol.Binding;
import dev.initlint.symbol.UnboundSymbolException;
import dev.initlint.verify.Refused;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.engine.Ties;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.weight.Fans;
import dev.initlint.weight.Law;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The weights of a graph as tensors: stored ones read once, others drawn anew per seed. */
public final class Weights {
  private final Graph graph;
  private final VerifySettings settings;
  private final Machine machine;
  private final Map<Weight, Tensor> tensors = new IdentityHashMap<>();
  private final Set<String> read = new LinkedHashSet<>();
  private final Map<String, Node> firstUse = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  /** Reads the stored weights that some node reads. */
  public Weights(Graph graph, VerifySettings settings, Machine machine) {
    this.graph = graph;
    this.settings = settings;
    this.machine = machine;
    for (Node n : graph.nodes()) {
      for (String name : n.inputs()) {
        if (graph.weights().containsKey(name)) {
          read.add(name);
          firstUse.putIfAbsent(name, n);
          uses.merge(name, 1, Integer::sum);
        }
      }
    }
  }

  /** True when some weight differs from seed to seed. */
  public boolean anyDrawn() {
    return read.stream().anyMatch(name -> law(name) != null);
  }

  /** The tensors under weight draw {@code seed}; those without elements are left out. */
  public Map<String, Tensor> draw(int seed) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    Set<Weight> drawn = Collections.newSetFromMap(new IdentityHashMap<>());
    for (String name : read) {
      Weight weight = graph.weights().get(name);
      if (weight.source() instanceof Weight.Missing) {
        continue;
      }
      Tensor tensor = tensors.computeIfAbsent(weight, this::allocate);
      if (law(name) != null && drawn.add(weight)) {
        fill(name, weight, tensor, Seeds.of(settings.seed(), weight.name(), seed));
      }
      byName.put(name, tensor);
    }
    return byName;
  }

  /** How the weights relate to parameters; call after {@link #draw}. */
  public Ties ties() {
    return new Ties(merged(), transposes());
  }

  /**
   * Stored matrices that are bit for bit the transpose of an earlier one, as the head that an
   * exporter writes out for a tied embedding.
   */
  private Map<String, String> transposes() {
    Map<String, String> found = new LinkedHashMap<>();
    List<String> matrices = read.stream().filter(this::isStoredMatrix).toList();
    for (int i = 0; i < matrices.size(); i++) {
      for (int j = 0; j < i && !found.containsKey(matrices.get(i)); j++) {
        if (isTranspose(tensor(matrices.get(j)), tensor(matrices.get(i)))) {
          found.put(matrices.get(i), matrices.get(j));
        }
      }
    }
    return found;
  }

  private Tensor tensor(String name) {
    return tensors.get(graph.weights().get(name));
  }

  private boolean isStoredMatrix(String name) {
    Tensor t = tensor(name);
    return t != null && t.isReal() && t.rank() == 2 && law(name) == null && !isConstant(t);
  }

  private static boolean isTranspose(Tensor a, Tensor b) {
    int rows = a.dim(0);
    int columns = a.dim(1);
    if (b.dim(0) != columns || b.dim(1) != rows || a.store() == b.store()) {
      return false;
    }
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        if (a.store().get(i * columns + k) != b.store().get(k * rows + i)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isConstant(Tensor t) {
    double first = t.size() == 0 ? 0 : t.store().get(0);
    for (int i = 1; i < t.size(); i++) {
      if (t.store().get(i) != first) {
        return false;
      }
    }
    return true;
  }

  /**
   * Weights of several uses whose elements are all equal: exporters merge the scales and biases of
   * all norms into one tensor, which does not tie them.
   */
  private Set<String> merged() {
    Set<String> merged = new LinkedHashSet<>();
    for (String name : read) {
      Weight weight = graph.weights().get(name);
      Tensor t = tensors.get(weight);
      boolean vector = weight.dims().length <= 1 && weight.count() > 1;
      if (vector && uses.get(name) > 1 && t != null && t.isReal() && isConstant(t)) {
        merged.add(name);
      }
    }
    return merged;
  }

  private Law law(String name) {
    Weight weight = graph.weights().get(name);
    Law asked = settings.redraw().get(name);
    return asked != null ? asked : weight.source() instanceof Weight.Drawn d ? d.law() : null;
  }

  private Tensor allocate(Weight weight) {
    Tensor t;
    if (weight.data() != null) {
      t = machine.arena().read(weight.data());
    } else {
      int[] dims = Arrays.stream(weight.dims()).mapToInt(Math::toIntExact).toArray();
      t = machine.arena().reals(dims);
    }
    machine.arena().retain(t);
    return t;
  }

  private void fill(String name, Weight weight, Tensor tensor, long seed) {
    Law law = law(name);
    Map<String, Double> fans = new HashMap<>();
    Fans both = fans(firstUse.get(name), name, weight.dims());
    fans.put("fan_in", (double) both.fanIn());
    fans.put("fan_out", (double) both.fanOut());
    settings.dims().forEach((symbol, extent) -> fans.put(symbol, (double) extent));
    try {
      Binding binding = Binding.of(fans);
      LawDraws.fill(
          law.family(),
          law.mean().evaluate(binding),
          law.variance().evaluate(binding),
          tensor,
          seed,
          machine.workers());
    } catch (UnboundSymbolException e) {
      throw new Refused(
          "weight "
              + name
              + " is drawn from "
              + law.name()
              + ": "
              + e.getMessage()
              + "; give it with --dim");
    }
  }

  /** The fans that the weight's first use gives it. */
  private static Fans fans(Node use, String name, long[] dims) {
    if (dims.length < 2) {
      long n = dims.length == 0 ? 1 : dims[0];
      return new Fans(n, n);
    }
    return switch (use.op()) {
      case "Conv" -> Fans.conv(dims);
      case "ConvTranspose" -> Fans.convTranspose(dims);
      case "Gather" -> Fans.embedding(dims);
      case "Gemm" -> Fans.gemm(use.attributes().integer("transB", 0) != 0, dims);
      default -> Fans.matMul(dims);
    };
  }
}
