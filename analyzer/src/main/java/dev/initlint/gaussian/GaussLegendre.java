package dev.initlint.gaussian;

import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/** The Gauss–Legendre rule of 16 points on [−1, 1], and the top of the Legendre expansion on it. */
final class GaussLegendre {
  static final int POINTS = 16;
  private static final int TAIL = 3;
  private static final double[] NODE = new double[POINTS];
  private static final double[] WEIGHT = new double[POINTS];

  /** Row i takes 16 values to the coefficient of degree 15−i of their interpolant. */
  private static final double[][] TOP = new double[TAIL][POINTS];

  static {
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(POINTS);
    for (int j = 0; j < POINTS; j++) {
      NODE[j] = rule.getPoint(j);
      WEIGHT[j] = rule.getWeight(j);
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
