package dev.initlint.onnx;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.RawModel.RawGraph;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.onnx.RawModel.RawTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a graph as it is written into one that keeps the promises of {@link Graph}. */
final class GraphBuilder {
  private final String path;
  private final Remarks remarks;
  private final Scope scope;
  private final Names nodeNames = new Names();
  private final List<Node> nodes = new ArrayList<>();

  GraphBuilder(String path, Remarks remarks, Scope outer) {
    this.path = path;
    this.remarks = remarks;
    this.scope = new Scope(outer);
  }

  Graph build(RawGraph raw, Map<String, Integer> opsets) {
    for (RawTensor tensor : raw.tensors()) {
      define(tensor.name(), tensor, Origin.node(path, null));
    }
    List<Value> inputs = new ArrayList<>();
    for (Value input : raw.inputs()) {
      if (!scope.values().contains(input.name())) {
        scope.define(input.name());
        inputs.add(input);
      }
    }
    List<Placed> placed = raw.nodes().stream().map(n -> new Placed(n, opsets)).toList();
    SingleAssignment assignment = new SingleAssignment();
    List<Placed> unique = assignment.apply(placed, scope.values());
    remarks.redefined(assignment.redefined());
    for (Placed p : ordered(unique)) {
      add(p);
    }
    List<Value> outputs = outputs(raw, assignment);
    Map<String, Weight> weights = scope.weights();
    Origin origin = Origin.node(path, null);
    return new Graph(raw.name(), origin, inputs, outputs, nodes, weights, remarks.list());
  }

  private List<Placed> ordered(List<Placed> unique) {
    Order order = new Order(unique, scope::isDefined);
    order.requireDefined();
    if (order.isSorted()) {
      return unique;
    }
    remarks.add("the nodes of the file are not in topological order; they were sorted");
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

  private void add(Placed placed) {
    RawNode raw = placed.node();
    if (raw.is("Constant") && raw.outputs().size() == 1) {
      RawTensor tensor = Constants.tensor(raw);
      if (tensor != null) {
        define(raw.outputs().get(0), tensor, Origin.node(path, raw.name()));
        return;
      }
    }
    if (raw.is("Identity") && raw.inputs().size() == 1 && raw.outputs().size() == 1) {
      Weight weight = scope.weight(raw.inputs().get(0));
      if (weight != null) {
        scope.define(raw.outputs().get(0), weight);
        return;
      }
    }
    keep(placed);
  }

  private void keep(Placed placed) {
    RawNode raw = placed.node();
    String name = nodeNames.unused(raw.name().isEmpty() ? invented(raw) : raw.name());
    raw.outputs().forEach(scope::define);
    nodes.add(
        new Node(
            raw.op(),
            raw.domain(),
            placed.opset(),
            name,
            raw.inputs(),
            raw.outputs(),
            attributes(placed),
            Origin.node(path, name)));
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
        value = new GraphBuilder(path, remarks, scope).build(g, placed.opsets());
      }
      if (value != null) {
        values.put(a.name(), value);
      }
    }
    return values.isEmpty() ? Attributes.NONE : new Attributes(values);
  }

  private void define(String name, RawTensor tensor, Origin origin) {
    Weight.Source source =
        tensor.data() == null
            ? new Weight.Missing(tensor.missing())
            : new Weight.Stored(tensor.data());
    scope.define(name, new Weight(name, tensor.type(), tensor.dims(), source, origin));
  }
}
