package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Two softmax rows over the same keys")
class CrossParticipationTest {

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.3, 1, 2, 4, 8, 14})
  void meetsBothLimits(double s) {
    CrossParticipation apart = CrossParticipation.of(s, 0);
    CrossParticipation same = CrossParticipation.of(s, 1);
    SoftmaxStatistics.Family family = SoftmaxStatistics.Family.of(s);
    for (double n : new double[] {1, 8, 64, 512, 1e6}) {
      assertThat(apart.of(n) * n).isCloseTo(1, within(1e-6));
      double s2 = family.at(n).s2();
      assertThat(same.of(n)).as("n=%s", n).isCloseTo(s2, within(1e-6 * s2));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8, .3, .5",
    "8, 1, .9",
    "8, 2, -.5",
    "8, 4, .5",
    "64, .3, .9",
    "64, 1, .5",
    "64, 2, .9",
    "64, 4, .99",
    "512, .3, .5",
    "512, 1, .9",
    "512, 2, .5",
    "512, 4, .9"
  })
  void agreesWithSampling(int n, double s, double rho) {
    int draws = 400_000 / n;
    Random random = new Random(11 * n);
    double sum = 0;
    double squares = 0;
    double[] p = new double[n];
    double[] q = new double[n];
    for (int k = 0; k < draws; k++) {
      double zp = 0;
      double zq = 0;
      for (int i = 0; i < n; i++) {
        double x = random.nextGaussian();
        double y = rho * x + Math.sqrt(1 - rho * rho) * random.nextGaussian();
        p[i] = Math.exp(s * x);
        q[i] = Math.exp(s * y);
        zp += p[i];
        zq += q[i];
      }
      double dot = 0;
      for (int i = 0; i < n; i++) {
        dot += p[i] * q[i];
      }
      dot /= zp * zq;
      sum += dot;
      squares += dot * dot;
    }
    double mean = sum / draws;
    double error = Math.sqrt((squares / draws - mean * mean) / draws);
    assertThat(mean).isCloseTo(CrossParticipation.of(s, rho).of(n), within(5 * error));
  }

  /** Small logits: each factor pₖp'ₖ gains e^{rho·s²} at leading order in 1/n. */
  @Test
  void manyKeysWithSmallLogits() {
    double n = 1e6;
    for (double rho : new double[] {-0.5, 0.2, 0.9}) {
      assertThat(CrossParticipation.of(0.4, rho).of(n) * n)
          .isCloseTo(Math.exp(rho * 0.16), within(2e-6));
    }
  }

  @Test
  void refusesImpossibleCorrelations() {
    assertThatThrownBy(() -> CrossParticipation.of(1, 1.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("correlation from -1 to 1");
    assertThatThrownBy(() -> CrossParticipation.of(1, 0.5).of(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
