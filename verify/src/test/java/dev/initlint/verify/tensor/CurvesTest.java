package dev.initlint.verify.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;

class CurvesTest {
  private static final int N = 4000;

  @Test
  void expIsAccurateOverItsRange() {
    double[] x = spread(700);
    double[] y = new double[N];
    Curves.exp(x, y, N);
    assertRelative(x, y, Math::exp, 2e-12);
  }

  @Test
  void expOfInfinitiesAndNan() {
    double[] x = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN, -1e30};
    double[] y = new double[4];
    Curves.exp(x, y, 4);
    assertThat(y).containsExactly(0, Double.POSITIVE_INFINITY, Double.NaN, 0);
  }

  @Test
  void expm1AndTanhKeepTheirRelativeAccuracyNearZero() {
    double[] x = spread(1e-7);
    double[] y = new double[N];
    Curves.expm1(x, y, N, 1);
    assertRelative(x, y, Math::expm1, 2e-12);
    Curves.tanh(x, y, N);
    assertRelative(x, y, Math::tanh, 2e-12);
  }

  @Test
  void tanhAndSigmoidSaturate() {
    double[] x = spread(60);
    double[] y = new double[N];
    Curves.tanh(x, y, N);
    assertRelative(x, y, Math::tanh, 2e-12);
    Curves.sigmoid(x, y, N);
    assertRelative(x, y, v -> 1 / (1 + Math.exp(-v)), 2e-12);
  }

  @Test
  void erfMatchesTheReference() {
    double[] x = spread(8);
    double[] y = new double[N];
    Curves.erf(x, y, N);
    for (int i = 0; i < N; i++) {
      assertThat(y[i]).as("erf(%s)", x[i]).isCloseTo(Erf.erf(x[i]), within(1e-12));
    }
  }

  private static double[] spread(double largest) {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = new double[N];
    for (int i = 0; i < N; i++) {
      x[i] = (2 * random.nextDouble() - 1) * largest;
    }
    x[0] = 0;
    return x;
  }

  private static void assertRelative(
      double[] x, double[] y, DoubleUnaryOperator truth, double tolerance) {
    for (int i = 0; i < x.length; i++) {
      double t = truth.applyAsDouble(x[i]);
      assertThat(Math.abs(y[i] - t)).as("at %s", x[i]).isLessThanOrEqualTo(tolerance * Math.abs(t));
    }
  }
}
