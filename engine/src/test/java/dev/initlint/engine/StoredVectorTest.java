package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.MeasuredTrace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a constant is computed from keeps its entries where weights are drawn anew: the prediction
 * knows them, and functions of few entries scatter far from draw to draw.
 */
class StoredVectorTest {
  private static final Origin HERE = Origin.node("vector.onnx", null);

  @ParameterizedTest
  @ValueSource(strings = {"Softplus", "Exp"})
  void functionsOfStoredVectorsAreConfirmed(String function) {
    Value x = new Value("x", ElementType.FLOAT, List.of(Dim.of(64), Dim.of(32)));
    Value y = new Value("y", ElementType.FLOAT, List.of(Dim.of(64), Dim.of(32)));
    Graph graph =
        new Graph(
            "vector",
            HERE,
            List.of(x),
            List.of(y),
            List.of(
                node("MatMul", "h", "x", "w"),
                node(function, "gate", "p"),
                node("Mul", "y", "h", "gate")),
            Map.of("p", normal(-3, 1.2, 32), "w", normal(0, 0.18, 32, 32)),
            List.of());

    MeasuredTrace measured =
        ModelVerification.of(
            graph, "vector", Assumptions.NONE, VerifyRequest.defaults(), trace -> trace);

    assertThat(measured.verdict())
        .as(measured.sentence())
        .isEqualTo(MeasuredTrace.Verdict.CONFIRMED);
    assertThat(measured.remarks()).anyMatch(r -> r.contains("draws of the weights"));
  }

  private static Node node(String op, String output, String... inputs) {
    return new Node(
        op, "", 17, output, List.of(inputs), List.of(output), new Attributes(Map.of()), HERE);
  }

  private static Weight normal(double mean, double std, long... dims) {
    int n = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    Random random = new Random(11);
    double[] entries = new double[n];
    Arrays.setAll(entries, i -> mean + std * random.nextGaussian());
    return new Weight(
        "normal" + n,
        ElementType.FLOAT,
        dims,
        new Weight.Stored(new Elements(ElementType.FLOAT, dims, entries)),
        HERE);
  }
}
