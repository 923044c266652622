package dev.initlint.gaussian;

import static dev.initlint.gaussian.Activation.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every element-wise function")
class ElementwiseContractTest {
  private static final int DRAWS = 100_000;

  static Stream<ScalarFunction> functions() {
    return Stream.of(
        IDENTITY,
        RELU,
        ABS,
        SQUARE,
        ERF,
        EXP,
        SIN,
        COS,
        TANH,
        SIGMOID,
        SOFTPLUS,
        LOG_SIGMOID,
        SOFTSIGN,
        GELU,
        GELU_TANH,
        SILU,
        QUICK_GELU,
        MISH,
        SELU,
        HARD_SWISH,
        HARD_TANH,
        RELU6,
        leakyRelu(0.01),
        leakyRelu(0.3).times(-2.5),
        prelu(0.25),
        elu(1),
        elu(0.5),
        celu(2),
        swish(3),
        hardSigmoid(0.2, 0.5),
        clip(-0.5, 2),
        thresholdedRelu(1),
        Activation.sqrt(),
        Activation.power(3),
        RELU.power(2),
        prelu(0.25).times(leakyRelu(0.3).times(-2)),
        IDENTITY.times(Activation.ABS),
        Activation.SQUARE,
        IDENTITY.times(-2).then(EXP),
        IDENTITY.times(-0.7).then(RELU).times(-1.5),
        IDENTITY.times(3).then(SIN),
        spelledGelu(),
        TANH.times(30).plus(0.1),
        IDENTITY.times(1.0 / 30).then(TANH).times(30),
        IDENTITY.times(SOFTPLUS.then(TANH)),
        SIGMOID.times(TANH));
  }

  /** A square root would need as many nodes within as without. */
  static Stream<ScalarFunction> functionsWithBoundedSlope() {
    return functions().filter(f -> f.landmarks(-20, 20).stream().allMatch(l -> l.width() > 0));
  }

  static Stream<ScalarFunction> functionsWithoutWaves() {
    return functions().filter(f -> !f.name().matches("(sin|cos|exp)(∘.*)?"));
  }

