package dev.initlint.verify.measure;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.law.Fans;
import dev.initlint.law.Law;
import dev.initlint.symbol.Binding;
import dev.initlint.symbol.UnboundSymbolException;
import dev.initlint.verify.Refused;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.engine.Ties;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.weight.LayerFans;
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
  private final Map<String, String> transposes = new LinkedHashMap<>();
  private final Map<String, String> copies = new LinkedHashMap<>();
  private boolean compared;

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
    for (String name : read) {
      Weight weight = graph.weights().get(name);
      if (!(weight.source() instanceof Weight.Missing)) {
        byName.put(name, tensors.computeIfAbsent(weight, this::allocate));
      }
    }
    if (!compared && !machine.arena().isRehearsal()) {
      compare();
      compared = true;
    }
    Set<Weight> drawn = Collections.newSetFromMap(new IdentityHashMap<>());
    for (String name : byName.keySet()) {
      Weight weight = graph.weights().get(name);
      String original = copies.getOrDefault(name, transposes.getOrDefault(name, name));
      if (law(original) != null && drawn.add(weight)) {
        draw(name, weight, seed);
      }
    }
    return byName;
  }

  /** A copy of another weight stays one: layers cloned from one another, a head that is tied. */
  private void draw(String name, Weight weight, int seed) {
    Tensor t = tensor(name);
    if (copies.containsKey(name)) {
      tensor(copies.get(name)).store().copy(0, t.store(), 0, t.size());
    } else if (transposes.containsKey(name)) {
      transpose(tensor(transposes.get(name)), t);
    } else {
      fill(name, weight, t, Seeds.of(settings.seed(), weight.name(), seed));
    }
  }

  /** Weights that are bit for bit an earlier one, or its transpose; call after {@link #draw}. */
  public Map<String, String> copies() {
    Map<String, String> all = new LinkedHashMap<>(copies);
    all.putAll(transposes);
    return all;
  }

  /** How the weights relate to parameters; call after {@link #draw}. */
  public Ties ties() {
    return new Ties(merged(), transposes);
  }

  /**
   * Finds stored tensors that are bit for bit an earlier one, as in layers cloned from one another,
   * and matrices that are the transpose of an earlier one, as the head that an exporter writes out
   * for a tied embedding.
   */
  private void compare() {
    List<String> stored = read.stream().filter(this::isStored).toList();
    for (int i = 0; i < stored.size(); i++) {
      String name = stored.get(i);
      for (int j = 0; j < i && !copies.containsKey(name) && !transposes.containsKey(name); j++) {
        String earlier = stored.get(j);
        if (tensor(earlier) == tensor(name)) {
          continue;
        }
        if (isEqual(tensor(earlier), tensor(name))) {
          copies.put(name, earlier);
        } else if (isTranspose(tensor(earlier), tensor(name))) {
          transposes.put(name, earlier);
        }
      }
    }
  }

  private Tensor tensor(String name) {
    return tensors.get(graph.weights().get(name));
  }

  private boolean isStored(String name) {
    Tensor t = tensor(name);
    boolean stored = graph.weights().get(name).data() != null;
    return stored && t.isReal() && t.rank() > 0 && !isConstant(t);
  }

  private static boolean isEqual(Tensor a, Tensor b) {
    if (!Arrays.equals(a.dims(), b.dims())) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (a.store().get(i) != b.store().get(i)) {
        return false;
      }
    }
    return true;
  }

  private static void transpose(Tensor from, Tensor to) {
    int rows = to.dim(0);
    int columns = to.dim(1);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        to.reals().set(i * columns + k, from.reals().get(k * rows + i));
      }
    }
  }

  private static boolean isTranspose(Tensor a, Tensor b) {
    if (a.rank() != 2 || b.rank() != 2 || b.dim(0) != a.dim(1) || b.dim(1) != a.dim(0)) {
      return false;
    }
    int rows = a.dim(0);
    int columns = a.dim(1);
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
    Fans both =
        LayerFans.of(firstUse.get(name), firstUse.get(name).inputs().indexOf(name), weight.dims());
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
}
