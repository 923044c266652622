package dev.initlint.propagate;

import dev.initlint.graph.Cancelled;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Defect;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.op.Constants;
import dev.initlint.op.Dims;
import dev.initlint.op.Indices;
import dev.initlint.op.Op;
import dev.initlint.op.Operators;
import dev.initlint.op.Site;
import dev.initlint.shape.Array;
import dev.initlint.shape.ConstantOps;
import dev.initlint.shape.ShapeTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A belief for every value, in topological order. */
final class Forward {
  /** Operators whose tensors broadcast. */
  private static final Set<String> ENTRY_BY_ENTRY =
      Set.of("Add", "Sub", "Mul", "Div", "Max", "Min", "Where");

  /** Operators whose weights make a signal out of a constant. */
  private static final Set<String> MAKES_SIGNAL =
      Set.of(
          "MatMul",
          "Gemm",
          "Conv",
          "LayerNormalization",
          "Gather",
          "Einsum",
          "EmbedLayerNormalization");

  private final Graph graph;
  private final ShapeTable shapes;
  private final Dims dims;
  private final Map<String, Belief> beliefs = new LinkedHashMap<>();

  private Forward(Graph graph, ShapeTable shapes, Dims dims) {
    this.graph = graph;
    this.shapes = shapes;
    this.dims = dims;
  }

  static Map<String, Belief> run(
      Graph graph,
      ShapeTable shapes,
      Dims dims,
      Map<Weight, ParameterFacts> weights,
      Assumptions given) {
    Forward f = new Forward(graph, shapes, dims);
    for (Value input : graph.inputs()) {
      Array constant = shapes.constant(input.name());
      Belief b =
          constant != null
              ? new Belief.Fixed(constant)
              : Inputs.belief(graph, input, shapes.dims(input.name()), dims, given);
      f.put(input.name(), b, "Input", input.name());
    }
    graph
        .weights()
        .forEach((name, w) -> f.put(name, f.weight(name, w, weights.get(w)), "Weight", name));
    graph.nodes().forEach(f::node);
    return f.beliefs;
  }

  private Belief weight(String name, Weight w, ParameterFacts facts) {
    Array small = shapes.constant(name);
    boolean plain = !w.type().isReal() || w.count() == 1 && !isBias(name);
    if (plain && small != null) {
      return new Belief.Fixed(small);
    }
    return facts != null
        ? new Belief.Parameter(name.equals(w.name()) ? facts : facts.as(name))
        : Belief.unknown("weight " + name + " has no elements that can be read");
  }

  /** Whether a tensor of one element is the bias of a layer with one output. */
  private boolean isBias(String name) {
    return graph.nodes().stream().anyMatch(n -> BIASED.contains(n.op()) && n.input(2).equals(name));
  }

  private static final Set<String> BIASED = Set.of("Gemm", "Conv", "ConvTranspose");

