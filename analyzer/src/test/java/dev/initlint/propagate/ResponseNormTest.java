package dev.initlint.propagate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A norm over neighbouring channels against the mean over draws. */
class ResponseNormTest {
  private static final Origin HERE = Origin.node("r.onnx", null);
  private static final int CHANNELS = 12;

  @Test
  void windowsEndWhereTheChannelsEnd() {
    for (int size : new int[] {1, 4, 5}) {
      double alpha = 0.1 * size;
      Trace t = trace(size, alpha, 1);
      double predicted = t.values().get(1).secondMoment();
      assertThat(predicted).as("size %d", size).isCloseTo(drawn(size, alpha, 1), within(0.005));
    }
  }

  @Test
  void aWindowThatAddsMoreThanTheBiasHasNoFigure() {
    assertThat(trace(5, 20, 0.1).unknown())
        .anyMatch(u -> u.reason().contains("adds more than its bias"));
  }

  private static Trace trace(long size, double alpha, double bias) {
    List<Dim> dims = List.of(Dim.of(2), Dim.of(CHANNELS), Dim.of(3), Dim.of(3));
    Value x = new Value("x", ElementType.FLOAT, dims);
    Value y = new Value("y", ElementType.FLOAT, List.of());
    Attributes a = new Attributes(Map.of("size", size, "alpha", alpha, "bias", bias));
    Node node = new Node("LRN", "", 18, "y", List.of("x"), List.of("y"), a, HERE);
    Graph g = new Graph("r", HERE, List.of(x), List.of(y), List.of(node), Map.of(), List.of());
    return Tracing.of(Propagation.of(g, Assumptions.NONE), "r.onnx", Map.of());
  }

  private static double drawn(int size, double alpha, double bias) {
    Random random = new Random(1);
    int before = (size - 1) / 2;
    int draws = 40_000;
    double sum = 0;
    for (int n = 0; n < draws; n++) {
      double[] x = random.doubles(CHANNELS).map(u -> random.nextGaussian()).toArray();
      for (int c = 0; c < CHANNELS; c++) {
        int end = Math.min(CHANNELS, c + size - before);
        double[] seen = Arrays.copyOfRange(x, Math.max(0, c - before), end);
        double squares = Arrays.stream(seen).map(v -> v * v).sum();
        double y = x[c] / Math.pow(bias + alpha / size * squares, 0.75);
        sum += y * y / CHANNELS / draws;
      }
    }
    return sum;
  }
}
