package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Functions of entries that share a scale, and sums of few terms, against sampling. */
class ScaleOverDrawsTest {
  private static final int DRAWS = 400_000;

  private static final ScalarFunction CLIP =
      ScalarFunction.of(
          "clip06",
          x -> Math.max(0, Math.min(6, x)),
          x -> x > 0 && x < 6 ? 1 : 0,
          new Landmark(0, 1, true),
          new Landmark(6, 1, true));

  @Test
  void aSaturatingFunctionPassesLessOfAScatteredScale() {
    double v = 20;
    double s = 0.6;
    GaussianTransform t = GaussianTransform.ofScales(CLIP, 0, v, Marginal.GAUSSIAN, s, false);
    Random random = new Random(1);
    double q = 0;
    double pair = 0;
    double slope = 0;
    for (int i = 0; i < DRAWS; i++) {
      double scale = Math.exp(Math.sqrt(s) * random.nextGaussian() - s / 2);
      double z = random.nextGaussian();
      double w = 0.5 * z + Math.sqrt(0.75) * random.nextGaussian();
      double x = Math.sqrt(v * scale) * z;
      double y = Math.sqrt(v * scale) * w;
      q += CLIP.value(x) * CLIP.value(x) / DRAWS;
      pair += CLIP.value(x) * CLIP.value(y) / DRAWS;
      slope += scale * CLIP.slope(x) / DRAWS;
    }
    assertThat(t.secondMoment()).isCloseTo(q, within(0.01 * q));
    assertThat(GaussianTransform.dual(t, t, 0.5)).isCloseTo(pair, within(0.015 * pair));
    assertThat(t.slopeSecondMoment()).isCloseTo(slope, within(0.015 * slope));
    assertThat(t.secondMoment()).isLessThan(0.95 * GaussianTransform.of(CLIP, 0, v).secondMoment());
  }

  @Test
  void aRectifierDoesNotSeeTheScale() {
    ScalarFunction relu = Activation.RELU;
    GaussianTransform t = GaussianTransform.ofScales(relu, 0, 3, Marginal.GAUSSIAN, 0.5, false);
    assertThat(t.secondMoment()).isCloseTo(1.5, within(1e-9));
    assertThat(t.hasScales()).isFalse();
  }

  @Test
  void tapsOfARectifiedChannelAreHeavyTailed() {
    double taps = 9;
    double rho = 0.9;
    double mean = 1 / Math.sqrt(2 * Math.PI);
    double v = 0.5 - mean * mean;
    Marginal relu = Marginal.GAUSSIAN.image(Activation.RELU, 0, 1);
    double pair = GaussianTransform.dual(transform(), transform(), rho);
    Marginal.Few few = new Marginal.Few(relu, mean, v, (pair - mean * mean) / v, taps, 1);
    double predicted = GaussianTransform.of(CLIP, 0, 20, few.sum(() -> 0)).secondMoment();
    Random random = new Random(2);
    double sampled = 0;
    for (int i = 0; i < DRAWS; i++) {
      double common = random.nextGaussian();
      double y = 0;
      for (int k = 0; k < taps; k++) {
        double z = Math.sqrt(rho) * common + Math.sqrt(1 - rho) * random.nextGaussian();
        y += random.nextGaussian() * Math.max(0, z);
      }
      double x = y * Math.sqrt(20 / (taps * 0.5));
      sampled += CLIP.value(x) * CLIP.value(x) / DRAWS;
    }
    assertThat(predicted).isCloseTo(sampled, within(0.02 * sampled));
    assertThat(predicted).isLessThan(0.8 * GaussianTransform.of(CLIP, 0, 20).secondMoment());
  }

  private static GaussianTransform transform() {
    return GaussianTransform.of(Activation.RELU, 0, 1);
  }
}
