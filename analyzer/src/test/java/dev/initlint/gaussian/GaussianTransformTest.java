package dev.initlint.gaussian;

import static dev.initlint.gaussian.Activation.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Gaussian transforms")
class GaussianTransformTest {

  /** The series alone against the arc-cosine kernel, through its worst range. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, -0.9999, -0.99, -0.5, 0.3, 0.95, 0.97, 0.99, 0.999, 0.99999})
  void seriesOfAKinkedFunctionFollowsTheArcCosineKernel(double rho) {
    GaussianTransform exact = GaussianTransform.of(RELU, 0, 1);
    GaussianTransform series = GaussianTransform.of(RELU.withClosedForm(null), 0, 1);
    assertThat(GaussianTransform.dual(series, series, rho))
        .isCloseTo(GaussianTransform.dual(exact, exact, rho), within(2e-8));
    assertThat(GaussianTransform.slopeDual(series, series, rho))
        .isCloseTo(GaussianTransform.slopeDual(exact, exact, rho), within(6e-6));
  }

  static Stream<Arguments> hardPairs() {
    return Stream.of(
        Arguments.of(GELU, 1, 1, 1e-13, 1e-13),
        Arguments.of(SILU, 4, 4, 1e-13, 1e-12),
        Arguments.of(HARD_SWISH, 1, 1, 2e-9, 1e-6),
        Arguments.of(HARD_SWISH, 1, 1.5, 2e-7, 2e-4),
        Arguments.of(SELU, 1, 0.5, 1e-7, 4e-5),
        Arguments.of(HARD_TANH, 1, 1, 2e-7, 1e-4),
        Arguments.of(HARD_TANH, 100, 100, 2e-4, 2e-2),
        Arguments.of(TANH, 100, 100, 3e-5, 6e-3),
        Arguments.of(TANH, 100, 30, 1e-5, 2e-3),
        Arguments.of(GELU, 1e4, 1e4, 1e-6, 1e-3));
  }

  /** Correlations at which the series has not yet died out where it is cut. */
  @ParameterizedTest
  @MethodSource("hardPairs")
  void nearPerfectCorrelationKeepsTheStatedError(
      ScalarFunction f, double v1, double v2, double error, double slopeError) {
    GaussianTransform a = GaussianTransform.of(f, 0, v1);
    GaussianTransform b = GaussianTransform.of(f, 0, v2);
    double scale = Math.sqrt(a.secondMoment() * b.secondMoment());
    double slopeScale = Math.sqrt(a.slopeSecondMoment() * b.slopeSecondMoment());
    for (double rho : new double[] {-0.999, 0.99, 0.999}) {
      assertThat(GaussianTransform.dual(a, b, rho))
          .as("value at %s", rho)
          .isCloseTo(PairQuadrature.dual(f, 0, v1, 0, v2, rho, false), within(error * scale));
      assertThat(GaussianTransform.slopeDual(a, b, rho))
          .as("slope at %s", rho)
          .isCloseTo(
              PairQuadrature.dual(f, 0, v1, 0, v2, rho, true), within(slopeError * slopeScale));
    }
  }

  @Test
  void unequalVariancesOfABentLineScale() {
    GaussianTransform a = GaussianTransform.of(leakyRelu(0.1), 0, 4e8);
    GaussianTransform b = GaussianTransform.of(leakyRelu(0.1), 0, 1e-8);
    GaussianTransform one = GaussianTransform.of(leakyRelu(0.1), 0, 1);
    double unit = GaussianTransform.dual(one, one, 0.3);
    assertThat(GaussianTransform.dual(a, b, 0.3)).isCloseTo(2 * unit, within(1e-12));
  }

  @Test
  void oppositeArgumentsOfARectifierNeverMeet() {
    GaussianTransform t = GaussianTransform.of(RELU, 0, 3);
    assertThat(GaussianTransform.dual(t, t, -1)).isCloseTo(0, within(1e-15));
    assertThat(GaussianTransform.slopeDual(t, t, -1)).isCloseTo(0, within(1e-15));
  }

  @Test
  void priceTheoremLinksValuesAndSlopes() {
    for (ScalarFunction f : new ScalarFunction[] {GELU, TANH, HARD_SWISH, SELU, MISH}) {
      GaussianTransform a = GaussianTransform.of(f, 0.1, 2);
      GaussianTransform b = GaussianTransform.of(f, -0.3, 0.5);
      double h = 1e-5;
      double up = GaussianTransform.dual(a, b, 0.4 + h);
      double down = GaussianTransform.dual(a, b, 0.4 - h);
      assertThat((up - down) / (2 * h))
          .isCloseTo(Math.sqrt(2 * 0.5) * GaussianTransform.slopeDual(a, b, 0.4), within(1e-8));
    }
  }

