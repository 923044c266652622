package dev.initlint.gaussian;

/**
 * Expansion of a function of a standard Gaussian in orthonormal Hermite polynomials, with which the
 * expectation of a product under correlation rho is Σ aₙbₙρⁿ (Mehler).
 *
 * <p>A kink leaves coefficients whose squares fall like n^(−p), p = 3/2 for a jump, 5/2 for a jump
 * of the slope; what the kept coefficients leave of the variance is known exactly, so the rest of
 * the series is summed as a power law of that total weight instead of being dropped or dumped at
 * one order.
 */
final class HermiteSeries {
  private static final int MOST = 256;
  private static final int BLOCK = 16;
  private static final double COMPLETE = 1e-14;
  private static final int SAMPLE = 32;
  private static final double NEGLIGIBLE_LOG = 40;

  private final double[] coefficient;

  /** Weight of the coefficients that are not kept, of even and odd order. */
  private final double[] rest = new double[2];

  private final double exponent;

  /**
   * Expands the values at the nodes of a mesh.
   *
   * @param spread E (f−E f)² by the same mesh
   */
  HermiteSeries(double[] z, double[] weight, double[] value, double mean, double spread) {
    int n = z.length;
    double[] before = new double[n];
    double[] now = new double[n];
    for (int i = 0; i < n; i++) {
      now[i] = weight[i] * (value[i] - mean);
    }
    double[] a = new double[MOST];
    double left = spread;
    int k = 0;
    a[0] = mean;
    while (k + 1 < MOST && (k % BLOCK != 0 || k == 0 || left > COMPLETE * spread)) {
      double up = 1 / Math.sqrt(k + 1.0);
      double down = Math.sqrt(k) * up;
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double next = up * z[i] * now[i] - down * before[i];
        before[i] = now[i];
        now[i] = next;
        sum += next;
      }
      k++;
      a[k] = sum;
      left -= sum * sum;
    }
    coefficient = java.util.Arrays.copyOf(a, k + 1);
    if (k + 1 == MOST && left > COMPLETE * spread) {
      double even = energy(MOST - SAMPLE, 0);
      double odd = energy(MOST - SAMPLE, 1);
      rest[0] = even + odd == 0 ? 0.5 * left : left * even / (even + odd);
      rest[1] = Math.max(0, left - rest[0]);
      double upperHalf = energy(MOST / 2, 0) + energy(MOST / 2, 1);
      double fit = Math.log1p(upperHalf / left) / Math.log(2);
      exponent = 1.5 + Math.max(0, Math.min(3, Math.rint(fit - 0.5)));
    } else {
      exponent = 1.5;
    }
  }

  private HermiteSeries(double[] coefficient, double even, double odd, double exponent) {
    this.coefficient = coefficient;
    rest[0] = even;
    rest[1] = odd;
    this.exponent = exponent;
  }

  /**
   * The weighted sum of series whose coefficients change smoothly from one to the next; null where
   * their tails are of different kinds.
   */
  static HermiteSeries blended(double[] weight, HermiteSeries[] node) {
    int n = 0;
    double even = 0;
    double odd = 0;
    for (int k = 0; k < node.length; k++) {
      HermiteSeries s = node[k];
      if (s.exponent != node[0].exponent || s.isCut() != node[0].isCut()) {
        return null;
      }
      n = Math.max(n, s.coefficient.length);
      even += weight[k] * s.rest[0];
      odd += weight[k] * s.rest[1];
    }
    double[] sum = new double[n];
    for (int k = 0; k < node.length; k++) {
      double[] a = node[k].coefficient;
      for (int i = 0; i < a.length; i++) {
        sum[i] += weight[k] * a[i];
      }
    }
    return new HermiteSeries(sum, Math.max(0, even), Math.max(0, odd), node[0].exponent);
  }

  private boolean isCut() {
    return rest[0] > 0 || rest[1] > 0;
  }

  private double energy(int from, int parity) {
    double sum = 0;
    for (int i = from + (from + parity) % 2; i < coefficient.length; i += 2) {
      sum += coefficient[i] * coefficient[i];
    }
    return sum;
  }

  /** The coefficient of one order; 0 beyond those that are kept. */
  double coefficient(int order) {
    return order < coefficient.length ? coefficient[order] : 0;
  }

  /** Σ aₙbₙρⁿ. */
  static double product(HermiteSeries f, HermiteSeries g, double rho) {
    int n = Math.min(f.coefficient.length, g.coefficient.length);
    double fade = -Math.log(Math.abs(rho));
    if (fade * n > NEGLIGIBLE_LOG) {
      n = 1 + (int) (NEGLIGIBLE_LOG / fade);
      return head(f, g, rho, n);
    }
    return head(f, g, rho, n) + tail(f, g, rho < 0, fade);
  }

  private static double head(HermiteSeries f, HermiteSeries g, double rho, int n) {
    double[] a = f.coefficient;
    double[] b = g.coefficient;
    double square = rho * rho;
    double even = 0;
    double odd = 0;
    int last = (n + 1) / 2 * 2 - 2;
    if (last + 1 >= n) {
      even = a[last] * b[last];
      last -= 2;
    }
    for (int i = last; i >= 0; i -= 2) {
      even = even * square + a[i] * b[i];
      odd = odd * square + a[i + 1] * b[i + 1];
    }
    return even + rho * odd;
  }

  private static double tail(HermiteSeries f, HermiteSeries g, boolean negative, double fade) {
    double even = Math.sqrt(f.rest[0] * g.rest[0]);
    double odd = Math.sqrt(f.rest[1] * g.rest[1]);
    if (even == 0 && odd == 0) {
      return 0;
    }
    if (f != g) {
      even *= likeness(f, g, 0);
      odd *= likeness(f, g, 1);
    }
    double p = f == g ? f.exponent : 0.5 * (f.exponent + g.exponent);
    return (negative ? even - odd : even + odd) * PowerTail.of(p, (MOST - 0.5) * fade);
  }

  /** Cosine between the last kept coefficients of one parity. */
  private static double likeness(HermiteSeries f, HermiteSeries g, int parity) {
    double cross = 0;
    for (int i = MOST - SAMPLE + parity; i < MOST; i += 2) {
      cross += f.coefficient[i] * g.coefficient[i];
    }
    double size = f.energy(MOST - SAMPLE, parity) * g.energy(MOST - SAMPLE, parity);
    return size == 0 ? 0 : cross / Math.sqrt(size);
  }
}
