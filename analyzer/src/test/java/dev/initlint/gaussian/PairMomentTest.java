package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is asked for at many correlations is what is asked for at one. */
@DisplayName("Moments of pairs by their correlation")
class PairMomentTest {
  private static final double[] CORRELATIONS = {
    -1, -0.999, -0.9, -0.3, 0, 1e-9, 0.05, 0.4, 0.8, 0.86, 0.99, 0.9999, 1
  };

  private static final ScalarFunction CLIP =
      ScalarFunction.of(
          "clip06",
          x -> Math.max(0, Math.min(6, x)),
          x -> x > 0 && x < 6 ? 1 : 0,
          new Landmark(0, 1, true),
          new Landmark(6, 1, true));

  private static void agrees(GaussianTransform t) {
    PairMoment values = PairMoment.ofValues(t);
    PairMoment slopes = PairMoment.ofSlopes(t);
    for (double rho : CORRELATIONS) {
      assertThat(values.at(rho))
          .as(t.function().name() + " at " + rho)
          .isCloseTo(GaussianTransform.dual(t, t, rho), within(1e-12 * t.secondMoment()));
      assertThat(slopes.at(rho))
          .as("slopes of " + t.function().name() + " at " + rho)
          .isCloseTo(GaussianTransform.slopeDual(t, t, rho), within(1e-12 * t.slopeSecondMoment()));
    }
  }

  @Test
  void ofOneScale() {
    for (ScalarFunction f :
        List.of(CLIP, Activation.SIGMOID, Activation.TANH, Activation.GELU, Activation.RELU)) {
      agrees(GaussianTransform.of(f, 0.4, 1.7));
      agrees(GaussianTransform.of(f, 0, 30));
    }
  }

  @Test
  void ofScalesThatVaryOverDraws() {
    for (ScalarFunction f : List.of(CLIP, Activation.SIGMOID, Activation.TANH)) {
      agrees(GaussianTransform.ofScales(f, 0.4, 1.7, Marginal.GAUSSIAN, 0.5, false));
    }
  }

  @Test
  void ofALawThatIsNotGaussian() {
    Marginal law = Marginal.GAUSSIAN.image(Activation.RELU, 0, 1);
    agrees(GaussianTransform.of(Activation.TANH, 0.3, 1, law));
    agrees(GaussianTransform.ofScales(Activation.TANH, 0.3, 1, law, 0.5, false));
  }

  @Test
  void atZeroVarianceItIsTheValueAtTheMean() {
    agrees(GaussianTransform.of(Activation.SIGMOID, 0.3, 0));
  }
}
