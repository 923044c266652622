package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.Model;
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

  @Test
  void whatDoesNotAverageOutIsBelowTheNormOfABatch() {
    FirstGradients first = FirstGradients.of(model(8, 0.0625, 0));
    assertThat(first.lasting()).isBetween(0.01, 0.5 * first.norm());
    assertThat(first.scored()).isEqualTo(8);
  }
}
