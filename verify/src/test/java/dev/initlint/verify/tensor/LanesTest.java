package dev.initlint.verify.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both kinds of lanes against exact values, and so against each other. */
class LanesTest {
  /** Two units in the last place. */
  private static final double ULPS = 2.4e-7;

  /** Lengths with and without a rest behind whole vectors of any width. */
  private static final int[] LENGTHS = {0, 1, 3, 8, 16, 17, 50, 64, 1000, 1024, 3073};

  static Stream<Lanes> lanes() {
    return Stream.of(Lanes.plain(), Lanes.best());
  }

  @Test
  void theVectorInterfaceIsChosenWhereItsModuleIsThere() {
    assertThat(Lanes.best()).isInstanceOf(VectorLanes.class);
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void sums(Lanes lanes) {
    for (int n : LENGTHS) {
      float[] x = normal(n + 5, 3);
      double sum = 0;
      float[] z = normal(n + 6, 1);
      double products = 0;
      double largestProduct = 0;
      double largest = 0;
      for (int i = 5; i < n + 5; i++) {
        sum += x[i];
        products += (double) x[i] * z[i];
        largestProduct += Math.abs((double) x[i] * z[i]);
        largest += Math.abs(x[i]);
      }
      assertThat((double) lanes.sum(x, 5, n)).isCloseTo(sum, within(ULPS * largest));
      assertThat((double) lanes.dot(x, z, 5, n)).isCloseTo(products, within(ULPS * largestProduct));
    }
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void exponentials(Lanes lanes) {
    for (int n : LENGTHS) {
      float[] x = normal(n + 5, 20);
      float[] y = new float[n + 9];
      double sum = 0;
      float returned = lanes.exp(x, y, 5, n, 0.5f, -3);
      for (int i = 5; i < n + 5; i++) {
        double truth = Math.exp(0.5f * x[i] - 3f);
        assertThat((double) y[i]).as("at %s", x[i]).isCloseTo(truth, within(ULPS * truth));
        sum += truth;
      }
      assertThat((double) returned).isCloseTo(sum, within(ULPS * sum));
      assertThat(new float[] {y[0], y[4], y[n + 5], y[n + 8]}).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void exponentialsAtTheEdges(Lanes lanes) {
    float infinity = Float.POSITIVE_INFINITY;
    float[] x = {-infinity, -1e30f, -200, -86.9f, -0f, 88.7f, 89, 1e30f, infinity, Float.NaN};
    float[] y = new float[x.length];
    lanes.exp(x, y, 0, x.length, 1, 0);
    assertThat(y[0]).isZero();
    assertThat(y[1]).isZero();
    assertThat(y[2]).isZero();
    assertThat(y[3] / Math.exp(x[3])).isCloseTo(1, within(ULPS));
    assertThat(y[4]).isOne();
    assertThat(y[5] / Math.exp(x[5])).isCloseTo(1, within(ULPS));
    assertThat(y[6]).isEqualTo(infinity);
    assertThat(y[7]).isEqualTo(infinity);
    assertThat(y[8]).isEqualTo(infinity);
    assertThat(y[9]).isNaN();
  }

  private static float[] normal(int n, double deviation) {
    SplittableRandom random = new SplittableRandom(n);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (deviation * random.nextGaussian());
    }
    return x;
  }
}
