package dev.initlint.gaussian;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Non-decreasing functions F of a standard Gaussian z by their values at equally spaced nodes,
 * linear between them and beyond. Expectations are by two Gauss–Legendre points a cell, whose
 * weights carry the normal density.
 */
final class QuantileMesh {
  private static final double REACH = 6;

  /** Where laws are taken to end, in standard units of z. */
  static final double LAST = 5.5;

  private static final int CELLS = 192;
  static final double SPACING = 2 * REACH / CELLS;
  private static final double GAUSS = 0.5 / Math.sqrt(3);

  /** Points a cell at which functions that are not monotone are sorted. */
  private static final int FINE = 4;

  static final double[] NODE = new double[CELLS + 1];
  static final double[] LOG_BELOW = new double[CELLS + 1];
  private static final double[] POINT = new double[2 * CELLS];
  private static final double[] WEIGHT = new double[2 * CELLS];

  static {
    Arrays.setAll(NODE, i -> -REACH + i * SPACING);
    Arrays.setAll(LOG_BELOW, i -> Math.log(ErrorFunction.normalBelow(NODE[i])));
    double all = 0;
    for (int i = 0; i < CELLS; i++) {
      double mid = 0.5 * (NODE[i] + NODE[i + 1]);
      POINT[2 * i] = mid - GAUSS * SPACING;
      POINT[2 * i + 1] = mid + GAUSS * SPACING;
    }
    for (int j = 0; j < POINT.length; j++) {
      WEIGHT[j] = 0.5 * SPACING * ErrorFunction.normalDensity(POINT[j]);
      all += WEIGHT[j];
    }
    for (int j = 0; j < POINT.length; j++) {
      WEIGHT[j] /= all;
    }
  }

  private QuantileMesh() {}

  /** F(z). */
  static double at(double[] values, double z) {
    int cell = (int) Math.max(0, Math.min(CELLS - 1, Math.floor((z + REACH) / SPACING)));
    return values[cell] + (values[cell + 1] - values[cell]) * (z - NODE[cell]) / SPACING;
  }

  /** The largest z with F(z) ≤ x; far out where there is none. */
  static double inverse(double[] values, double x) {
    int low = -1;
    int high = values.length;
    while (high - low > 1) {
      int mid = (low + high) >>> 1;
      if (values[mid] <= x) {
        low = mid;
      } else {
        high = mid;
      }
    }
    int cell = Math.max(0, Math.min(CELLS - 1, low));
    double rise = values[cell + 1] - values[cell];
    return rise > 0 ? NODE[cell] + (x - values[cell]) / rise * SPACING : low < 0 ? -FAR : FAR;
  }

  private static final double FAR = 40;

  /** E g(F). */
  static double expectation(double[] values, DoubleUnaryOperator g) {
    double sum = 0;
    for (int j = 0; j < POINT.length; j++) {
      sum += WEIGHT[j] * g.applyAsDouble(atPoint(values, j));
    }
    return sum;
  }

  private static double atPoint(double[] values, int j) {
    int cell = j / 2;
    double share = 0.5 + (j % 2 == 0 ? -GAUSS : GAUSS);
    return values[cell] + share * (values[cell + 1] - values[cell]);
  }

  static double[] meanAndVariance(double[] values) {
    double mean = expectation(values, v -> v);
    return new double[] {mean, expectation(values, v -> (v - mean) * (v - mean))};
  }

  /** The same law with mean 0 and variance 1; a Gaussian's where it has no width. */
  static double[] standard(double[] values) {
    double[] m = meanAndVariance(values);
    if (!(m[1] > 1e-24 * m[0] * m[0]) || !Double.isFinite(m[1])) {
      return NODE;
    }
    double deviation = Math.sqrt(m[1]);
    return Arrays.stream(values).map(v -> (v - m[0]) / deviation).toArray();
  }

  static HermiteSeries series(double[] values) {
    double[] v = new double[POINT.length];
    Arrays.setAll(v, j -> atPoint(values, j));
    double mean = 0;
    for (int j = 0; j < v.length; j++) {
      mean += WEIGHT[j] * v[j];
    }
    double spread = 0;
    for (int j = 0; j < v.length; j++) {
      spread += WEIGHT[j] * (v[j] - mean) * (v[j] - mean);
    }
    double m = mean;
    double s = spread;
    return HermiteSeries.of(orders -> HermiteSeries.expand(POINT, WEIGHT, v, m, s, orders));
  }

