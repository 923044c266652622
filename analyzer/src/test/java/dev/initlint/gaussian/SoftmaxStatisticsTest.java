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

@DisplayName("Softmax over Gaussian logits")
class SoftmaxStatisticsTest {

  /**
   * The integrals, checked by Monte Carlo (docs/theory/attention.md#softmax-of-gaussian-logits).
   */
  @ParameterizedTest
  @CsvSource({
    "128, 1, .02019, 5e-6, 5.3454, 6e-5",
    "128, 2, .1099, 5e-5, 6.7545, 6e-5",
    "1024, 2, .02854, 5e-6, 8.912, 6e-4",
    "1024, 3, .1350, 6e-5, 11.215, 6e-4",
    "1024, 8, .6017, 5e-5, 26.39, 6e-3",
    "50257, 4.65, .186, 5e-4, 20.97, 6e-3",
    "50257, 8, .483, 5e-4, 34.44, 6e-3"
  })
  void participationAndLogPartition(
      double n, double s, double s2, double s2Error, double logZ, double logZError) {
    SoftmaxStatistics p = SoftmaxStatistics.of(n, s);
    assertThat(p.s2()).isCloseTo(s2, within(s2Error));
    assertThat(p.logPartition()).isCloseTo(logZ, within(logZError));
  }

  @ParameterizedTest
  @CsvSource({"16, 0.1", "16, 1", "128, 0.5", "128, 2", "1024, 4", "1, 2"})
  void participationFollowsTheVarianceOfTheLogits(double n, double s) {
    double h = 1e-3;
    double up = Math.log(SoftmaxStatistics.of(n, s * Math.exp(h)).s2());
    double down = Math.log(SoftmaxStatistics.of(n, s * Math.exp(-h)).s2());
    double elasticity = SoftmaxStatistics.of(n, s).participationElasticity();
    assertThat(elasticity).isCloseTo((up - down) / (4 * h), within(2e-3 * (1 + elasticity)));
  }

