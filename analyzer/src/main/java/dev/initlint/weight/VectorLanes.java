package dev.initlint.weight;

import java.util.Arrays;

/**
 * For C2, which makes vector instructions of a loop for sure if it stores to one array, reads each
 * from its beginning and sums nothing up across lanes: a line, which the cache holds, goes through
 * such a loop for each figure.
 */
final class VectorLanes extends Lanes {
  private final float[] y;
  private final float[] cubes;
  private final float[] fourths;
  private final float[] highest;
  private final float[] lowest;
  private final float[] least;

  /**
   * @param most lanes of a line at most
   */
  VectorLanes(float shift, float scale, int most) {
    super(shift, scale);
    y = new float[most];
    cubes = new float[most];
    fourths = new float[most];
    highest = new float[most];
    lowest = new float[most];
    least = new float[most];
    restart();
  }

  private void restart() {
    Arrays.fill(cubes, 0);
    Arrays.fill(fourths, 0);
    Arrays.fill(highest, Float.NEGATIVE_INFINITY);
    Arrays.fill(lowest, Float.POSITIVE_INFINITY);
    Arrays.fill(least, Float.POSITIVE_INFINITY);
  }

  @Override
  void four(float[][] x, float[] sums, float[] squares, int n) {
    for (float[] line : x) {
      one(line, sums, squares, n);
    }
  }

  @Override
  void one(float[] x, float[] sums, float[] squares, int n) {
    scaled(x, y, n, shift, scale);
    first(y, sums, n);
    second(y, squares, n);
    third(y, cubes, n);
    fourth(y, fourths, n);
    highest(x, highest, n);
    lowest(x, lowest, n);
    least(x, least, n);
  }

  private static void scaled(float[] x, float[] y, int n, float shift, float scale) {
    for (int j = 0; j < n; j++) {
      y[j] = (x[j] - shift) * scale;
    }
  }

  private static void first(float[] y, float[] sum, int n) {
    for (int j = 0; j < n; j++) {
      sum[j] += y[j];
    }
  }

  private static void second(float[] y, float[] sum, int n) {
    for (int j = 0; j < n; j++) {
      sum[j] += y[j] * y[j];
    }
  }

  private static void third(float[] y, float[] sum, int n) {
    for (int j = 0; j < n; j++) {
      sum[j] += y[j] * y[j] * y[j];
    }
  }

  private static void fourth(float[] y, float[] sum, int n) {
    for (int j = 0; j < n; j++) {
      float square = y[j] * y[j];
      sum[j] += square * square;
    }
  }

  private static void highest(float[] x, float[] highest, int n) {
    for (int j = 0; j < n; j++) {
      highest[j] = Math.max(highest[j], x[j]);
    }
  }

  private static void lowest(float[] x, float[] lowest, int n) {
    for (int j = 0; j < n; j++) {
      lowest[j] = Math.min(lowest[j], x[j]);
    }
  }

  private static void least(float[] x, float[] least, int n) {
    for (int j = 0; j < n; j++) {
      least[j] = Math.min(least[j], Math.abs(x[j]));
    }
  }

  @Override
  void settle() {
    float high = Float.NEGATIVE_INFINITY;
    float low = Float.POSITIVE_INFINITY;
    boolean anyZero = false;
    double cube = 0;
    double fourth = 0;
    for (int j = 0; j < cubes.length; j++) {
      high = Math.max(high, highest[j]);
      low = Math.min(low, lowest[j]);
      anyZero |= least[j] == 0;
      cube += cubes[j];
      fourth += fourths[j];
    }
    add(high, low, anyZero, cube, fourth);
    restart();
  }
}
