package dev.initlint.weight;

import java.util.Arrays;

/**
 * For C2, which makes vector instructions of a loop if its body is small, each array is read from
 * its beginning and nothing is summed up across lanes: a line, which the cache holds, goes through
 * three such loops, and every figure has its own lane.
 */
final class VectorLanes extends Lanes {
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
    lower(x, sums, squares, n, shift, scale);
    higher(x, cubes, fourths, n, shift, scale);
    range(x, highest, lowest, n);
    least(x, least, n);
  }

  private static void lower(float[] x, float[] s, float[] q, int n, float shift, float scale) {
    for (int j = 0; j < n; j++) {
      float y = (x[j] - shift) * scale;
      s[j] += y;
      q[j] += y * y;
    }
  }

  private static void higher(float[] x, float[] c, float[] f, int n, float shift, float scale) {
    for (int j = 0; j < n; j++) {
      float y = (x[j] - shift) * scale;
      float y2 = y * y;
      c[j] += y2 * y;
      f[j] += y2 * y2;
    }
  }

  private static void range(float[] x, float[] highest, float[] lowest, int n) {
    for (int j = 0; j < n; j++) {
      float v = x[j];
      highest[j] = Math.max(highest[j], v);
      lowest[j] = Math.min(lowest[j], v);
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