  /** Sampled. */
  @ParameterizedTest
  @CsvSource({
    "10, 0.083, 0.1133, 0.9987, 0.301",
    "10, 1, 0.320, 0.835, 0.348",
    "10, 8, 0.866, 0.149, 0.235",
    "128, 0.25, 0.0146, 0.994, 0.091",
    "128, 1, 0.069, 0.900, 0.137",
    "128, 2, 0.239, 0.658, 0.249",
    "128, 4, 0.547, 0.320, 0.314",
    "128, 8, 0.770, 0.135, 0.278",
    "512, 8, 0.733, 0.130, 0.286",
    "512, 11.31, 0.811, 0.086, 0.258",
    "512, 16, 0.865, 0.058, 0.230"
  })
  void calibration(double n, double s, double largest, double entropyShare, double jacobian) {
    SoftmaxStatistics.Family family = SoftmaxStatistics.Family.of(s);
    SoftmaxStatistics p = family.at(n);
    assertThat(family.largestProbability(n)).isCloseTo(largest, within(0.007 * largest + 5e-5));
    assertThat(p.entropyShare()).isCloseTo(entropyShare, within(1.5e-3));
    assertThat(Math.sqrt(p.jacobian())).isCloseTo(jacobian, within(3e-3));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-6, 0.01, 0.3, 0.4999, 0.5, 1, 2, 3.9, 4, 8, 16, 27.7, 40})
  void probabilitiesSumToOne(double s) {
    SoftmaxStatistics.Family family = SoftmaxStatistics.Family.of(s);
    for (double n : new double[] {1, 1.5, 2, 3, 10, 64, 1000, 50257, 1e6}) {
      assertThat(family.at(n).selfCheck()).as("n=%s", n).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void withoutSpreadItIsUniform() {
    for (double n : new double[] {1, 7, 64, 1e6}) {
      SoftmaxStatistics.Family family = SoftmaxStatistics.Family.of(0);
      SoftmaxStatistics p = family.at(n);
      assertThat(p.s2() * n).isCloseTo(1, within(1e-9));
      assertThat(p.s3() * n * n).isCloseTo(1, within(1e-9));
      assertThat(p.s4() * n * n * n).isCloseTo(1, within(1e-9));
      assertThat(p.squaredParticipation() * n * n).isCloseTo(1, within(1e-9));
      assertThat(p.logPartition()).isCloseTo(Math.log(n), within(1e-9));
      assertThat(p.entropyShare()).isCloseTo(1, within(1e-9));
      assertThat(p.attendedLogit()).isZero();
      assertThat(family.largestProbability(n) * n).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void aSingleKeyTakesAll() {
    for (double s : new double[] {0, 0.2, 3, 40}) {
      SoftmaxStatistics.Family family = SoftmaxStatistics.Family.of(s);
      SoftmaxStatistics p = family.at(1);
      assertThat(p.s2()).isCloseTo(1, within(1e-9));
      assertThat(p.jacobian()).isCloseTo(0, within(1e-9));
      assertThat(p.logPartition()).isCloseTo(0, within(1e-9));
      assertThat(p.entropyShare()).isEqualTo(1);
      assertThat(family.largestProbability(1)).isCloseTo(1, within(1e-6));
    }
  }

  /** Two keys: p is a logistic of N(0, 2s²), which needs no softmax machinery. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1, 3, 10, 40})
  void twoKeysAreALogistic(double s) {
    ScalarFunction p = Activation.SIGMOID;
    GaussianTransform one = GaussianTransform.of(p, 0, 2 * s * s);
    GaussianTransform two = GaussianTransform.of(p.times(p), 0, 2 * s * s);
    ScalarFunction larger = Activation.ABS.then(p);
    ScalarFunction both = p.times(p).plus(p.times(-1).plus(1).power(2));
    SoftmaxStatistics.Family family = SoftmaxStatistics.Family.of(s);
    SoftmaxStatistics found = family.at(2);
    assertThat(found.s2()).isCloseTo(2 * one.secondMoment(), within(1e-8));
    assertThat(found.s4()).isCloseTo(2 * two.secondMoment(), within(1e-8));
    assertThat(found.squaredParticipation())
        .isCloseTo(GaussianTransform.of(both, 0, 2 * s * s).secondMoment(), within(1e-8));
    assertThat(found.logPartition())
        .isCloseTo(GaussianTransform.of(Activation.SOFTPLUS, 0, 2 * s * s).mean(), within(1e-7));
    assertThat(family.largestProbability(2))
        .isCloseTo(GaussianTransform.of(larger, 0, 2 * s * s).mean(), within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"3, 0.3", "3, 4", "8, 1", "30, 2", "64, 0.7", "64, 6"})
  void agreesWithSampling(int n, double s) {
    SoftmaxStatistics.Family family = SoftmaxStatistics.Family.of(s);
    SoftmaxStatistics p = family.at(n);
    double[] expected = {
      p.logPartition(),
      p.s2(),
      p.s3(),
      p.s4(),
      p.squaredParticipation(),
      p.entropy(),
      p.attendedLogit(),
      family.largestProbability(n)
    };
    int draws = 20_000;
    double[] sum = new double[expected.length];
    double[] squares = new double[expected.length];
    Random random = new Random(n);
    for (int k = 0; k < draws; k++) {
      double[] figures = row(random, n, s);
      for (int i = 0; i < figures.length; i++) {
        sum[i] += figures[i];
        squares[i] += figures[i] * figures[i];
      }
    }
    for (int i = 0; i < expected.length; i++) {
      double mean = sum[i] / draws;
      double error = Math.sqrt((squares[i] / draws - mean * mean) / draws);
      assertThat(mean).as("figure %s", i).isCloseTo(expected[i], within(5 * error));
    }
  }

  private static double[] row(Random random, int n, double s) {
    double[] x = new double[n];
    double z = 0;
    for (int i = 0; i < n; i++) {
      x[i] = s * random.nextGaussian();
      z += Math.exp(x[i]);
    }
    double[] f = new double[8];
    f[0] = Math.log(z);
    for (double logit : x) {
      double p = Math.exp(logit) / z;
      f[1] += p * p;
      f[2] += p * p * p;
      f[3] += p * p * p * p;
      f[5] -= p * Math.log(p);
      f[6] += p * logit;
      f[7] = Math.max(f[7], p);
    }
    f[4] = f[1] * f[1];
    return f;
  }

  /** Small spread: e^{s²}/n and ln n + s²/2; frozen: 1 − s_c/s (random energy model). */
  @Test
  void asymptotics() {
    SoftmaxStatistics small = SoftmaxStatistics.of(1e6, 0.5);
    assertThat(small.s2() * 1e6).isCloseTo(Math.exp(0.25), within(1e-5));
    assertThat(small.logPartition()).isCloseTo(Math.log(1e6) + 0.125, within(1e-6));
    double critical = Math.sqrt(2 * Math.log(1e6));
    SoftmaxStatistics frozen = SoftmaxStatistics.of(1e6, 40);
    assertThat(frozen.s2()).isCloseTo(1 - critical / 40, within(0.02));
  }

  /** d E ln Z/ds = s(1 − S2). */
  @Test
  void logPartitionGrowsByStein() {
    for (double s : new double[] {0.3, 0.5, 1, 5, 12}) {
      double h = 1e-4 * s;
      double up = SoftmaxStatistics.of(100, s + h).logPartition();
      double down = SoftmaxStatistics.of(100, s - h).logPartition();
      double slope = s * (1 - SoftmaxStatistics.of(100, s).s2());
      assertThat((up - down) / (2 * h)).isCloseTo(slope, within(1e-6 * slope));
    }
  }

  @Test
  void directAndConvolvedRulesMeet() {
    SoftmaxStatistics below = SoftmaxStatistics.of(64, 0.5 - 1e-9);
    SoftmaxStatistics above = SoftmaxStatistics.of(64, 0.5);
    assertThat(below.s2()).isCloseTo(above.s2(), within(1e-9));
    assertThat(below.logPartition()).isCloseTo(above.logPartition(), within(1e-8));
  }

  @Test
  void refusesNoKeys() {
    assertThatThrownBy(() -> SoftmaxStatistics.of(0.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one key");
    assertThatThrownBy(() -> SoftmaxStatistics.of(4, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deviation");
  }
}
