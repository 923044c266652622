package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Weight;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradients of the loss and first steps as PyTorch 2.13 gave them: 64 inputs, two layers of 256
 * with ReLU, 10 classes, labels at random, root mean squares over 400 draws.
 */
class FirstStepTest {
  private static Model model(long batch, double head, double smoothing) {
    String text =
        """
        x = input(%d, 64)
        h = relu(linear(x, 256, normal(0, 0.177)))
        h = relu(linear(h, 256, normal(0, 0.0884)))
        y = linear(h, 10, normal(0, %s))
        """
            .formatted(batch, head);
    return Model.of(Propagation.of(GraphNotation.parse(text), Assumptions.NONE))
        .trained(GraphNotation.training("train smoothing=" + smoothing));
  }

  @ParameterizedTest(name = "batch {0}, head {1}, smoothing {2}: {3}")
  @DisplayName("norm of all gradients, within 3 %")
  @CsvSource({"8, 0.0625, 0, 7.702", "8, 0.25, 0, 24.645", "8, 0.0625, 0.1, 7.091"})
  void norm(long batch, double head, double smoothing, double measured) {
    double norm = FirstGradients.of(model(batch, head, smoothing)).norm();
    assertThat(norm).isCloseTo(measured, withinPercentage(3));
  }

  @ParameterizedTest(name = "batch {0}: {1}, {2}, {3}")
  @DisplayName(
      "change of each layer's output by a step of sign(g) over it, within 10 %, of the scores 30 %")
  @CsvSource({"8, 13.85, 65.1, 112.3", "64, 7.24, 63.6, 103.7"})
  void moved(long batch, double first, double second, double third) {
    Model m = model(batch, 0.0625, 0);
    double[] measured = {first, second, third};
    for (int i = 0; i < 3; i++) {
      assertThat(FirstStep.moved(m, FirstGradients.of(m), m.linears().get(i), 1))
          .as(m.linears().get(i).weight().name())
          .isCloseTo(measured[i], withinPercentage(i < 2 ? 10 : 30));
    }
  }

  /** 24 draws in PyTorch; keys, whose gradients cancel over positions, are told within a third. */
  @Test
  void firstStepOfATransformerMovesEachMapAsMeasured() {
    String text =
        """
        ids = tokens(8, 32)
        x = positions(embedding(ids, 1000, 64, normal(0, 0.02)), normal(0, 0.02))
        repeat 2
          n = layernorm(x)
          q = linear(n, 64, normal(0, 0.02))
          k = linear(n, 64, normal(0, 0.02))
          v = linear(n, 64, normal(0, 0.02))
          a = attention(q, k, v, heads=2, scale=0.17678)
          x = add(x, linear(a, 64, normal(0, 0.02)))
          h = relu(linear(layernorm(x), 256, normal(0, 0.02)))
          x = add(x, linear(h, 64, normal(0, 0.02)))
        y = linear(layernorm(x), 1000, normal(0, 0.02))
        """;
    Model m = Model.of(Propagation.of(GraphNotation.parse(text), Assumptions.NONE));
    FirstGradients first = FirstGradients.of(m);
    assertThat(first.norm()).isCloseTo(1.009, withinPercentage(5));
    double[] measured = {
      59.5, 62.1, 57.8, 175.5, 59.6, 241.6, 83.8, 65.9, 131.6, 253.2, 92.9, 249.0, 180.3
    };
    for (int i = 0; i < measured.length; i++) {
      boolean keys = i % 6 == 1;
      assertThat(FirstStep.moved(m, first, m.linears().get(i), 1))
          .as(m.linears().get(i).weight().name())
          .isCloseTo(measured[i], withinPercentage(keys ? 33 : 25));
    }
  }

  @Test
  void zerosThatAnExporterHoldsOnceAreAParameterByEachName() {
    Graph one =
        GraphNotation.parse(
            """
            x = input(8, 64)
            h = bias(linear(x, 64, normal(0, 0.125)), zeros)
            h = bias(linear(relu(h), 64, normal(0, 0.125)), zeros)
            y = linear(relu(h), 10, normal(0, 0.125))
            """);
    List<String> zeros =
        one.weights().values().stream()
            .filter(w -> w.dims().length == 1)
            .map(Weight::name)
            .toList();
    assertThat(zeros).hasSize(2);
    Map<String, Weight> shared = new LinkedHashMap<>(one.weights());
    shared.put(zeros.get(1), shared.get(zeros.get(0)));
    Graph held =
        new Graph(
            one.name(),
            one.origin(),
            one.inputs(),
            one.outputs(),
            one.nodes(),
            shared,
            one.remarks());
    double apart = FirstGradients.of(Model.of(Propagation.of(one, Assumptions.NONE))).norm();
    FirstGradients together = FirstGradients.of(Model.of(Propagation.of(held, Assumptions.NONE)));
    assertThat(together.trained()).hasSize(5);
    assertThat(together.norm()).isCloseTo(apart, withinPercentage(0.1));
  }

  @Test
  void whatDoesNotAverageOutIsBelowTheNormOfABatch() {
    FirstGradients first = FirstGradients.of(model(8, 0.0625, 0));
    assertThat(first.lasting()).isBetween(0.01, 0.5 * first.norm());
    assertThat(first.scored()).isEqualTo(8);
  }
}
