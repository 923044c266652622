package dev.initlint.moment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatTest {
  private static final Layout FIVE = Layout.exchangeable(5);

  @Test
  void independentEntriesOverlapByTheirMeanAlone() {
    Stat s = Stat.independent(FIVE, 0.5, 2, 16);
    assertThat(s.secondMoment()).isEqualTo(2);
    assertThat(s.tokenOverlap()).isEqualTo(0.25);
    assertThat(s.variance()).containsExactly(1.75);
  }

  @Test
  void sumOfIndependentTensorsAddsVariancesAndMeans() {
    Stat sum = Stat.independent(FIVE, 0.5, 2, 16).plus(Stat.independent(FIVE, 1, 3, 16));
    assertThat(sum.meanEntry()).isEqualTo(1.5);
    assertThat(sum.secondMoment()).isCloseTo(1.75 + 2 + 1.5 * 1.5, within(1e-12));
    assertThat(sum.tokenOverlap()).isCloseTo(2.25, within(1e-12));
  }

  @Test
  void productOfIndependentTensorsMultiplies() {
    Stat p = Stat.independent(FIVE, 0.5, 2, 16).times(Stat.independent(FIVE, 2, 5, 16));
    assertThat(p.meanEntry()).isEqualTo(1);
    assertThat(p.secondMoment()).isEqualTo(10);
    assertThat(p.tokenOverlap()).isEqualTo(1);
  }

  @Test
  void scalingIsQuadraticInMomentsAndLinearInMeans() {
    Stat s = Stat.independent(FIVE, 0.5, 2, 16).scaled(-3);
    assertThat(s.meanEntry()).isEqualTo(-1.5);
    assertThat(s.secondMoment()).isEqualTo(18);
    assertThat(s.tokenOverlap()).isEqualTo(2.25);
  }

  @Test
  void layoutsOfTwoTermsMeetInTheFinerOne() {
    Layout fine = Layout.sequence(5, new int[] {0, 2});
    Stat a = Stat.independent(FIVE, 0, 1, 16);
    Stat b = Stat.independent(fine, 0, 1, 16).scaled(new double[] {1, 2});
    Stat sum = a.plus(b);
    assertThat(sum.layout().classes()).isEqualTo(2);
    assertThat(sum.secondMoment()).isCloseTo(1 + (2 * 1 + 3 * 4) / 5.0, within(1e-12));
  }
}
