package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The largest of some Gaussians")
class MaxOfGaussiansTest {

  /** docs/theory/elementwise.md#largest-of-several: published order statistics. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 1",
    "2, .56419, 1.0",
    "4, 1.02938, 1.55133",
    "9, 1.48501, 2.56262",
    "16, 1.76599, 3.41374",
    "49, 2.24119, 5.23970"
  })
  void ofIndependentOnes(double count, double mean, double secondMoment) {
    MaxOfGaussians max = MaxOfGaussians.of(count);
    assertThat(max.standardMean()).isCloseTo(mean, within(6e-6));
    assertThat(max.standardSecondMoment()).isCloseTo(secondMoment, within(6e-6));
  }

  /** e₂ = 1/√π and e₃ = 3/(2√π). */
  @Test
  void exactSmallCounts() {
    double root = Math.sqrt(Math.PI);
    assertThat(MaxOfGaussians.of(2).standardMean()).isCloseTo(1 / root, within(1e-14));
    assertThat(MaxOfGaussians.of(3).standardMean()).isCloseTo(1.5 / root, within(1e-14));
    assertThat(MaxOfGaussians.of(3).standardSecondMoment())
        .isCloseTo(1 + Math.sqrt(3) / (2 * Math.PI), within(1e-14));
  }

  @Test
  void fullyCorrelatedOnesAreOne() {
    MaxOfGaussians max = MaxOfGaussians.of(9);
    assertThat(max.mean(0.5, 4, 1)).isEqualTo(0.5);
    assertThat(max.secondMoment(0.5, 4, 1)).isEqualTo(4.25);
  }

  @ParameterizedTest
  @CsvSource({"4, 0, 1, .6", "9, -.7, 2, .2", "4, .4, .5, 0"})
  void agreesWithSampling(int count, double mean, double variance, double correlation) {
    Random random = new Random(5);
    int draws = 100_000;
    double sum = 0;
    double second = 0;
    double fourth = 0;
    for (int k = 0; k < draws; k++) {
      double common = Math.sqrt(correlation) * random.nextGaussian();
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        most = Math.max(most, common + Math.sqrt(1 - correlation) * random.nextGaussian());
      }
      double x = mean + Math.sqrt(variance) * most;
      sum += x;
      second += x * x;
      fourth += x * x * x * x;
    }
    double m = sum / draws;
    double q = second / draws;
    MaxOfGaussians max = MaxOfGaussians.of(count);
    assertThat(m)
        .isCloseTo(
            max.mean(mean, variance, correlation), within(5 * Math.sqrt((q - m * m) / draws)));
    assertThat(q)
        .isCloseTo(
            max.secondMoment(mean, variance, correlation),
            within(5 * Math.sqrt((fourth / draws - q * q) / draws)));
  }

  @Test
  void refusesNone() {
    assertThatThrownBy(() -> MaxOfGaussians.of(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one value");
  }
}
