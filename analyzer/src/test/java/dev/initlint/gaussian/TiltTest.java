package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TiltTest {
  private static final int DRAWS = 400_000;

  /** E[φ'(f(u) + c)²·f'(u)²] for y = φ(f(u) + c). */
  @Test
  void slopesOnBothSidesOfAShortcut() {
    ScalarFunction f = Activation.RELU;
    for (ScalarFunction phi : new ScalarFunction[] {Activation.RELU, Activation.GELU}) {
      GaussianTransform t = GaussianTransform.of(f, 0, 1);
      Marginal a = Marginal.GAUSSIAN.image(f, 0, 1);
      Marginal law = Marginal.sum(a, t.variance(), Marginal.GAUSSIAN, 0.5);
      double v = t.variance() + 0.5;
      Tilt atSum = Tilt.slopes(phi, null, t.mean(), v, law);
      Tilt atBranch = atSum.behindSum(t.mean(), t.variance(), Marginal.GAUSSIAN, 0, 0.5);
      Tilt.Excess excess = atBranch.excess(f, 0, 1, Marginal.GAUSSIAN);
      double one = GaussianTransform.of(phi, t.mean(), v, law).slopeSecondMoment();
      Random random = new Random(11);
      double both = 0;
      for (int i = 0; i < DRAWS; i++) {
        double u = random.nextGaussian();
        double s = f.value(u) + Math.sqrt(0.5) * random.nextGaussian();
        both += Math.pow(phi.slope(s) * f.slope(u), 2) / DRAWS;
      }
      double predicted = excess.equal() * one * t.slopeSecondMoment();
      assertThat(predicted).as(phi.name()).isCloseTo(both, within(0.01 * both));
    }
  }

  @Test
  void whatGoesToTheLargestOfTwoHasItsMean() {
    Tilt tilt = Tilt.selected(null, 2, 0.3, 0, 1, Marginal.GAUSSIAN);
    double mean = MaxOfGaussians.of(2).mean(0, 1, 0.3);
    assertThat(tilt.meanArgument(0, 1, Marginal.GAUSSIAN)).isCloseTo(mean, within(0.01 * mean));
  }
}
