package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Quadrature between the nodes of a lattice of variances")
class QuadratureLatticeTest {
  private static final List<ScalarFunction> SMOOTH =
      List.of(
          Activation.GELU,
          Activation.GELU_TANH,
          Activation.SILU,
          Activation.MISH,
          Activation.SILU.times(Activation.SILU),
          Activation.LOG_SIGMOID,
          Activation.IDENTITY.times(0.5).then(Activation.GELU));

  private static GaussianTransform many(ScalarFunction f, double variance) {
    return GaussianTransform.ofScales(f, 0, variance, Marginal.GAUSSIAN, 0, true);
  }

  private static double variance(Random random) {
    return Math.exp(14 * random.nextDouble() - 8);
  }

  @Test
  void figuresAreThoseOfTheirOwnQuadrature() {
    Random random = new Random(11);
    for (int i = 0; i < 70; i++) {
      ScalarFunction f = SMOOTH.get(i % SMOOTH.size());
      double v = variance(random);
      GaussianTransform exact = GaussianTransform.of(f, 0, v);
      GaussianTransform read = many(f, v);
      String at = f + " at " + v;
      double q = exact.secondMoment();
      double slope = exact.slopeSecondMoment();
      assertThat(read.secondMoment()).as(at).isCloseTo(q, within(1e-10 * q));
      assertThat(read.mean()).as(at).isCloseTo(exact.mean(), within(1e-10 * Math.sqrt(q)));
      assertThat(read.slopeSecondMoment()).as(at).isCloseTo(slope, within(1e-10 * slope));
      assertThat(read.secondMomentSlope())
          .as(at)
          .isCloseTo(exact.secondMomentSlope(), within(1e-9 * q / v));
    }
  }

  @Test
  void pairsAreThoseOfTheirOwnQuadrature() {
    Random random = new Random(12);
    for (int i = 0; i < 70; i++) {
      ScalarFunction f = SMOOTH.get(i % SMOOTH.size());
      double v = variance(random);
      double w = v * (1 + 0.1 * random.nextDouble());
      double rho = 2 * random.nextDouble() - 1;
      GaussianTransform a = GaussianTransform.of(f, 0, v);
      GaussianTransform b = GaussianTransform.of(f, 0, w);
      String at = f + " at " + v + ", " + w + ", " + rho;
      double slope = Math.sqrt(a.slopeSecondMoment() * b.slopeSecondMoment());
      assertThat(GaussianTransform.dual(many(f, v), many(f, w), rho))
          .as(at)
          .isCloseTo(
              GaussianTransform.dual(a, b, rho),
              within(1e-9 * Math.sqrt(a.secondMoment() * b.secondMoment())));
      assertThat(GaussianTransform.slopeDual(many(f, v), many(f, w), rho))
          .as(at)
          .isCloseTo(GaussianTransform.slopeDual(a, b, rho), within(1e-9 * slope));
    }
  }

  @Test
  void functionsWithKinksAreNotInterpolated() {
    for (ScalarFunction f : List.of(Activation.RELU6, Activation.SOFTSIGN, Activation.SELU)) {
      GaussianTransform exact = GaussianTransform.of(f, 0, 1.7);
      assertThat(many(f, 1.7).secondMoment()).isEqualTo(exact.secondMoment());
      assertThat(many(f, 1.7).slopeMean()).isEqualTo(exact.slopeMean());
    }
  }

  @Test
  void anExponentialThatOutrunsTheLatticeIsNotInterpolated() {
    ScalarFunction f = Activation.IDENTITY.times(3).then(Activation.EXP);
    double exact = GaussianTransform.of(f, 0, 7.3).variance();
    assertThat(many(f, 7.3).variance()).isCloseTo(exact, within(1e-9 * exact));
  }

  @Test
  void manyVariancesNeedFewQuadratures() {
    ScalarFunction f = Activation.GELU.named("gelu of this test");
    long before = GaussianTransform.quadratures();
    for (int i = 0; i < 500; i++) {
      many(f, 1 + 1e-4 * i).secondMoment();
    }
    assertThat(GaussianTransform.quadratures() - before).isLessThan(20);
  }
}
