package dev.initlint.gaussian;

/**
 * Equally spaced nodes in standard units, the weights of the trapezoidal rule under the normal
 * density, and the orthonormal Hermite polynomials at them.
 *
 * <p>For a function that is analytic in a strip of half-width a about the real axis the error of
 * the rule falls like e^(−2πa/h) with the spacing h (Trefethen and Weideman 2014, theorem 5.1), so
 * that halving h squares it. The nodes depend on neither function nor law: polynomials are worked
 * out once for all of them. Thread-safe.
 */
final class EvenNodes {
  /** Nodes lie within as many deviations. */
  static final int REACH = 12;

  /** Halvings of a spacing of 1. */
  static final int COARSEST = 2;

  static final int FINEST = 6;

  private static final EvenNodes[] LEVEL = new EvenNodes[FINEST + 1];

  static {
    for (int level = COARSEST; level <= FINEST; level++) {
      LEVEL[level] = new EvenNodes(1 << level);
    }
  }

  /** Abscissas, ascending. */
  final double[] z;

  /** Spacing times the normal density. */
  final double[] weight;

  /** Number of nodes on either side of 0. */
  private final int side;

  /** By order, at the nodes from 0 up, times the weight; grows as it is asked for. */
  private volatile double[][] hermite;

  private EvenNodes(int each) {
    side = REACH * each;
    z = new double[2 * side + 1];
    weight = new double[z.length];
    double[] at = new double[side + 1];
    for (int i = 0; i < z.length; i++) {
      z[i] = (i - side) / (double) each;
      weight[i] = ErrorFunction.normalDensity(z[i]) / each;
    }
    System.arraycopy(weight, side, at, 0, side + 1);
    hermite = new double[][] {at};
  }

  /** The nodes of a spacing of 2^(−level). */
  static EvenNodes of(int level) {
    return LEVEL[level];
  }

  private double[][] upTo(int orders) {
    double[][] known = hermite;
    return known.length >= orders ? known : grown(orders);
  }

  private synchronized double[][] grown(int orders) {
    double[][] h = java.util.Arrays.copyOf(hermite, Math.max(orders, hermite.length));
    for (int n = hermite.length; n < h.length; n++) {
      double up = 1 / Math.sqrt(n);
      double down = Math.sqrt(n - 1.0) * up;
      h[n] = new double[side + 1];
      for (int j = 0; j <= side; j++) {
        h[n][j] = up * z[side + j] * h[n - 1][j] - (n > 1 ? down * h[n - 2][j] : 0);
      }
    }
    hermite = h;
    return h;
  }

  /**
   * E f·hₙ for n from 1 on, of a function by its values at the nodes.
   *
   * @param coefficient where they are put, up to its length
   * @param mean what is taken off the values before
   * @param until whether enough have been found, asked with each order that was
   * @return the number of orders found, 0 among them
   */
  int expand(
      double[] value, double mean, double[] coefficient, java.util.function.IntPredicate until) {
    double[] even = new double[side + 1];
    double[] odd = new double[side + 1];
    even[0] = value[side] - mean;
    for (int j = 1; j <= side; j++) {
      double right = value[side + j] - mean;
      double left = value[side - j] - mean;
      even[j] = right + left;
      odd[j] = right - left;
    }
    double[][] h = upTo(Math.min(coefficient.length, BLOCK));
    int n = 0;
    while (n + 1 < coefficient.length && !until.test(n)) {
      n++;
      if (n >= h.length) {
        h = upTo(Math.min(coefficient.length, n + BLOCK));
      }
      double[] row = h[n];
      double[] f = n % 2 == 0 ? even : odd;
      double sum = 0;
      for (int j = 0; j < row.length; j++) {
        sum += row[j] * f[j];
      }
      coefficient[n] = sum;
    }
    return n + 1;
  }

  private static final int BLOCK = 32;
}
