package dev.initlint.gaussian;

/**
 * E max p of the softmax of n independent logits N(0, s²).
 *
 * <p>With M(u,x) = ∫_{−∞}^x φ(z)·e^(−e^(u+sz))dz, the largest of n logits lies below s·x and
 * e^(−tZ) has the expectation M(u,x)ⁿ together, so that E max p = E e^(s·max x)/Z =
 * ∫du∫e^(u+sx)dₓMⁿ, and by parts E max p = ∫du∫ s·e^(u+sx)·(M(u,∞)ⁿ − M(u,x)ⁿ)dx: two trapezoidal
 * rules.
 */
final class LargestProbability {
  private static final double REACH = 8.5;
  private static final double STEP_U = 0.5;
  private static final double STEP_X = 0.1;
  private static final double STEP_Y = 0.4;
  private static final double RIGHT = 4;
  private static final double LEFT = 36;
  private static final double NEGLIGIBLE_LOG = -40;
  private static final int CELL = 4;
  private static final double[] CELL_NODE = {
    -0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526
  };
  private static final double[] CELL_WEIGHT = {
    0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538
  };

  private final double s;
  private final double stepX;
  private final double stepU;
  private final double startU;
  private final int columns;

  /** ln M(u, ∞) per u. */
  private final double[] logAll;

  /** ln M(u,x)/M(u,∞) per u and x. */
  private final double[][] logShare;

  LargestProbability(double s) {
    this.s = s;
    stepX = Math.min(STEP_X, STEP_Y / Math.max(s, 1e-300));
    stepU = STEP_U * Math.max(1, (int) (s / 16 / STEP_U));
    startU = -REACH * s - LEFT;
    columns = (int) Math.ceil(2 * REACH / stepX);
    int rows = (int) Math.ceil((2 * REACH * s + LEFT + RIGHT) / stepU);
    logAll = new double[rows];
    logShare = new double[rows][];
    double[] weight = new double[columns * CELL];
    double[] grown = new double[columns * CELL];
    for (int j = 0; j < columns; j++) {
      for (int k = 0; k < CELL; k++) {
        double z = -REACH + (j + 0.5 + 0.5 * CELL_NODE[k]) * stepX;
        weight[j * CELL + k] = 0.5 * stepX * CELL_WEIGHT[k] * ErrorFunction.normalDensity(z);
        grown[j * CELL + k] = Math.exp(s * z);
      }
    }
    for (int i = 0; i < rows; i++) {
      fill(i, weight, grown);
    }
  }

  private void fill(int row, double[] weight, double[] grown) {
    double t = Math.exp(startU + row * stepU);
    double[] above = new double[columns + 1];
    double missing = 0;
    for (int j = columns - 1; j >= 0; j--) {
      double cell = 0;
      for (int k = j * CELL; k < (j + 1) * CELL; k++) {
        double w = t * grown[k];
        if (w < 60) {
          cell += weight[k] * Math.exp(-w);
        }
        missing -= weight[k] * Math.expm1(-w);
      }
      above[j] = above[j + 1] + cell;
    }
    double all = above[0];
    logAll[row] = missing < 0.5 ? Math.log1p(-missing) : Math.log(all);
    for (int j = 0; j <= columns; j++) {
      double share = above[j] / all;
      above[j] = share < 1 ? Math.log1p(-share) : Double.NEGATIVE_INFINITY;
    }
    logShare[row] = above;
  }

  /** E max p for n keys. */
  double of(double n) {
    double sum = 0;
    for (int i = 0; i < logAll.length; i++) {
      double log = n * logAll[i];
      if (log > NEGLIGIBLE_LOG) {
        sum += Math.exp(log) * row(i, n);
      }
    }
    return Math.min(1, stepU * sum);
  }

  /** ∫ s·e^(u+sx)·(1 − (M(u,x)/M(u,∞))ⁿ)dx; left of the first column the bracket is 1. */
  private double row(int i, double n) {
    double u = startU + i * stepU;
    double[] share = logShare[i];
    int first = 0;
    int last = columns;
    while (first < last) {
      int mid = (first + last) >>> 1;
      if (n * share[mid] < NEGLIGIBLE_LOG) {
        first = mid + 1;
      } else {
        last = mid;
      }
    }
    double e = Math.exp(u + s * (first * stepX - REACH));
    double ratio = Math.exp(s * stepX);
    double sum = 0;
    double scale = s * stepX;
    double below = scale == 0 ? e : e * scale / (ratio - 1);
    for (int j = first; j < columns; j++) {
      double log = n * share[j];
      double term = scale * e * -Math.expm1(log);
      sum += term;
      if (-log < 1e-18) {
        break;
      }
      e *= ratio;
    }
    return below + sum;
  }
}
