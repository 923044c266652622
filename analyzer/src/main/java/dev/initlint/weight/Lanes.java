package dev.initlint.weight;

/**
 * The innermost loop: all that one look at an element adds to the figures of its tensor. It is
 * written for C1, which command lines run with and which neither unrolls nor vectorises: four lines
 * go through at once, so that the sums of a column are loaded and stored once for four elements,
 * and all else stays in registers. That takes a third of the time there of a loop for each figure,
 * which C2 could vectorise; under C2 it takes 1.4 times theirs.
 */
final class Lanes {
  /** Lanes whose third and fourth powers are summed in floats before roundings add up. */
  private static final int BLOCK = 256;

  private final float shift;
  private final float scale;

  private float high;
  private float low;
  private boolean zero;
  private double cubes;
  private double fourths;

  /** For y = (x − shift)·scale. */
  Lanes(float shift, float scale) {
    this.shift = shift;
    this.scale = scale;
  }

  /** The largest element, 0 if none is positive. */
  float high() {
    return high;
  }

  /** The smallest element, 0 if none is negative. */
  float low() {
    return low;
  }

  /** False if no element is 0 or −0. */
  boolean mayHaveZero() {
    return zero;
  }

  /** Sum of y³. */
  double cubes() {
    return cubes;
  }

  /** Sum of y⁴. */
  double fourths() {
    return fourths;
  }

  /** Adds y and y² of four lines of n lanes, which lie one after the other in x. */
  void four(float[] x, float[] sums, float[] squares, int n) {
    for (int from = 0; from < n; from += BLOCK) {
      four(x, n, sums, squares, from, Math.min(n, from + BLOCK));
    }
  }

  private void four(float[] x, int line, float[] sums, float[] squares, int from, int to) {
    float h = high;
    float l = low;
    boolean anyZero = false;
    float cube = 0;
    float oddCube = 0;
    float fourth = 0;
    float oddFourth = 0;
    for (int j = from; j < to; j++) {
      float a = x[j];
      float b = x[line + j];
      if (a > h) h = a;
      if (b > h) h = b;
      if (a < l) l = a;
      if (b < l) l = b;
      float product = a * b;
      a = (a - shift) * scale;
      b = (b - shift) * scale;
      float a2 = a * a;
      float b2 = b * b;
      float sum = a + b;
      float square = a2 + b2;
      cube += a2 * a;
      oddCube += b2 * b;
      fourth += a2 * a2;
      oddFourth += b2 * b2;

      a = x[2 * line + j];
      b = x[3 * line + j];
      if (a > h) h = a;
      if (b > h) h = b;
      if (a < l) l = a;
      if (b < l) l = b;
      if (product * (a * b) == 0) anyZero = true;
      a = (a - shift) * scale;
      b = (b - shift) * scale;
      a2 = a * a;
      b2 = b * b;
      sums[j] += sum + (a + b);
      squares[j] += square + (a2 + b2);
      cube += a2 * a;
      oddCube += b2 * b;
      fourth += a2 * a2;
      oddFourth += b2 * b2;
    }
    end(h, l, anyZero, (double) cube + oddCube, (double) fourth + oddFourth);
  }

  /** Adds y and y² of one line of n lanes, which begins at {@code start} in x. */
  void one(float[] x, int start, float[] sums, float[] squares, int n) {
    for (int from = 0; from < n; from += BLOCK) {
      one(x, start, sums, squares, from, Math.min(n, from + BLOCK));
    }
  }

  private void one(float[] x, int start, float[] sums, float[] squares, int from, int to) {
    float h = high;
    float l = low;
    boolean anyZero = false;
    float cube = 0;
    float fourth = 0;
    for (int j = from; j < to; j++) {
      float a = x[start + j];
      if (a > h) h = a;
      if (a < l) l = a;
      if (a == 0) anyZero = true;
      a = (a - shift) * scale;
      float a2 = a * a;
      sums[j] += a;
      squares[j] += a2;
      cube += a2 * a;
      fourth += a2 * a2;
    }
    end(h, l, anyZero, cube, fourth);
  }

  private void end(float h, float l, boolean anyZero, double cube, double fourth) {
    high = h;
    low = l;
    zero |= anyZero;
    cubes += cube;
    fourths += fourth;
  }

  /** Adds what was met in other lines. */
  void add(Lanes other) {
    end(
        Math.max(high, other.high),
        Math.min(low, other.low),
        other.zero,
        other.cubes,
        other.fourths);
  }
}
