package dev.initlint.verify.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.verify.tensor.Workers;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
  private static final Workers ONE = new Workers(1);

  private final Arena arena = new Arena(Arena.Precision.FLOAT, Long.MAX_VALUE);

  @ParameterizedTest
  @ValueSource(ints = {1, 1023, 1024, 1025, 100_003})
  void areThoseOfAPlainSumWhereverBlocksAndPartsEnd(int n) {
    double[] x = new SplittableRandom(n).doubles(n, -1, 3).map(v -> (float) v).toArray();
    Moments m = Moments.of(arena.of(x, n), ONE);
    assertThat(m.mean()).isCloseTo(mean(x, 1), within(3e-7 * 1.5));
    assertThat(m.secondMoment()).isCloseTo(mean(x, 2), within(3e-7 * mean(x, 2)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-35, 1e-25, 1e-16, 1e16, 1e25})
  void noSquareIsLostAsTooSmallOrTooLargeForAFloat(double scale) {
    int n = 40_000;
    double[] x = new SplittableRandom(n).doubles(n, 1, 3).map(v -> (float) (scale * v)).toArray();
    Moments m = Moments.of(arena.of(x, n), ONE);
    assertThat(m.secondMoment()).isCloseTo(mean(x, 2), within(3e-7 * mean(x, 2)));
    assertThat(Moments.tokenOverlap(arena.of(x, 1, n / 8, 8), ONE))
        .isCloseTo(4 * scale * scale, within(0.05 * scale * scale));
  }

  @Test
  void roundingIsFarBelowTheErrorOfAFigure() {
    int n = 1 << 18;
    double[] x = new SplittableRandom(n).doubles(n, -1, 1).map(v -> (float) v).toArray();
    Moments m = Moments.of(arena.of(x, n), ONE);
    assertThat(m.mean()).isCloseTo(mean(x, 1), within(1e-9));
    assertThat(m.secondMoment()).isCloseTo(mean(x, 2), within(1e-9));
  }

  @Test
  void threadsDoNotMatter() {
    double[] x = new SplittableRandom(7).doubles(300_000, -1, 3).toArray();
    Tensor t = arena.of(x, 4, 75, 1000);
    try (Workers three = new Workers(3)) {
      assertThat(Moments.of(t, three)).isEqualTo(Moments.of(t, ONE));
      assertThat(Moments.tokenOverlap(t, three)).isEqualTo(Moments.tokenOverlap(t, ONE));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NEGATIVE_INFINITY, -1e4, -10_001})
  void masksAreLeftOutAndNothingElseIs(double mask) {
    double[] x = new double[50_000];
    double[] kept = new double[x.length / 2];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 2 == 0 ? mask : (float) (2e3 * random.nextDouble());
      if (i % 2 != 0) {
        kept[i / 2] = x[i];
      }
    }
    Moments m = Moments.of(arena.of(x, 5, 10_000), ONE, AttentionMoments.MASKED);
    assertThat(m.mean()).isCloseTo(mean(kept, 1), within(3e-7 * mean(kept, 1)));
    assertThat(m.secondMoment()).isCloseTo(mean(kept, 2), within(3e-7 * mean(kept, 2)));
  }

  @Test
  void largeElementsThatAreNoMasksStay() {
    Moments m = Moments.of(arena.of(new double[] {1e5, -8e3}, 2), ONE, AttentionMoments.MASKED);
    assertThat(m.mean()).isEqualTo(46_000);
  }

  @Test
  void whatIsNoNumberIsNotHidden() {
    Moments m = Moments.of(arena.of(new double[] {1, Double.NaN, 2}, 3), ONE);
    assertThat(m.secondMoment()).isNaN();
  }

  @Test
  void overlapIsTheMeanOverPairsOfPositionsHoweverWideTheyAre() {
    for (int width : new int[] {1, 3, 700, 1500}) {
      int positions = 21;
      double[] x =
          new SplittableRandom(width).doubles(2L * positions * width).map(v -> (float) v).toArray();
      Tensor t = arena.of(x, 2, positions, width);
      double pairs = 0;
      for (int b = 0; b < 2; b++) {
        for (int i = 0; i < positions; i++) {
          for (int j = 0; j < positions; j++) {
            for (int k = 0; i != j && k < width; k++) {
              pairs += x[(b * positions + i) * width + k] * x[(b * positions + j) * width + k];
            }
          }
        }
      }
      assertThat(Moments.tokenOverlap(t, ONE))
          .isCloseTo(pairs / 2 / positions / (positions - 1) / width, within(3e-7));
    }
  }

  private static double mean(double[] x, int power) {
    double sum = 0;
    for (double v : x) {
      sum += Math.pow(v, power) / x.length;
    }
    return sum;
  }
}
