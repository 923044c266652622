package dev.initlint.propagate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which outputs are heads, and their loss at step zero. */
class HeadsTest {
  private static final Origin HERE = Origin.node("head.onnx", null);
  private static final int WIDTH = 64;
  private static final int CLASSES = 500;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  @Test
  void softCapWrittenOutLimitsTheLoss() {
    Law law = new Law(Law.Family.NORMAL, "normal", Expr.ZERO, Expr.of(16.0 / WIDTH), 1);
    weight(new Weight.Drawn(law), "w", WIDTH, CLASSES);
    weight(new Weight.Stored(new One(5)), "c");

    String logits = op("MatMul", "x", "w");
    String capped = op("Identity", op("Mul", op("Tanh", op("Div", logits, "c")), "c"));

    double want = ClassificationHead.of(CLASSES, 4).withSoftCap(5).crossEntropy();
    assertThat(loss(capped)).isCloseTo(want, within(1e-6));
    assertThat(want).isLessThan(loss(logits) - 1);
  }

  /** A scalar. */
  private record One(double value) implements TensorData {
    @Override
    public ElementType type() {
      return ElementType.FLOAT;
    }

    @Override
    public long[] dims() {
      return new long[0];
    }

    @Override
    public void stream(Chunks chunks) {
      chunks.accept(new float[] {(float) value}, 1);
    }

    @Override
    public double[] toDoubles(int limit) {
      return new double[] {value};
    }
  }

  private double loss(String output) {
    List<Dim> in = List.of(Dim.of(4), Dim.of(WIDTH));
    List<Dim> out = List.of(Dim.of(4), Dim.of(CLASSES));
    Value x = new Value("x", ElementType.FLOAT, in);
    Value y = new Value(output, ElementType.FLOAT, out);
    Graph graph = new Graph("head", HERE, List.of(x), List.of(y), nodes, weights, List.of());
    Propagation p = Propagation.of(graph, Assumptions.NONE);
    assertThat(p.heads()).hasSize(1);
    return p.heads().get(0).loss().in(p.evaluation()).crossEntropy();
  }

  private void weight(Weight.Source source, String name, long... dims) {
    weights.put(name, new Weight(name, ElementType.FLOAT, dims, source, HERE));
  }

  private String op(String op, String... inputs) {
    String name = op + nodes.size();
    nodes.add(new Node(op, "", 17, name, List.of(inputs), List.of(name), Attributes.NONE, HERE));
    return name;
  }
}
