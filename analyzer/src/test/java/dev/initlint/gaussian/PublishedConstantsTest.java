package dev.initlint.gaussian;

import static dev.initlint.gaussian.Activation.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Gaussian expectations reproduce published figures")
class PublishedConstantsTest {

  static Stream<Arguments> unitGaussian() {
    return Stream.of(
        row(RELU, .398942, .5, .5),
        row(leakyRelu(0.01), .394953, .500050, .500050),
        row(GELU, .282095, .425221, .455851),
        row(GELU_TANH, .282039, .425194, .455818),
        row(SILU, .206621, .355776, .379482),
        row(QUICK_GELU, .282331, .421953, .449549),
        row(MISH, .240404, .452342, .479084),
        row(elu(1), .160521, .644945, .668102),
        row(SELU, 0, 1, 1.071575),
        row(RELU6, .398942, .500000, .500000),
        row(TANH, 0, .394294, .464403),
        row(SIGMOID, .5, .293379, .044836),
        row(SOFTPLUS, .806059, .921246, .293379),
        row(SOFTSIGN, 0, .183014, .227671),
        row(HARD_TANH, 0, .516059, .682689),
        row(HARD_SWISH, .166217, .331567, .358532),
        row(hardSigmoid(1.0 / 6, 0.5), .5, .277639, .027703),
        row(RELU.power(2), .5, 1.5, 2),
        row(SIN, 0, .432332, .567668),
        row(ERF, 0, .464559, .569410));
  }

  private static Arguments row(ScalarFunction f, double m, double q, double gain) {
    return Arguments.of(f, m, q, gain);
  }

  @ParameterizedTest
  @MethodSource("unitGaussian")
  void atUnitVariance(ScalarFunction f, double mean, double secondMoment, double gain) {
    GaussianTransform t = GaussianTransform.of(f, 0, 1);
    assertThat(t.mean()).isCloseTo(mean, within(6e-7));
    assertThat(t.secondMoment()).isCloseTo(secondMoment, within(6e-7));
    assertThat(t.slopeSecondMoment()).isCloseTo(gain, within(6e-7));
  }

  static Stream<Arguments> normalizerFreeGains() {
    return Stream.of(
        Arguments.of(GELU, 1.7015043),
        Arguments.of(RELU, 1.7139589),
        Arguments.of(SILU, 1.7881293),
        Arguments.of(TANH, 1.5939118),
        Arguments.of(SIGMOID, 4.8038354),
        Arguments.of(SOFTPLUS, 1.9203323),
        Arguments.of(SOFTSIGN, 2.3388531),
        Arguments.of(elu(1), 1.2716005),
        Arguments.of(leakyRelu(0.01), 1.7059034),
        Arguments.of(SELU, 1.0008516),
        Arguments.of(RELU6, 1.7131485),
        Arguments.of(LOG_SIGMOID, 1.9193485),
        Arguments.of(celu(1), 1.2709268));
  }

  /** Brock et al. 2021 sampled their gains; the exact ones are within 0.1 %. */
  @ParameterizedTest
  @MethodSource("normalizerFreeGains")
  void gainOfNormalizerFreeNetworks(ScalarFunction f, double published) {
    double spread = GaussianTransform.of(f, 0, 1).variance();
    assertThat(1 / Math.sqrt(spread)).isCloseTo(published, within(1e-3 * published));
  }

  /** Klambauer et al. 2017: mean 0 and variance 1 map onto themselves. */
  @Test
  void fixedPointOfSelu() {
    GaussianTransform t = GaussianTransform.of(SELU, 0, 1);
    assertThat(t.mean()).isCloseTo(0, within(1e-10));
    assertThat(t.secondMoment()).isCloseTo(1, within(1e-10));
  }

  @Test
  void heScalingKeepsTheSecondMomentOfReluExactly() {
    for (double v : new double[] {1e-12, 1, 7, 1e9}) {
      assertThat(2 * GaussianTransform.of(RELU, 0, v).secondMoment()).isEqualTo(v);
    }
  }

