package dev.initlint.onnx;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Cancelled;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.RawModel.RawGraph;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.onnx.RawModel.RawTensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a graph as it is written into one that keeps the promises of {@link Graph}. */
final class GraphBuilder {
  private final Reading reading;
  private final GraphBuilder outer;
  private final int depth;
  private final Scope scope;
  private final KnownValues known;
  private final WeightFlow flow;
  private final Names nodeNames = new Names();
  private final Names valueNames = new Names();
  private final List<Node> nodes = new ArrayList<>();
  private final QuantisedNodes quantised;
  private ParameterNames parameters;

  /**
   * @param outer builder of the graph around this one, or null
   */
  GraphBuilder(Reading reading, GraphBuilder outer) {
    this.reading = reading;
    this.outer = outer;
    this.depth = outer == null ? 0 : outer.depth + 1;
    this.scope = new Scope(outer == null ? null : outer.scope);
    this.known = new KnownValues(scope, reading.budget(), outer == null ? null : outer.known);
    this.flow = new WeightFlow(scope, known, reading);
    this.quantised = new QuantisedNodes(scope, flow, valueNames);
  }

  Graph build(RawGraph raw, Map<String, Integer> opsets) {
    if (depth > reading.limits().depth()) {
      throw new Malformed(
          raw.offset(),
          "subgraphs and functions lie in each other more than "
              + reading.limits().depth()
              + " deep; no exporter writes that, so the file is damaged or made to do harm");
    }
    raw.tensors().forEach(this::define);
    List<Value> inputs = inputs(raw);
    raw.declared().forEach(known::declare);
    SingleAssignment assignment = new SingleAssignment();
    List<Placed> unique =
        assignment.apply(reading.functions().expand(raw.nodes(), opsets), scope.values());
    reading.remarks().redefined(assignment.redefined());
    valueNames.take(scope.values());
    unique.forEach(p -> valueNames.take(p.node().outputs()));
    parameters = new ParameterNames(scope, reading.annotations(), unique);
    Deque<Placed> work = new ArrayDeque<>(ordered(unique));
    while (!work.isEmpty()) {
      add(work.pop(), work);
    }
    List<Value> outputs = outputs(raw, assignment);
    return new Graph(
        raw.name(),
        Origin.node(reading.path(), null),
        inputs,
        outputs,
        nodes,
        weights(raw),
        outer == null ? reading.remarks().list() : List.of());
  }

  /** Old files list their weights among the inputs, as defaults; here they are weights only. */
  private List<Value> inputs(RawGraph raw) {
    List<Value> inputs = new ArrayList<>();
    for (Value input : raw.inputs()) {
      known.declare(input);
      if (!scope.values().contains(input.name())) {
        scope.define(input.name());
        inputs.add(input);
      }
    }
    return inputs;
  }

  private List<Placed> ordered(List<Placed> unique) {
    Order order = new Order(unique, scope::isDefined);
    order.requireDefined();
    if (order.isSorted()) {
      return unique;
    }
    reading.remarks().add("the nodes of the file are not in topological order; they were sorted");
    return order.sorted();
  }

  private List<Value> outputs(RawGraph raw, SingleAssignment assignment) {
    List<Value> outputs = new ArrayList<>();
    for (Value output : raw.outputs()) {
      String name = assignment.last(output.name());
      if (!scope.isDefined(name)) {
        throw new Malformed(
            raw.offset(),
            "the graph's output "
                + Quoted.name(name)
                + " is not defined by any node; export the model again");
      }
      outputs.add(new Value(name, output.type(), output.shape()));
    }
    return outputs;
  }

  /** A subgraph also lists the weights that it uses of the graphs around it. */
  private Map<String, Weight> weights(RawGraph raw) {
    Map<String, Weight> weights = scope.weights();
    if (outer != null) {
      for (String name : Captures.of(raw)) {
        Weight captured = outer.scope.weight(name);
        if (captured != null) {
          weights.putIfAbsent(name, captured);
        }
      }
    }
    return weights;
  }

  private void add(Placed placed, Deque<Placed> work) {
    Cancelled.check();
    RawNode raw = placed.node();
    if (isConstant(raw) || isAlias(raw) || isRearranged(raw)) {
      return;
    }
    if (raw.is("If") && hasBranches(raw)) {
      RawGraph chosen = chosen(raw);
      if (chosen != null) {
        splice(placed, raw.outputs(), chosen, work);
      } else {
        both(placed, work);
      }
      return;
    }
    Unrolled steps = Unrolled.of(raw, placed.opset(), known, valueNames);
    if (steps != null) {
      insert(placed, raw.outputs(), steps.tensors(), steps.nodes(), work);
      return;
    }
    List<Placed> plain = quantised.dequantised(placed);
    (plain == null ? List.of(placed) : plain).forEach(this::keep);
  }

  private boolean isConstant(RawNode raw) {
    RawTensor tensor =
        raw.is("Constant") && raw.outputs().size() == 1 ? Constants.tensor(raw) : null;
    if (tensor != null) {
      scope.define(raw.outputs().get(0), weight(raw.outputs().get(0), tensor, raw.name()));
    }
    return tensor != null;
  }

  private boolean isAlias(RawNode raw) {
    if (!raw.is("Identity") || raw.inputs().size() != 1 || raw.outputs().size() != 1) {
      return false;
    }
    Weight weight = scope.weight(raw.inputs().get(0));
    if (weight != null) {
      scope.define(raw.outputs().get(0), weight);
    }
    return weight != null;
  }

