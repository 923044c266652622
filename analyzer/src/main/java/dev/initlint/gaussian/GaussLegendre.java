package dev.initlint.gaussian;

/**
 * The Gauss–Legendre rule of 16 points on [−1, 1] (Abramowitz and Stegun 1964, table 25.4), and the
 * top of the Legendre expansion on it. Written down: to compute it with a library's tables of
 * functions takes as long as the check of a small model.
 */
final class GaussLegendre {
  static final int POINTS = 16;
  private static final int TAIL = 3;

  /** Nodes above 0, and */
  private static final double[] ABOVE = {
    0.09501250983763744,
    0.2816035507792589,
    0.45801677765722737,
    0.6178762444026438,
    0.755404408355003,
    0.8656312023878318,
    0.9445750230732326,
    0.9894009349916499
  };

  /** their weights. */
  private static final double[] SHARE = {
    0.18945061045506847,
    0.1826034150449236,
    0.16915651939500256,
    0.14959598881657685,
    0.12462897125553395,
    0.0951585116824929,
    0.06225352393864777,
    0.027152459411754058
  };

  private static final double[] NODE = new double[POINTS];
  private static final double[] WEIGHT = new double[POINTS];

  /** Row i takes 16 values to the coefficient of degree 15−i of their interpolant. */
  private static final double[][] TOP = new double[TAIL][POINTS];

  static {
    for (int j = 0; j < POINTS; j++) {
      int half = POINTS / 2;
      NODE[j] = j < half ? -ABOVE[half - 1 - j] : ABOVE[j - half];
      WEIGHT[j] = SHARE[j < half ? half - 1 - j : j - half];
      double before = 1;
      double now = NODE[j];
      for (int k = 1; k < POINTS; k++) {
        int row = POINTS - 1 - k;
        if (row < TAIL) {
          TOP[row][j] = WEIGHT[j] * now * (k + 0.5);
        }
        double next = ((2 * k + 1) * NODE[j] * now - k * before) / (k + 1);
        before = now;
        now = next;
      }
    }
  }

  private GaussLegendre() {}

  static double node(int j) {
    return NODE[j];
  }

  static double weight(int j) {
    return WEIGHT[j];
  }

  /** Size of the last coefficients of the polynomial through 16 values starting at an offset. */
  static double tail(double[] values, int from) {
    double size = 0;
    for (double[] row : TOP) {
      double c = 0;
      for (int j = 0; j < POINTS; j++) {
        c += row[j] * values[from + j];
      }
      size += Math.abs(c);
    }
    return size;
  }
}