  /** Values of the largest of {@code count} independent standard Gaussians. */
  static double[] largest(double count) {
    return LawMemory.of(
        "largest",
        new double[0][],
        new double[] {count},
        () ->
            quantiles(
                new double[] {-REACH, REACH + 2},
                new double[] {0, 1},
                x -> Math.pow(ErrorFunction.normalBelow(x), count),
                x -> -Math.expm1(count * Math.log1p(-ErrorFunction.normalBelow(-x)))));
  }

  /** The law of f(F), sorted where f is not monotone. */
  static double[] image(double[] values, DoubleUnaryOperator f) {
    double[] v = Arrays.stream(values).map(f).toArray();
    if (isSorted(v)) {
      return v;
    }
    double[] fine = new double[CELLS * FINE];
    double[] share = new double[fine.length];
    for (int j = 0; j < fine.length; j++) {
      double z = -REACH + (j + 0.5) * SPACING / FINE;
      fine[j] = f.applyAsDouble(at(values, z));
      share[j] = ErrorFunction.normalDensity(z);
    }
    return sorted(fine, share);
  }

  private static boolean isSorted(double[] v) {
    for (int i = 1; i < v.length; i++) {
      if (!(v[i] >= v[i - 1])) {
        return false;
      }
    }
    return true;
  }

  /** Values at the nodes of the law that has {@code value[j]} with weight {@code share[j]}. */
  private static double[] sorted(double[] value, double[] share) {
    Integer[] order = new Integer[value.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(value[i], value[j]));
    double all = Arrays.stream(share).sum();
    double[] below = new double[value.length];
    double sum = 0;
    for (int k = 0; k < order.length; k++) {
      below[k] = (sum + 0.5 * share[order[k]]) / all;
      sum += share[order[k]];
    }
    double[] v = new double[NODE.length];
    int k = 0;
    for (int i = 0; i < v.length; i++) {
      double target = Math.exp(LOG_BELOW[i]);
      while (k < order.length && below[k] < target) {
        k++;
      }
      if (k == 0 || k == order.length) {
        v[i] = value[order[k == 0 ? 0 : k - 1]];
      } else {
        double low = value[order[k - 1]];
        double share1 = (target - below[k - 1]) / (below[k] - below[k - 1]);
        v[i] = low + share1 * (value[order[k]] - low);
      }
    }
    return v;
  }

  /** Points at which distribution functions are read. */
  private static final int READ = 400;

  /**
   * Values at the nodes of a law with the given distribution function and its complement, both of
   * which keep their figures in their own tail.
   *
   * @param ends least and largest value
   * @param centre a mean of the law and its deviation, about which points lie closer
   */
  static double[] quantiles(
      double[] ends, double[] centre, DoubleUnaryOperator below, DoubleUnaryOperator above) {
    double[] x = new double[READ + 1];
    double first = asinh((ends[0] - centre[0]) / centre[1]);
    double last = asinh((ends[1] - centre[0]) / centre[1]);
    Arrays.setAll(x, k -> centre[0] + centre[1] * Math.sinh(first + k * (last - first) / READ));
    double[] left = new double[READ + 1];
    double[] right = new double[READ + 1];
    int from = 0;
    for (int k = 0; k <= READ; k++) {
      double p = below.applyAsDouble(x[k]);
      left[k] = log(p);
      from = k;
      if (p > 0.6) {
        break;
      }
    }
    int to = READ;
    for (int k = READ; k >= 0; k--) {
      double p = above.applyAsDouble(x[k]);
      right[k] = log(p);
      to = k;
      if (p > 0.6) {
        break;
      }
    }
    double[] v = new double[NODE.length];
    int half = CELLS / 2;
    int k = 1;
    for (int i = 0; i < half; i++) {
      while (k < from && left[k] < LOG_BELOW[i]) {
        k++;
      }
      v[i] = x[k - 1] + part(left[k - 1], left[k], LOG_BELOW[i]) * (x[k] - x[k - 1]);
    }
    k = READ - 1;
    for (int i = CELLS; i >= half; i--) {
      double target = LOG_BELOW[CELLS - i];
      while (k > to && right[k] < target) {
        k--;
      }
      v[i] = x[k + 1] - part(right[k + 1], right[k], target) * (x[k + 1] - x[k]);
    }
    for (int i = 1; i < v.length; i++) {
      v[i] = Math.max(v[i], v[i - 1]);
    }
    return v;
  }

  private static double asinh(double x) {
    return Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
  }

  private static double log(double p) {
    return Math.log(Math.max(p, 1e-300));
  }

  private static double part(double from, double to, double target) {
    return to > from ? Math.max(0, Math.min(1, (target - from) / (to - from))) : 0;
  }
}
