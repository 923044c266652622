package dev.initlint.propagate;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Cotangents;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Dims;
import dev.initlint.shape.DimBinding;
import dev.initlint.shape.ShapeTable;
import dev.initlint.shape.Shapes;
import dev.initlint.symbol.Binding;
import dev.initlint.weight.Clones;
import dev.initlint.weight.InitialisationVerdict;
import dev.initlint.weight.Integrity;
import dev.initlint.weight.NamedFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a model: a belief for every value and a gradient for every signal and weight,
 * all symbolic. Evaluate it under {@link #binding}, or under another.
 */
public final class Propagation {

  /** Number of nodes from which figures are computed in order. */
  private static final int DEEP = 2000;

  private final Graph graph;
  private final ShapeTable shapes;
  private final Dims dims;
  private final Parameters parameters;
  private final Map<String, Belief> beliefs;
  private final Backward backward;
  private final InitialisationVerdict verdict;
  private final Clones clones;
  private final Premises premises;
  private Evaluation evaluation;

  /** Gradients of losses that were asked for; several rules ask for the same. */
  private final Map<Loss, LossGradient> losses = new HashMap<>();

  private record Loss(Head head, double labelSmoothing) {}

  private Propagation(
      Graph graph,
      ShapeTable shapes,
      Dims dims,
      Parameters parameters,
      Map<String, Belief> beliefs,
      Backward backward,
      Premises premises) {
    this.premises = premises;
    this.graph = graph;
    this.shapes = shapes;
    this.dims = dims;
    this.parameters = parameters;
    this.beliefs = beliefs;
    this.backward = backward;
    this.verdict = InitialisationVerdict.of(parameters.named());
    this.clones = Clones.of(parameters.named());
  }

  /** Propagates a graph. */
  public static Propagation of(Graph graph, Assumptions given) {
    DimBinding binding = DimBinding.of(given.dims());
    ShapeTable shapes = Shapes.infer(graph, binding);
    Premises premises = Premises.of(graph, shapes, given);
    boolean byData = graph.nodes().stream().anyMatch(n -> n.op().equals("NonZero"));
    if (byData || !premises.constants().isEmpty()) {
      shapes = Shapes.infer(graph, binding, premises.constants(), new Routing(graph));
    }
    Dims dims = new Dims(graph.sizeNames());
    Parameters parameters = Parameters.of(graph, dims);
    Map<String, Belief> beliefs = Forward.run(graph, shapes, dims, parameters.facts(), given);
    dims.ensure("batch", 1);
    Backward backward = null;
    if (!graph.outputs().isEmpty()
        && beliefs.get(graph.outputs().get(0).name()) instanceof Belief.Known k) {
      backward = Backward.from(k.signal());
    }
    return new Propagation(graph, shapes, dims, parameters, beliefs, backward, premises);
  }

  public Graph graph() {
    return graph;
  }

  public ShapeTable shapes() {
    return shapes;
  }

  /** Beliefs by value name: inputs, weights, then node outputs in order. */
  public Map<String, Belief> beliefs() {
    return beliefs;
  }

  /** Inputs that are taken for constants, by name, with the number all of their entries are. */
  public Map<String, Double> premises() {
    Map<String, Double> inputs = new LinkedHashMap<>();
    graph.inputs().stream()
        .filter(v -> premises.constants().containsKey(v.name()))
        .forEach(v -> inputs.put(v.name(), premises.constants().get(v.name())));
    return inputs;
  }

  /** The signal of a value, or null when it carries none that is known. */
  public Signal signal(String value) {
    return beliefs.get(value) instanceof Belief.Known k ? k.signal() : null;
  }

  /** Facts and law of every real-valued weight that can be read. */
  public Map<Weight, ParameterFacts> weights() {
    return parameters.facts();
  }

  /** Whether the weights are as drawn, or trained. */
  public InitialisationVerdict verdict() {
    return verdict;
  }

  /** Weights whose elements nobody can have meant, by name, with what is wrong in one clause. */
  public Map<String, String> damaged() {
    Map<String, String> damaged = new LinkedHashMap<>();
    for (NamedFacts t : parameters.named()) {
      Integrity.fault(t).ifPresent(fault -> damaged.put(t.name(), fault));
    }
    return damaged;
  }

  /** Weights that are equal to each other, and weights that are transposes of each other. */
  public Clones clones() {
    return clones;
  }

  /** The gradient at a signal for a unit-variance gradient at the first output, or null. */
  public Quantity<Stat> gradient(Signal s) {
    return backward == null ? null : inOrder(backward.at(s));
  }

  /** The ways that the gradient comes back to a signal, each from what reads it. */
  List<Cotangents.Way> ways(Signal s) {
    return backward == null ? List.of() : backward.ways(s);
  }

  /** Second moment of an entry of a weight's gradient, or null. */
  public Quantity<Double> weightGradient(String weight) {
    Weight w = graph.weights().get(weight);
    return backward == null ? null : inOrder(backward.of(weight, w == null ? 0 : w.count()));
  }

  /**
   * The gradients of the mean cross-entropy of a head with labels drawn at random, each class as
   * often as any other.
   *
   * @param labelSmoothing share of a label that is spread evenly over the classes
   */
  public LossGradient lossGradient(Head head, double labelSmoothing) {
    return losses.computeIfAbsent(
        new Loss(head, labelSmoothing), k -> LossGradient.of(this, head, labelSmoothing));
  }

  /**
   * What the second moment of a weight's entries is over all draws of the law that its library
   * draws it from.
   *
   * @throws RuntimeException if no law is intended, or it has no number here
   */
  double intendedSecondMoment(String weight) {
    return parameters.intendedSecondMoment(graph.weights().get(weight));
  }

  /** Outputs that score classes or tokens. */
  public List<Head> heads() {
    return Heads.of(graph, beliefs);
  }

  /** The symbols as the model has them. */
  public Binding binding() {
    return Binding.of(dims.values(), dims.definitions());
  }

  /** The symbols as the model has them, but for those given. */
  public Binding binding(Map<String, Double> set) {
    Map<String, Double> values = new LinkedHashMap<>(dims.values());
    values.putAll(set);
    return Binding.of(values, dims.definitions());
  }

  /** Whether a symbol has a value or a definition in this model. */
  public boolean hasSymbol(String symbol) {
    Binding b = binding();
    return b.values().containsKey(symbol) || b.definitions().containsKey(symbol);
  }

  /** Number of draws that several layers hold and whose layers are not compared. */
  private long apart() {
    Set<String> draws = new HashSet<>();
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        Weight w = OpKind.isOneOf(OpKind.LINEAR, node.op()) ? graph.weights().get(input) : null;
        ParameterFacts f = w == null ? null : parameters.facts().get(w);
        boolean shared = f != null && w.dims().length > 1 && f.draw() != null && !f.isConstant();
        if (shared && signal(node.output()) != null && signal(node.output()).relation() == null) {
          draws.add(f.draw().leader());
        }
      }
    }
    return draws.size();
  }

  /** What the reader repaired and what was assumed, one sentence each. */
  public List<String> remarks() {
    List<String> all = new ArrayList<>(graph.remarks());
    all.addAll(shapes.remarks());
    all.addAll(premises.remarks());
    long shared = apart();
    if (shared > 0) {
      all.add(
          shared
              + (shared == 1 ? " weight serves" : " weights serve")
              + " several layers, as copies or as one: figures treat layers"
              + " as separate draws, so that here they are less certain than their bands");
    }
    return all;
  }

  /** The evaluation under {@link #binding()}: one for all who ask, so that figures are had once. */
  public Evaluation evaluation() {
    if (evaluation == null) {
      evaluation = evaluated(Map.of());
    }
    return evaluation;
  }

  /**
   * An evaluation with some symbols set; that of {@link #evaluation()} where none are. Figures are
   * computed as they are asked for, each from those it follows from; in a deep graph they are
   * computed in order, so that no chain is as long as the graph: those of values here, and
   * gradients with the first that is asked for.
   */
  public Evaluation evaluation(Map<String, Double> set) {
    return set.isEmpty() ? evaluation() : evaluated(set);
  }

  private boolean isDeep() {
    return graph.nodes().size() > DEEP;
  }

  private Evaluation evaluated(Map<String, Double> set) {
    Evaluation e = new Evaluation(binding(set));
    if (isDeep()) {
      signals().forEach(s -> e.orNull(s.stat()));
    }
    return e;
  }

  private List<Signal> signals() {
    return beliefs.values().stream()
        .filter(b -> b instanceof Belief.Known)
        .map(b -> ((Belief.Known) b).signal())
        .toList();
  }

  /** A figure of the way back, before which all gradients of a deep graph are computed in order. */
  private <T> Quantity<T> inOrder(Quantity<T> figure) {
    return figure == null || !isDeep()
        ? figure
        : Quantity.of(
            e -> {
              e.shared(new Descent(this), d -> d.all(e));
              return figure.in(e);
            });
  }

  /** The gradients of a deep graph, from the output down, under one evaluation. */
  private record Descent(Propagation of) {
    Descent all(Evaluation e) {
      List<Signal> signals = of.signals();
      for (int i = signals.size() - 1; i >= 0; i--) {
        e.orNull(of.backward.at(signals.get(i)));
      }
      return this;
    }
  }
}
