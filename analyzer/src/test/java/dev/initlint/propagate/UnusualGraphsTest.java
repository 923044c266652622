package dev.initlint.propagate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.symbol.Expr;
import dev.initlint.weight.Law;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Graphs far deeper than a stack, functions composed beyond reason. */
class UnusualGraphsTest {
  private static final Origin ORIGIN = Origin.node("deep.onnx", "deep");
  private static final int WIDTH = 16;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  @Test
  void fourThousandLayersAreFollowed() {
    String at = "x";
    for (int i = 0; i < 4_000; i++) {
      drawn("w" + i);
      at = node("MatMul", at, "w" + i);
    }

    Trace trace = Tracing.of(Propagation.of(graph(at), Assumptions.NONE), "deep.onnx", Map.of());

    Trace.ValueRow last = trace.values().get(trace.values().size() - 1);
    Trace.ValueRow first = trace.values().get(0);
    assertThat(last.secondMoment()).isBetween(0.999, 1.001);
    assertThat(first.gradientSecondMoment()).isBetween(0.999, 1.001);
  }

  @Test
  void repeatedSquaresEndAsUnknownWithAReason() {
    String at = "x";
    for (int i = 0; i < 60; i++) {
      at = node("Mul", at, at);
    }

    Trace trace = Tracing.of(Propagation.of(graph(at), Assumptions.NONE), "deep.onnx", Map.of());

    assertThat(trace.unknown()).anyMatch(u -> u.reason().contains("functions than are composed"));
  }

  private void drawn(String name) {
    Law law = new Law(Law.Family.NORMAL, "normal", Expr.ZERO, Expr.of(1.0 / WIDTH), 1);
    weights.put(
        name,
        new Weight(
            name, ElementType.FLOAT, new long[] {WIDTH, WIDTH}, new Weight.Drawn(law), ORIGIN));
  }

  private String node(String op, String... inputs) {
    String output = op + nodes.size();
    nodes.add(
        new Node(op, "", 17, output, List.of(inputs), List.of(output), Attributes.NONE, ORIGIN));
    return output;
  }

  private Graph graph(String output) {
    List<Dim> shape = List.of(Dim.of(4), Dim.of(WIDTH));
    return new Graph(
        "deep",
        ORIGIN,
        List.of(new Value("x", ElementType.FLOAT, shape)),
        List.of(new Value(output, ElementType.FLOAT, shape)),
        nodes,
        weights,
        List.of());
  }
}