  @Test
  void steinGivesTheProductWithTheArgument() {
    for (ScalarFunction f : new ScalarFunction[] {RELU, GELU, TANH, HARD_SWISH, SOFTPLUS}) {
      GaussianTransform t = GaussianTransform.of(f, 0.4, 1.7);
      double product = GaussianTransform.of(f.times(IDENTITY), 0.4, 1.7).mean();
      assertThat(t.argumentProduct()).isCloseTo(product, within(1e-12));
      assertThat(0.4 * t.mean() + 1.7 * t.slopeMean()).isCloseTo(product, within(1e-12));
    }
  }

  @Test
  void secondMomentSlopeIsTheDerivativeInTheVariance() {
    double h = 1e-5;
    for (ScalarFunction f : new ScalarFunction[] {GELU, TANH, HARD_SWISH}) {
      double up = GaussianTransform.of(f, 0.2, 1.3 + h).secondMoment();
      double down = GaussianTransform.of(f, 0.2, 1.3 - h).secondMoment();
      assertThat(GaussianTransform.of(f, 0.2, 1.3).secondMomentSlope())
          .isCloseTo((up - down) / (2 * h), within(1e-9));
    }
  }

  @Test
  void differentFunctionsOfAPair() {
    GaussianTransform a = GaussianTransform.of(IDENTITY, 0, 2);
    GaussianTransform b = GaussianTransform.of(GELU, 0, 3);
    double expected = Math.sqrt(6) * 0.5 * b.slopeMean();
    assertThat(GaussianTransform.dual(a, b, 0.5)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void aSlopeThatIsNotSquareIntegrableIsInfinite() {
    assertThat(GaussianTransform.of(Activation.sqrt(), 0, 1).slopeSecondMoment())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(GaussianTransform.of(Activation.sqrt(), 0, 1).secondMoment())
        .isCloseTo(1 / Math.sqrt(2 * Math.PI), within(1e-12));
  }

  @Test
  void aReciprocalHasNoSecondMoment() {
    GaussianTransform t = GaussianTransform.of(ABS.power(-0.5), 0, 1);
    assertThat(t.secondMoment()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(GaussianTransform.dual(t, t, 0.5)).isNaN();
    GaussianTransform floored = GaussianTransform.of(SQUARE.plus(1e-5).power(-0.5), 0, 1);
    // E 1/(z²+ε) = √(π/2ε)·e^{ε/2}·erfc(√(ε/2)).
    double root = Math.sqrt(0.5e-5);
    double exact = Math.sqrt(Math.PI / 2e-5) * Math.exp(0.5e-5) * ErrorFunction.erfc(root);
    assertThat(floored.secondMoment()).isCloseTo(exact, within(1e-9 * exact));
  }

  @Test
  void outsideItsDomainAFunctionHasNoExpectation() {
    assertThat(GaussianTransform.of(log(), 0, 1).mean()).isNaN();
    assertThat(GaussianTransform.of(log1p(), 3, 0.01).mean())
        .isCloseTo(Math.log(4) - 0.005 / 16, within(1e-6));
  }

  @Test
  void wavesAndExponentialsAtVariancesBeyondQuadrature() {
    assertThat(GaussianTransform.of(SIN, 0, 1e12).secondMoment()).isEqualTo(0.5);
    assertThat(GaussianTransform.of(SIN, 0, 1e-30).secondMoment()).isCloseTo(1e-30, within(1e-42));
    assertThat(GaussianTransform.of(EXP, 0, 100).mean()).isEqualTo(Math.exp(50));
  }

  @Test
  void oneLawIsTransformedOnce() {
    TransformCache cache = new TransformCache();
    assertThat(cache.of(GELU, 0, 2)).isSameAs(cache.of(GELU, 0, 2));
    assertThat(cache.of(GELU, 0, 2)).isNotSameAs(cache.of(GELU, 0, 3));
  }

  @Test
  void refusesWhatIsNoLaw() {
    assertThatThrownBy(() -> GaussianTransform.of(GELU, 0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("variance of at least 0");
    assertThatThrownBy(() -> GaussianTransform.of(GELU, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
