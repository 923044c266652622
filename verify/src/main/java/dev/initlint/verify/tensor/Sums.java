package dev.initlint.verify.tensor;

/** Sums over blocks, in four interleaved accumulators so that additions overlap. */
public final class Sums {
  private Sums() {}

  /** Σ x over {@code n} elements from {@code at} on. */
  public static double sum(double[] x, int at, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = at;
    for (int end = at + n - 3; i < end; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (int end = at + n; i < end; i++) {
      a += x[i];
    }
    return (a + b) + (c + d);
  }

  /** Σ x·y over the first {@code n} elements. */
  public static double dot(double[] x, double[] y, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
    }
    for (; i < n; i++) {
      a += x[i] * y[i];
    }
    return (a + b) + (c + d);
  }

  /** Adds each of {@code n} elements to the sum in its place: a loop that is made of vectors. */
  public static void add(double[] x, double[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[i];
    }
  }

  /** Adds the square of each of {@code n} elements to the sum in its place. */
  public static void addSquares(double[] x, double[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[i] * x[i];
    }
  }

  /** Largest of {@code n} elements; NaN when one is NaN. */
  public static double max(double[] x, int n) {
    double m = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      m = Math.max(m, x[i]);
    }
    return m;
  }

  /** Largest of {@code n} elements from {@code at} on, but for those that are NaN. */
  public static float max(float[] x, int at, int n) {
    float m = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + n; i++) {
      m = x[i] > m ? x[i] : m;
    }
    return m;
  }

  /** ln Σ exp x over all elements; {@code scratch} is as long as {@code x}. */
  public static double logSumExp(double[] x, double[] scratch) {
    double max = max(x, x.length);
    for (int i = 0; i < x.length; i++) {
      scratch[i] = x[i] - max;
    }
    Curves.exp(scratch, scratch, x.length);
    return max + Math.log(sum(scratch, 0, x.length));
  }
}
