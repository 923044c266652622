package dev.initlint.shape;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds small graphs for tests. */
public final class GraphCase {
  private static final Origin ORIGIN = Origin.node("test.onnx", null);

  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  public GraphCase input(String name, Dim... dims) {
    return input(name, ElementType.FLOAT, dims);
  }

  public GraphCase input(String name, ElementType type, Dim... dims) {
    inputs.add(new Value(name, type, List.of(dims)));
    return this;
  }

  /** An input of which the file states no shape. */
  public GraphCase shapeless(String name) {
    inputs.add(new Value(name, ElementType.FLOAT, null));
    return this;
  }

  public GraphCase weight(String name, Array a) {
    weights.put(name, NodeCase.weight(name, a));
    return this;
  }

  public GraphCase weight(Weight w) {
    weights.put(w.name(), w);
    return this;
  }

  /** A node; inputs and outputs are names separated by spaces, {@code _} stands for absent. */
  public GraphCase node(String op, String in, String out, Object... attributes) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      named.put((String) attributes[i], attributes[i + 1]);
    }
    nodes.add(
        new Node(
            op, "", 21, "n" + nodes.size(), names(in), names(out), new Attributes(named), ORIGIN));
    return this;
  }

  public GraphCase output(String name) {
    outputs.add(new Value(name, ElementType.FLOAT, null));
    return this;
  }

  public Graph build() {
    return new Graph("test", ORIGIN, inputs, outputs, nodes, weights, List.of());
  }

  public ShapeTable infer() {
    return Shapes.infer(build(), DimBinding.defaults());
  }

  private static List<String> names(String spaced) {
    return Arrays.stream(spaced.split(" "))
        .filter(s -> !s.isEmpty())
        .map(s -> s.equals("_") ? "" : s)
        .toList();
  }
}