  private boolean isRearranged(RawNode raw) {
    List<Weight> results = flow.weights(raw);
    if (results == null) {
      return false;
    }
    for (int i = 0; i < results.size(); i++) {
      scope.define(raw.outputs().get(i), results.get(i));
    }
    return true;
  }

  /** The branch that an If takes, when its condition is constant; else null. */
  private RawGraph chosen(RawNode raw) {
    Known condition = raw.inputs().isEmpty() ? null : known.get(raw.inputs().get(0));
    double holds = condition == null ? Double.NaN : condition.single();
    return Double.isNaN(holds)
        ? null
        : raw.attribute(holds != 0 ? "then_branch" : "else_branch", RawGraph.class);
  }

  private static boolean hasBranches(RawNode raw) {
    return raw.attribute("then_branch", RawGraph.class) != null
        && raw.attribute("else_branch", RawGraph.class) != null;
  }

  /**
   * Puts the nodes of both branches in front of an If whose condition is computed, which then
   * chooses between their outputs: so their weights are weights of the model and every stage sees
   * them.
   */
  private void both(Placed placed, Deque<Placed> work) {
    RawNode raw = placed.node();
    List<String> yes = Branch.results(raw, "then", valueNames);
    List<String> no = Branch.results(raw, "else", valueNames);
    work.push(placed.with(Branch.choice(raw, yes, no)));
    splice(placed, no, raw.attribute("else_branch", RawGraph.class), work);
    splice(placed, yes, raw.attribute("then_branch", RawGraph.class), work);
  }

  /** Puts the nodes of an If's branch in its place, its outputs under the given names. */
  private void splice(Placed placed, List<String> outputs, RawGraph branch, Deque<Placed> work) {
    RawGraph renamed = Branch.spliced(placed.node(), outputs, branch, valueNames);
    insert(placed, outputs, renamed.tensors(), renamed.nodes(), work);
  }

  /** Puts nodes in the place of one, which compute its outputs under the given names. */
  private void insert(
      Placed placed,
      List<String> outputs,
      List<RawTensor> tensors,
      List<RawNode> nodes,
      Deque<Placed> work) {
    tensors.forEach(this::define);
    List<Placed> expanded = reading.functions().expand(nodes, placed.opsets());
    List<Placed> unique = new SingleAssignment().apply(expanded, scope.values());
    requireDefined(placed.node(), outputs, unique);
    List<Placed> ordered = ordered(unique);
    for (int i = ordered.size() - 1; i >= 0; i--) {
      work.push(ordered.get(i));
    }
  }

  /** A body may promise an output to which the function that is to compute it never comes. */
  private void requireDefined(RawNode node, List<String> outputs, List<Placed> body) {
    Set<String> computed = new HashSet<>();
    body.forEach(p -> computed.addAll(p.node().outputs()));
    for (String output : outputs) {
      if (!output.isEmpty() && !computed.contains(output) && !scope.isDefined(output)) {
        throw new Malformed(
            node.offset(),
            "the body of "
                + Order.shown(node)
                + " does not define its output; export the model again");
      }
    }
  }

  private void keep(Placed placed) {
    RawNode raw = placed.node();
    String name = nodeNames.unused(raw.name().isEmpty() ? invented(raw) : raw.name());
    raw.outputs().forEach(scope::define);
    known.follow(raw);
    quantised.follow(placed);
    nodes.add(
        new Node(
            raw.op(),
            raw.domain(),
            placed.opset(),
            name,
            raw.inputs(),
            raw.outputs(),
            attributes(placed),
            origin(placed, name)));
  }

  private Origin origin(Placed placed, String name) {
    Origin origin = Origin.node(reading.path(), name);
    Annotations.Note note = reading.annotations().of(placed.node(), placed.call());
    return note == null
        ? origin
        : origin.tracedFrom(note.place().naming(parameters.of(placed.node(), note)));
  }

  /** Operator and first output, by which a viewer finds the node. */
  private static String invented(RawNode raw) {
    for (String output : raw.outputs()) {
      if (!output.isEmpty()) {
        return raw.op() + ":" + output;
      }
    }
    return raw.op();
  }

  private Attributes attributes(Placed placed) {
    Map<String, Object> values = new HashMap<>();
    for (RawAttribute a : placed.node().attributes().values()) {
      Object value = a.value();
      if (value instanceof RawTensor t) {
        value = t.data();
      } else if (value instanceof RawGraph g) {
        value = new GraphBuilder(reading, this).build(g, placed.opsets());
      }
      if (value != null) {
        values.put(a.name(), value);
      }
    }
    return values.isEmpty() ? Attributes.NONE : new Attributes(values);
  }

  private void define(RawTensor tensor) {
    if (scope.values().contains(tensor.name())) {
      reading
          .remarks()
          .add("weight " + Quoted.name(tensor.name()) + " is stored twice; the last counts");
    }
    scope.define(tensor.name(), weight(tensor.name(), tensor, null));
  }

  private Weight weight(String name, RawTensor tensor, String node) {
    Weight.Source source =
        tensor.data() == null
            ? new Weight.Missing(tensor.missing())
            : new Weight.Stored(tensor.data());
    Origin origin = Origin.node(reading.path(), node == null || node.isEmpty() ? null : node);
    return new Weight(name, tensor.type(), tensor.dims(), source, origin);
  }
}
