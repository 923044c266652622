package dev.initlint.verify;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds small graphs for tests. */
final class Graphs {
  private static final Origin HERE = Origin.node("test.onnx", null);

  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  /** An input of reals; an extent of 0 stands for the name {@code batch}. */
  Graphs reals(String name, long... dims) {
    return input(name, ElementType.FLOAT, dims);
  }

  Graphs tokens(String name, long... dims) {
    return input(name, ElementType.INT64, dims);
  }

  private Graphs input(String name, ElementType type, long... dims) {
    List<Dim> shape =
        Arrays.stream(dims).mapToObj(d -> d == 0 ? Dim.of("batch") : Dim.of(d)).toList();
    inputs.add(new Value(name, type, shape));
    return this;
  }

  Graphs output(String name) {
    outputs.add(new Value(name, ElementType.FLOAT, null));
    return this;
  }

  /** A weight drawn from a normal law. */
  Graphs normal(String name, Expr variance, long... dims) {
    return weight(
        name,
        new Weight.Drawn(new Law(Law.Family.NORMAL, "normal", Expr.of(0), variance, 1)),
        dims);
  }

  Graphs constant(String name, double value, long... dims) {
    return weight(
        name,
        new Weight.Drawn(new Law(Law.Family.CONSTANT, "constant", Expr.of(value), Expr.of(0), 1)),
        dims);
  }

  Graphs stored(String name, double[] values, long... dims) {
    return weight(name, new Weight.Stored(new Elements(ElementType.FLOAT, dims, values)), dims);
  }

  Graphs weight(String name, Weight.Source source, long... dims) {
    weights.put(name, new Weight(name, ElementType.FLOAT, dims, source, HERE));
    return this;
  }

  Graphs node(String op, String inputs, String outputs, Object... attributes) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      all.put((String) attributes[i], attributes[i + 1]);
    }
    nodes.add(
        new Node(
            op,
            "",
            21,
            "node" + nodes.size(),
            List.of(inputs.split(" ", -1)),
            List.of(outputs.split(" ", -1)),
            new Attributes(all),
            HERE));
    return this;
  }

  Graph graph() {
    return new Graph("test", HERE, inputs, outputs, nodes, weights, List.of());
  }
}