  /** Poole et al. 2016: the edge of chaos of tanh at a bias variance of 0.05. */
  @Test
  void criticalWeightVarianceOfTanh() {
    double q =
        root(
            v -> {
              GaussianTransform t = GaussianTransform.of(TANH, 0, v);
              return t.secondMoment() / t.slopeSecondMoment() + 0.05 - v;
            },
            0.1,
            2);
    assertThat(q).isCloseTo(0.57005, within(5e-6));
    assertThat(1 / GaussianTransform.of(TANH, 0, q).slopeSecondMoment())
        .isCloseTo(1.76095, within(5e-6));
  }

  /** Roberts, Yaida and Hanin 2022, section 5.3.4: both susceptibilities are 1. */
  @Test
  void halfStableCriticalPointOfGelu() {
    double[] critical = halfStable(GELU, 2, 6);
    assertThat(critical[0]).isCloseTo(0.17292239, within(1e-7));
    assertThat(critical[1]).isCloseTo(1.98305826, within(1e-7));
    assertThat(critical[2]).isCloseTo(3.5616, within(5e-5));
  }

  @Test
  void halfStableCriticalPointOfSilu() {
    double[] critical = halfStable(SILU, 8, 25);
    assertThat(critical[0]).isCloseTo(0.55514317, within(1e-7));
    assertThat(critical[1]).isCloseTo(1.98800468, within(1e-7));
    assertThat(critical[2]).isCloseTo(14.3202, within(5e-5));
  }

  /** Bias variance, weight variance and kernel where E f'² = d E f²/dK. */
  private static double[] halfStable(ScalarFunction f, double low, double high) {
    double kernel =
        root(
            v -> {
              GaussianTransform t = GaussianTransform.of(f, 0, v);
              return t.slopeSecondMoment() - t.secondMomentSlope();
            },
            low,
            high);
    GaussianTransform t = GaussianTransform.of(f, 0, kernel);
    double weight = 1 / t.slopeSecondMoment();
    return new double[] {kernel - weight * t.secondMoment(), weight, kernel};
  }

  private static double root(DoubleUnaryOperator g, double low, double high) {
    return new BracketingNthOrderBrentSolver(1e-14, 1e-13, 5)
        .solve(200, g::applyAsDouble, low, high);
  }

  /** Kedia et al. 2024, and its equivalent from the review. */
  @Test
  void geluAtAnyVariance() {
    for (double v : new double[] {0.01, 0.25, 1, 4, 100}) {
      double a = v / (1 + v);
      GaussianTransform t = GaussianTransform.of(GELU, 0, v);
      assertThat(t.mean()).isCloseTo(Math.sqrt(v * a / (2 * Math.PI)), within(1e-12 * (1 + v)));
      double q = v / (2 * Math.PI) * (Math.acos(-a) + 2 * v / ((1 + v) * Math.sqrt(1 + 2 * v)));
      assertThat(t.secondMoment()).isCloseTo(q, within(1e-9 * q));
      double gain =
          0.5 + (-Math.acos(a) + a * (5 * v + 3) / Math.pow(1 + 2 * v, 1.5)) / (2 * Math.PI);
      assertThat(t.slopeSecondMoment()).isCloseTo(gain, within(1e-9));
    }
  }

  @Test
  void gatedUnitsAtUnitVariance() {
    assertThat(GaussianTransform.of(SILU, 0, 1).secondMoment()).isCloseTo(.355776, within(5e-7));
    assertThat(GaussianTransform.of(GELU, 0, 0.01).secondMoment() / 0.01)
        .isCloseTo(0.2547, within(4e-4));
    assertThat(GaussianTransform.of(GELU, 0, 4).secondMoment() / 4).isCloseTo(0.482, within(5e-4));
  }
}
