package dev.initlint.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionGramTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 24, 1000})
  void averagesAllPairsOfEachTwoBuckets(int chunk) {
    Random random = new Random(1);
    int rows = 20;
    int d = 24;
    ArrayTensor table =
        new ArrayTensor(
            new long[] {1, rows, d},
            ArrayTensor.draw(() -> 0.4 + random.nextGaussian(), rows, d).values(),
            chunk);
    int[] starts = {0, 1, 4, 11};
    PositionGram gram = PositionGram.of(table, starts);
    for (int k = 0; k < 4; k++) {
      for (int l = 0; l < 4; l++) {
        double expected = meanProduct(table.values(), d, starts, k, l, rows);
        if (Double.isNaN(expected)) {
          assertThat(gram.meanProduct()[k][l]).isNaN();
        } else {
          assertThat(gram.meanProduct()[k][l]).isCloseTo(expected, within(1e-12));
        }
      }
      assertThat(gram.meanSquare()[k])
          .isCloseTo(meanSquare(table.values(), d, starts, k, rows), within(1e-12));
    }
    assertThat(gram.meanProduct()[0][0]).isNaN();
  }

  @Test
  void overlapOfSinusoidalPositionsIsThePublishedOne() {
    int rows = 128;
    int d = 512;
    float[] values = new float[rows * d];
    for (int i = 0; i < values.length; i++) {
      int f = i % d;
      double angle = i / d * Math.pow(10000, -(f / 2 * 2.0) / d);
      values[i] = (float) (f % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
    }
    PositionGram gram = PositionGram.of(ArrayTensor.of(values, rows, d), new int[] {0});
    assertThat(gram.meanSquare()[0]).isCloseTo(0.5, within(1e-6));
    assertThat(gram.meanProduct()[0][0] / gram.meanSquare()[0]).isCloseTo(0.568, within(5e-3));
    assertThat(gram.mean()[0]).isBetween(0.27, 0.42);
  }

  @Test
  void startsMustRiseFromTheFirstRow() {
    ArrayTensor table = ArrayTensor.draw(() -> 1, 4, 3);
    for (int[] starts : new int[][] {{}, {1}, {0, 2, 2}, {0, 4}}) {
      assertThatThrownBy(() -> PositionGram.of(table, starts))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("4");
    }
    assertThatThrownBy(() -> PositionGram.of(ArrayTensor.draw(() -> 1, 4), new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double meanProduct(float[] x, int d, int[] starts, int k, int l, int rows) {
    double sum = 0;
    int pairs = 0;
    for (int s = starts[k]; s < end(starts, k, rows); s++) {
      for (int t = starts[l]; t < end(starts, l, rows); t++) {
        if (s != t) {
          pairs++;
          for (int j = 0; j < d; j++) {
            sum += (double) x[s * d + j] * x[t * d + j] / d;
          }
        }
      }
    }
    return sum / pairs;
  }

  private static double meanSquare(float[] x, int d, int[] starts, int k, int rows) {
    double sum = 0;
    for (int i = starts[k] * d; i < end(starts, k, rows) * d; i++) {
      sum += (double) x[i] * x[i];
    }
    return sum / (d * (double) (end(starts, k, rows) - starts[k]));
  }

  private static int end(int[] starts, int k, int rows) {
    return k + 1 < starts.length ? starts[k + 1] : rows;
  }
}
