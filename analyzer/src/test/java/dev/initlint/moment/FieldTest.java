package dev.initlint.moment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldTest {
  private static Field random(Layout layout, long seed) {
    Random r = new Random(seed);
    double[] same = new double[layout.classes()];
    double[] other = new double[layout.pairClasses()];
    java.util.Arrays.setAll(same, i -> r.nextGaussian());
    java.util.Arrays.setAll(other, i -> r.nextGaussian());
    return new Field(same, other);
  }

  @Test
  void meansWeighClassesByTheirSize() {
    Layout l = Layout.sequence(3, new int[] {0, 1});
    // classes {0} and {1, 2}; pairs (0,0), (0,1), (1,1)
    Field f = new Field(new double[] {6, 3}, new double[] {99, 1, 4});
    assertThat(f.meanSame(l)).isEqualTo((6 + 2 * 3) / 3.0);
    assertThat(f.meanOther(l)).isEqualTo((4 * 1 + 2 * 4) / 6.0);
    assertThat(f.meanAll(l)).isCloseTo((12 + 12) / 9.0, within(1e-12));
  }

  @Test
  void outerProductOfOneFunctionIsItsMeanSquared() {
    Layout l = Layout.resolved(9);
    double[] v = new Random(3).doubles(9).toArray();
    double mean = java.util.Arrays.stream(v).average().orElseThrow();
    assertThat(Field.outer(l, v).meanAll(l)).isCloseTo(mean * mean, within(1e-12));
  }

  @Test
  void zeroIsNeitherAddedNorMultipliedPairByPair() {
    Layout l = Layout.resolved(9);
    Field zero = Field.zero(l);
    Field f = random(l, 5);
    assertThat(f.plus(zero)).isSameAs(f);
    assertThat(zero.plus(f)).isSameAs(f);
    assertThat(f.minus(zero)).isSameAs(f);
    assertThat(zero.minus(f).plus(f).isZero()).isTrue();
    assertThat(f.times(zero).isZero()).isTrue();
    assertThat(Field.outer(l, new double[9], f.same())).isSameAs(zero);
  }

  /** What overflowed stays no number, so that what rests on it is unknown rather than zero. */
  @Test
  void zeroTimesWhatIsNotFiniteIsNoNumber() {
    Layout l = Layout.resolved(4);
    for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Field bad = Field.constant(l, wrong, wrong);
      for (Field zero : new Field[] {Field.zero(l), Field.constant(l, 0, 0)}) {
        assertThat(zero.times(bad).same()).containsOnly(Double.NaN);
        assertThat(bad.times(zero).other()).containsOnly(Double.NaN);
        assertThat(zero.times(wrong).same()).containsOnly(Double.NaN);
        assertThat(zero.plus(bad).same()).containsOnly(wrong);
      }
      assertThat(Field.outer(l, new double[4], bad.same()).same()).containsOnly(Double.NaN);
      assertThat(Field.outer(l, bad.same(), new double[4]).other()).containsOnly(Double.NaN);
    }
  }

  @Test
  void refiningKeepsEveryMean() {
    Layout coarse = Layout.sequence(12, new int[] {0, 5});
    Layout fine = coarse.refine(Layout.sequence(12, new int[] {0, 2, 9}));
    Field f = random(coarse, 5);
    Field g = f.refined(coarse, fine);
    assertThat(g.meanSame(fine)).isCloseTo(f.meanSame(coarse), within(1e-12));
    assertThat(g.meanOther(fine)).isCloseTo(f.meanOther(coarse), within(1e-12));
  }

  @Test
  void averagesByLagAreThoseOfAllPairsOfTheLag() {
    Layout grid = Layout.grid(3, 4);
    Layout line = Layout.sequence(12, new int[] {0, 1, 2, 6, 9});
    Field f = random(line, 5);
    Field rolled = f.refined(line, grid);
    double[] sums = new double[grid.pairClasses()];
    double[] pairs = new double[sums.length];
    for (int p = 0; p < 12; p++) {
      for (int q = p + 1; q < 12; q++) {
        int lag = grid.lagClass(q / 4 - p / 4, q % 4 - p % 4);
        sums[lag] += f.other()[line.pair(line.classOf(p), line.classOf(q))];
        pairs[lag]++;
      }
    }
    for (int i = 0; i < sums.length; i++) {
      assertThat(rolled.other()[i]).isCloseTo(sums[i] / pairs[i], within(1e-12));
    }
  }

  @Test
  void gridAndSequenceAgreeOnMeansBothWays() {
    Layout grid = Layout.grid(3, 4);
    Layout line = Layout.resolved(12);
    Field f = random(grid, 7);
    Field unrolled = f.refined(grid, line);
    assertThat(unrolled.meanOther(line)).isCloseTo(f.meanOther(grid), within(1e-12));
    Field back = unrolled.refined(line, grid);
    assertThat(back.other()).containsExactly(f.other(), within(1e-12));
  }

  @Test
  void aGridTakesNoFieldOverAnotherNumberOfPositions() {
    Layout line = Layout.resolved(14);
    assertThatThrownBy(() -> random(line, 7).refined(line, Layout.grid(3, 4)))
        .isInstanceOf(NotKnown.class)
        .hasMessageContaining("14 positions meet a grid of 12");
  }
}
