package dev.initlint.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever compiler a loop is for, it says the same. */
class LanesTest {
  private static final int MOST = 700;
  private static final float SHIFT = 0.3f;
  private static final float SCALE = 2;

  private final Random random = new Random(11);
  private final float[][] x = new float[4][MOST];
  private final float[][] sums = new float[2][MOST];
  private final float[][] squares = new float[2][MOST];
  private final Lanes registers = new RegisterLanes(SHIFT, SCALE);
  private final Lanes vectors = new VectorLanes(SHIFT, SCALE, MOST);

  LanesTest() {
    for (float[] line : x) {
      for (int j = 0; j < MOST; j++) {
        line[j] = 0.5f + (float) random.nextGaussian();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 255, 256, 257, MOST})
  void theTwoLoopsAgree(int n) {
    take(n);
    assertThat(vectors.high()).isEqualTo(registers.high());
    assertThat(vectors.low()).isEqualTo(registers.low());
    assertThat(vectors.cubes()).isCloseTo(registers.cubes(), within(1e-5 * n + 1e-4));
    assertThat(vectors.fourths()).isCloseTo(registers.fourths(), within(1e-4 * n));
    for (int j = 0; j < MOST; j++) {
      assertThat(sums[1][j]).isCloseTo(sums[0][j], within(1e-5f));
      assertThat(squares[1][j]).isCloseTo(squares[0][j], within(1e-4f));
      assertThat(sums[0][j] != 0).isEqualTo(j < n);
    }
  }

  @Test
  void eachTellsOfAZeroOnce() {
    take(MOST);
    assertThat(registers.takeZero()).isFalse();
    assertThat(vectors.takeZero()).isFalse();
    x[2][MOST - 1] = -0f;
    take(MOST - 1);
    assertThat(registers.takeZero()).isFalse();
    assertThat(vectors.takeZero()).isFalse();
    take(MOST);
    assertThat(registers.takeZero()).isTrue();
    assertThat(vectors.takeZero()).isTrue();
    assertThat(registers.takeZero()).isFalse();
    assertThat(vectors.takeZero()).isFalse();
  }

  private void take(int n) {
    registers.four(x, sums[0], squares[0], n);
    registers.one(x[0], sums[0], squares[0], n);
    registers.settle();
    vectors.four(x, sums[1], squares[1], n);
    vectors.one(x[0], sums[1], squares[1], n);
    vectors.settle();
  }
}