  private void node(Node node) {
    Cancelled.check();
    List<Belief> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      inputs.add(name.isEmpty() ? null : beliefs.getOrDefault(name, Belief.unknown("undefined")));
    }
    List<Belief> outputs = outputs(node, inputs);
    for (int i = 0; i < node.outputs().size(); i++) {
      Belief b = i < outputs.size() ? outputs.get(i) : Belief.unknown("a by-product");
      put(node.outputs().get(i), b, node.op(), node.outputs().get(i));
    }
  }

  /** Whether the tensors of an operator that works entry by entry broadcast, as far as is known. */
  private boolean fits(Node node) {
    boolean known =
        ENTRY_BY_ENTRY.contains(node.op())
            && node.inputs().stream().allMatch(i -> shapes.dims(i) != null);
    return !known || shapes.dims(node.output()) != null;
  }

  /** Keeps a belief; one that is unknown for the first time begins here. */
  private void put(String name, Belief b, String op, String value) {
    beliefs.put(name, b instanceof Belief.Unknown u ? u.from(op, value) : b);
  }

  private List<Belief> outputs(Node node, List<Belief> inputs) {
    boolean signal = inputs.stream().anyMatch(b -> b instanceof Belief.Known);
    boolean weight = inputs.stream().anyMatch(b -> b instanceof Belief.Parameter);
    boolean makes =
        weight
            && MAKES_SIGNAL.contains(node.op())
            && !isVector(node, inputs)
            && !(isOuter(node) && !signal);
    boolean extents = node.op().equals("Shape") || node.op().equals("Size");
    boolean moved = weight && (isMoved(node, inputs) || isToken(node, inputs));
    if (!signal && !makes && !moved || extents) {
      List<Belief> fixed = fixed(node);
      if (fixed != null) {
        return fixed;
      }
    }
    List<Belief> scales = scales(node, inputs);
    if (scales != null) {
      return scales;
    }
    Op op = Operators.named(node.domain(), node.op());
    boolean integers = !shapes.type(node.output()).isReal();
    if (integers && Indices.follow(node, inputs)) {
      op = Indices::forward;
    }
    if (op == null) {
      return unknown(node, inputs, "operator " + node.op() + " is not modelled");
    }
    if (!fits(node)) {
      return unknown(node, inputs, shapes.reason(node.output()));
    }
    boolean table = node.op().equals("Gather") || node.op().equals("EmbedLayerNormalization");
    if (makes && !table) {
      activate(node, inputs);
    }
    try {
      return op.forward(new Site(node, inputs, dims(node.inputs()), dims(node.outputs()), dims));
    } catch (Op.NotModelled e) {
      return unknown(node, inputs, e.getMessage());
    } catch (RuntimeException e) {
      return defect(node, Defect.of("the rule of " + node.op(), e));
    }
  }

  /**
   * A product of constants of which one is a constant by its meaning alone: the scale of an
   * activation that is quantised at run time, times that of a weight. Null where it is none.
   */
  private List<Belief> scales(Node node, List<Belief> inputs) {
    boolean meant = false;
    for (int i = 0; i < inputs.size(); i++) {
      meant |=
          inputs.get(i) instanceof Belief.Fixed && shapes.constant(node.inputs().get(i)) == null;
    }
    if (!meant || !node.op().equals("Mul")) {
      return null;
    }
    List<Array> factors = new ArrayList<>();
    Site site = new Site(node, inputs, dims(node.inputs()), dims(node.outputs()), dims);
    for (int i = 0; i < inputs.size(); i++) {
      boolean vector = inputs.get(i) instanceof Belief.Parameter p && p.facts().dims().length == 1;
      Array a = inputs.get(i) instanceof Belief.Fixed || vector ? site.entries(i) : null;
      if (a == null) {
        return null;
      }
      factors.add(a);
    }
    return ConstantOps.evaluate(node, factors).stream()
        .map(a -> (Belief) new Belief.Fixed(a))
        .toList();
  }

  /**
   * A weight of several entries plus a number, as the gain of a norm that stores what is added, or
   * copies of it, as a class token that every sample begins with.
   */
  private static boolean isMoved(Node node, List<Belief> inputs) {
    if (node.op().equals("Expand")) {
      return inputs.get(0) instanceof Belief.Parameter;
    }
    return (node.op().equals("Add") || node.op().equals("Sub"))
        && inputs.stream().anyMatch(b -> b instanceof Belief.Fixed f && f.array().size() == 1)
        && inputs.stream().filter(Belief.Parameter.class::isInstance).count() == 1;
  }

  /** What reads the copies of a token or of latents. */
  private static final Set<String> JOINED =
      Set.of("Concat", "Add", "MatMul", "Gemm", "LayerNormalization");

  /** A weight that every sample gets a copy of, as class tokens are before they are joined. */
  private boolean isToken(Node node, List<Belief> inputs) {
    boolean copied = node.op().equals("Expand") || node.op().equals("Tile");
    return copied
        && inputs.get(0) instanceof Belief.Parameter p
        && p.facts().count() > 1
        && graph.nodes().stream()
            .filter(n -> n.inputs().contains(node.output()))
            .allMatch(n -> JOINED.contains(n.op()));
  }

  /** Whether all that is multiplied are constants along one axis, as frequencies and positions. */
  private static boolean isVector(Node node, List<Belief> inputs) {
    boolean product = node.op().equals("MatMul") || node.op().equals("Einsum");
    return product && inputs.stream().allMatch(Forward::isVector);
  }

  private static boolean isVector(Belief b) {
    if (b instanceof Belief.Fixed f) {
      return f.array().size() == longest(f.array().dims());
    }
    return b instanceof Belief.Parameter p && p.facts().count() == longest(p.facts().dims());
  }

  private static long longest(long[] dims) {
    return java.util.Arrays.stream(dims).max().orElse(1);
  }

  /** A matrix product that sums over nothing, as of positions and frequencies. */
  private boolean isOuter(Node node) {
    long[] first = node.op().equals("MatMul") ? shapes.dims(node.input(0)) : null;
    return first != null && first.length > 1 && first[first.length - 1] == 1;
  }

  /** Takes constants that meet a weight for activations. */
  private void activate(Node node, List<Belief> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      boolean kernel = i > 0 && BIASED.contains(node.op());
      if (!kernel && inputs.get(i) instanceof Belief.Fixed f && f.array().rank() >= 2) {
        inputs.set(i, new Belief.Known(Constants.signal(f.array(), dims)));
      }
    }
    boolean twoWeights =
        inputs.size() > 1
            && inputs.get(0) instanceof Belief.Parameter
            && inputs.get(1) instanceof Belief.Parameter;
    Array first = twoWeights ? shapes.constant(node.input(0)) : null;
    if (first != null && first.rank() >= 2) {
      ParameterFacts w = ((Belief.Parameter) inputs.get(0)).facts();
      boolean learned = w.isRandom() || w.isZero();
      inputs.set(
          0,
          new Belief.Known(
              learned ? Constants.learned(first, w, dims) : Constants.signal(first, dims)));
    }
  }

  private List<Belief> fixed(Node node) {
    List<Belief> all = new ArrayList<>();
    for (String name : node.outputs()) {
      Array a = name.isEmpty() ? null : shapes.constant(name);
      if (a == null) {
        return null;
      }
      all.add(new Belief.Fixed(a));
    }
    return all;
  }

  /** Unknown for all outputs, because of the first unknown input where there is one. */
  private static List<Belief> unknown(Node node, List<Belief> inputs, String reason) {
    Belief why =
        inputs.stream()
            .filter(b -> b instanceof Belief.Unknown)
            .findFirst()
            .orElse(new Belief.Unknown(reason, new Belief.Cause(node.op(), node.output(), false)));
    return Collections.nCopies(node.outputs().size(), why);
  }

  private static List<Belief> defect(Node node, Defect defect) {
    Belief.Cause here = new Belief.Cause(node.op(), node.output(), true);
    return Collections.nCopies(
        node.outputs().size(), new Belief.Unknown(defect.getMessage(), here));
  }

  private List<long[]> dims(List<String> names) {
    List<long[]> all = new ArrayList<>();
    for (String name : names) {
      all.add(name.isEmpty() ? null : shapes.dims(name));
    }
    return all;
  }
}