  static ScalarFunction spelledGelu() {
    ScalarFunction gate = IDENTITY.times(Math.sqrt(0.5)).then(ERF).plus(1).times(0.5);
    return IDENTITY.times(gate);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void hasItsDerivativeAwayFromKinks(ScalarFunction f) {
    double[] kinks = f.kinks(-8, 8);
    double h = 1e-5;
    for (double x = -6.03; x < 6; x += 0.173) {
      if (near(kinks, x, 3 * h)) {
        continue;
      }
      double difference = (f.value(x + h) - f.value(x - h)) / (2 * h);
      assertThat(f.slope(x))
          .as("%s'(%s)", f, x)
          .isCloseTo(difference, within(1e-6 * (1 + Math.abs(f.value(x)))));
    }
  }

  private static boolean near(double[] kinks, double x, double distance) {
    for (double k : kinks) {
      if (Math.abs(k - x) < distance) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @MethodSource("functions")
  void agreesWithSampling(ScalarFunction f) {
    double mean = 0.3;
    double deviation = 0.8;
    GaussianTransform t = GaussianTransform.of(f, mean, deviation * deviation);
    Random random = new Random(20261122);
    Sample value = new Sample();
    Sample square = new Sample();
    Sample gain = new Sample();
    Sample product = new Sample();
    for (int i = 0; i < DRAWS; i++) {
      double x = mean + deviation * random.nextGaussian();
      double y = f.value(x);
      double slope = f.slope(x);
      value.add(y);
      square.add(y * y);
      gain.add(slope * slope);
      product.add(y * slope);
    }
    value.agreesWith(t.mean(), f + ": mean");
    square.agreesWith(t.secondMoment(), f + ": second moment");
    if (Double.isFinite(t.slopeSecondMoment())) {
      gain.agreesWith(t.slopeSecondMoment(), f + ": backward gain");
      product.agreesWith(t.valueSlope(), f + ": value times slope");
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void pairsAgreeWithSampling(ScalarFunction f) {
    GaussianTransform a = GaussianTransform.of(f, 0.2, 0.7);
    GaussianTransform b = GaussianTransform.of(f, -0.1, 0.4);
    double rho = 0.6;
    Random random = new Random(7);
    Sample values = new Sample();
    Sample slopes = new Sample();
    for (int i = 0; i < DRAWS; i++) {
      double z = random.nextGaussian();
      double w = rho * z + Math.sqrt(1 - rho * rho) * random.nextGaussian();
      double x = 0.2 + Math.sqrt(0.7) * z;
      double y = -0.1 + Math.sqrt(0.4) * w;
      values.add(f.value(x) * f.value(y));
      slopes.add(f.slope(x) * f.slope(y));
    }
    values.agreesWith(GaussianTransform.dual(a, b, rho), f + ": dual");
    if (Double.isFinite(a.slopeSecondMoment())) {
      slopes.agreesWith(GaussianTransform.slopeDual(a, b, rho), f + ": slope dual");
    }
  }

  @ParameterizedTest
  @MethodSource("functionsWithBoundedSlope")
  void pairsAgreeWithTwoDimensionalQuadrature(ScalarFunction f) {
    GaussianTransform a = GaussianTransform.of(f, 0, 1);
    GaussianTransform b = GaussianTransform.of(f, 0.25, 0.5);
    for (double rho : new double[] {-0.8, 0.3, 0.9}) {
      double scale = Math.sqrt(a.secondMoment() * b.secondMoment());
      assertThat(GaussianTransform.dual(a, b, rho))
          .as("%s at %s", f, rho)
          .isCloseTo(PairQuadrature.dual(f, 0, 1, 0.25, 0.5, rho, false), within(1e-9 * scale));
      double slopeScale = Math.sqrt(a.slopeSecondMoment() * b.slopeSecondMoment());
      assertThat(GaussianTransform.slopeDual(a, b, rho))
          .as("%s' at %s", f, rho)
          .isCloseTo(PairQuadrature.dual(f, 0, 1, 0.25, 0.5, rho, true), within(1e-9 * slopeScale));
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void meetsItsLimitsInCorrelation(ScalarFunction f) {
    GaussianTransform a = GaussianTransform.of(f, 0.1, 1);
    GaussianTransform b = GaussianTransform.of(f, -0.2, 2);
    double size = a.secondMoment();
    assertThat(GaussianTransform.dual(a, b, 0))
        .isCloseTo(a.mean() * b.mean(), within(1e-12 * Math.sqrt(size * b.secondMoment())));
    assertThat(GaussianTransform.dual(a, a, 1)).isEqualTo(size);
    assertThat(GaussianTransform.dual(a, a, 1 - 1e-13)).isCloseTo(size, within(1e-6 * size));
    assertThat(GaussianTransform.dual(a, b, 0.7)).isEqualTo(GaussianTransform.dual(b, a, 0.7));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void closedFormsAgreeWithQuadrature(ScalarFunction f) {
    ScalarFunction bare = f.withClosedForm(null);
    for (double v : new double[] {0.01, 0.5, 1, 3}) {
      GaussianTransform exact = GaussianTransform.of(f, 0, v);
      GaussianTransform numeric = GaussianTransform.of(bare, 0, v);
      double rms = Math.sqrt(exact.secondMoment());
      assertThat(numeric.mean()).as("%s", f).isCloseTo(exact.mean(), within(1e-9 * rms));
      assertThat(numeric.secondMoment()).isCloseTo(exact.secondMoment(), within(1e-9 * rms * rms));
      if (Double.isFinite(exact.slopeSecondMoment())) {
        assertThat(numeric.slopeSecondMoment())
            .isCloseTo(exact.slopeSecondMoment(), within(1e-9 * exact.slopeSecondMoment()));
        double slope = Math.sqrt(exact.slopeSecondMoment());
        assertThat(numeric.slopeMean()).isCloseTo(exact.slopeMean(), within(1e-9 * slope));
        assertThat(numeric.valueSlope()).isCloseTo(exact.valueSlope(), within(1e-9 * rms * slope));
        assertThat(numeric.regression()).isCloseTo(exact.regression(), within(1e-9 * slope));
      }
      assertThat(numeric.variance()).isCloseTo(exact.variance(), within(1e-9 * rms * rms));
      assertThat(numeric.secondMomentSlope())
          .isCloseTo(exact.secondMomentSlope(), within(1e-9 * rms * rms / v));
      assertThat(numeric.argumentProduct())
          .isCloseTo(exact.argumentProduct(), within(1e-9 * rms * Math.sqrt(v)));
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void withoutVarianceIsItsValue(ScalarFunction f) {
    GaussianTransform t = GaussianTransform.of(f, 0.7, 0);
    GaussianTransform other = GaussianTransform.of(f, 0.2, 1);
    assertThat(t.mean()).isEqualTo(f.value(0.7));
    assertThat(t.secondMoment()).isEqualTo(f.value(0.7) * f.value(0.7));
    assertThat(t.slopeSecondMoment()).isEqualTo(f.slope(0.7) * f.slope(0.7));
    assertThat(t.variance()).isZero();
    assertThat(GaussianTransform.dual(t, t, 1)).isEqualTo(t.secondMoment());
    assertThat(GaussianTransform.dual(t, other, 0.5)).isEqualTo(t.mean() * other.mean());
  }

  /** Tiny and huge variances against a rule in the logarithm of the distance from the origin. */
  @ParameterizedTest
  @MethodSource("functionsWithoutWaves")
  void keepsRelativeAccuracyAtEveryScale(ScalarFunction f) {
    for (double v : new double[] {1e-30, 1e-8, 1e4, 1e12}) {
      GaussianTransform t = GaussianTransform.of(f, 0, v);
      double s = Math.sqrt(v);
      double square = logarithmicRule(x -> f.value(x) * f.value(x), s);
      assertThat(t.secondMoment())
          .as("second moment of %s at variance %s", f, v)
          .isCloseTo(square, within(2e-3 * square));
      double gain = logarithmicRule(x -> f.slope(x) * f.slope(x), s);
      if (Double.isFinite(t.slopeSecondMoment())) {
        assertThat(t.slopeSecondMoment())
            .as("backward gain of %s at variance %s", f, v)
            .isCloseTo(gain, within(2e-3 * gain));
      }
    }
  }

  private static double logarithmicRule(DoubleUnaryOperator g, double s) {
    double h = 1e-3;
    double sum = 0;
    for (double y = -60; y < Math.log(12); y += h) {
      double z = Math.exp(y);
      sum +=
          h
              * z
              * ErrorFunction.normalDensity(z)
              * (g.applyAsDouble(s * z) + g.applyAsDouble(-s * z));
    }
    return sum;
  }

  /** A running mean with its standard error. */
  private static final class Sample {
    private double sum;
    private double squares;

    void add(double x) {
      sum += x;
      squares += x * x;
    }

    void agreesWith(double expected, String what) {
      double mean = sum / DRAWS;
      double error = Math.sqrt(Math.max(0, squares / DRAWS - mean * mean) / DRAWS);
      assertThat(mean)
          .as(what)
          .isCloseTo(expected, within(5 * error + 1e-12 * Math.abs(expected) + 1e-15));
    }
  }
}
