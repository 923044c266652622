package dev.initlint.verify.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Lanes;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient against central differences, in double precision. */
class GradientCheckTest {
  private static final double STEP = 1e-5;

  static Stream<Case> cases() {
    return GradientCases.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientEqualsCentralDifferences(Case given) {
    double[][] analytic = given.gradients();
    for (int input = 0; input < given.inputs().size(); input++) {
      if (analytic[input] == null) {
        continue;
      }
      double[] numeric = numeric(given, input);
      for (int i = 0; i < numeric.length; i++) {
        assertThat(analytic[input][i])
            .as("%s: slope in element %s of input %s", given, i, input)
            .isCloseTo(numeric[i], within(1e-6 * (1 + Math.abs(numeric[i]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void singlePrecisionHasTheGradientsOfDouble(Case given) {
    double[][] exact = given.gradients();
    for (Lanes lanes : List.of(Lanes.plain(), Lanes.best())) {
      double[][] single = given.gradients(Arena.Precision.FLOAT, lanes);
      for (int input = 0; input < exact.length; input++) {
        for (int i = 0; exact[input] != null && i < exact[input].length; i++) {
          assertThat(single[input][i])
              .as("%s: slope in element %s of input %s by %s", given, i, input, lanes.name())
              .isCloseTo(exact[input][i], within(1e-4 * (1 + Math.abs(exact[input][i]))));
        }
      }
    }
  }

  @Test
  void everyOperatorThatPassesAGradientHasACase() {
    TreeSet<String> missing = new TreeSet<>(Operators.names());
    missing.removeIf(n -> Operators.named(n) instanceof Plumbing);
    cases().forEach(c -> missing.remove(c.name()));
    // no gradient by definition
    missing.removeAll(List.of("Mod", "CastLike"));
    assertThat(missing).isEmpty();
  }

  private static double[] numeric(Case given, int input) {
    double[] x = given.inputs().get(input).values();
    double[] slopes = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double before = x[i];
      x[i] = before + STEP;
      double up = given.loss();
      x[i] = before - STEP;
      double down = given.loss();
      x[i] = before;
      slopes[i] = (up - down) / (2 * STEP);
    }
    return slopes;
  }
}
