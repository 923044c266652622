package dev.initlint.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviationTest {

  /** Tabulated quantiles of Student's t. */
  @ParameterizedTest
  @CsvSource({
    "1, 6.3138, 0.05",
    "3, 5.8409, 0.005",
    "7, 4.7853, 0.001",
    "15, 4.0728, 0.0005",
    "30, 2.4573, 0.01"
  })
  void quantilesAreThoseOfTheTables(double freedom, double t, double tail) {
    assertThat(StudentT.tail(t, freedom)).isCloseTo(tail, within(1e-4 * tail));
    assertThat(StudentT.tail(-t, freedom)).isCloseTo(1 - tail, within(1e-6));
    assertThat(StudentT.exceededWith(tail, freedom)).isCloseTo(t, within(1e-4 * t));
  }

  @Test
  void withoutEndItIsTheNormalDistribution() {
    assertThat(StudentT.tail(3, StudentT.NORMAL)).isCloseTo(0.0013498980, within(1e-9));
    assertThat(StudentT.tail(3, 1e7)).isCloseTo(0.0013498980, within(1e-7));
  }

  @Test
  void thresholdsOfBenjaminiAndHochberg() {
    // ranks 1 to 3 of 5 lie below rate·k/n = 0.002, 0.004, 0.006; the next does not
    double[] p = {0.5, 0.0055, 0.0001, 0.003, 0.05};
    assertThat(FalseDiscovery.threshold(p, 0.01)).isCloseTo(0.006, within(1e-15));
    assertThat(FalseDiscovery.threshold(new double[] {0.5, 0.9}, 0.01)).isEqualTo(0.005);
  }

  @Test
  void onlyWhatIsBeyondTheToleranceNeedsChance() {
    Deviation d = new Deviation(Math.log(1.12), 0.02, 15);
    assertThat(d.chance(0.15)).isEqualTo(1);
    double beyond = (Math.log(1.12) - Math.log(1.05)) / 0.02;
    assertThat(d.chance(0.05)).isCloseTo(StudentT.tail(beyond, 15), within(1e-12));
    double allowed = d.allowed(0.05, d.chance(0.05));
    assertThat(allowed).isCloseTo(0.12, within(1e-6));
    assertThat(new Deviation(-0.2, 0, 15).chance(0.05)).isZero();
  }

  /** The mean of a log-normal figure is within its interval as often as is said. */
  @ParameterizedTest
  @CsvSource({"0.05", "0.3", "0.6"})
  void intervalsHoldTheMeanOfFiguresThatVaryByFactors(double sigma) {
    Random random = new Random(11);
    int outside = 0;
    int trials = 20000;
    for (int i = 0; i < trials; i++) {
      double[] draws = new double[16];
      for (int k = 0; k < draws.length; k++) {
        draws[k] = Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
      }
      outside += Deviation.ofMean(1, Estimate.of(draws)).chance(0) < 0.005 ? 1 : 0;
    }
    assertThat(outside / (double) trials).isBetween(0.004, 0.02);
  }

  @Test
  void whatTwoFiguresInheritCancelsInTheStep() {
    Random random = new Random(3);
    double[] from = new double[16];
    double[] to = new double[16];
    for (int k = 0; k < from.length; k++) {
      from[k] = Math.exp(0.5 * random.nextGaussian());
      to[k] = 2 * from[k] * Math.exp(0.01 * random.nextGaussian());
    }
    Deviation step = Deviation.ofStep(2, to, from);
    assertThat(step.error()).isCloseTo(0, within(0.02));
    assertThat(Deviation.ofMean(2, Estimate.of(to)).standardError())
        .isGreaterThan(0.1)
        .isGreaterThan(20 * step.standardError());
  }
}
