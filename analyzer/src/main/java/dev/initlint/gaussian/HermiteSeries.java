package dev.initlint.gaussian;

import java.util.function.IntFunction;
import java.util.function.Supplier;

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

  /** Orders that are found in one walk over a mesh; blocks are whole numbers of them. */
  private static final int STRIDE = 4;

  private static final double COMPLETE = 1e-14;
  private static final int SAMPLE = 32;
  private static final double NEGLIGIBLE_LOG = 40;

  /** Orders that are worked out at first, and then; the last are all. */
  private static final int[] STAGES = {32, 96, MOST};

  /**
   * Coefficients from order 0 on.
   *
   * @param complete whether what follows is negligible, or told by the weights
   * @param even weight of the coefficients of even order that are not kept, and
   * @param odd of odd order
   * @param exponent by which their squares fall
   */
  record Expansion(
      double[] coefficient, boolean complete, double even, double odd, double exponent) {
    private double energy(int from, int parity) {
      double sum = 0;
      for (int i = from + (from + parity) % 2; i < coefficient.length; i += 2) {
        sum += coefficient[i] * coefficient[i];
      }
      return sum;
    }
  }

  /** Expands to at least so many orders, or completely. */
  private final IntFunction<Expansion> rule;

  /** As far as it was asked for; a race computes the same figures twice. */
  private volatile Expansion known;

  private HermiteSeries(IntFunction<Expansion> rule) {
    this.rule = rule;
  }

  /** The series by a rule that expands to so many orders at least, run as they are asked for. */
  static HermiteSeries of(IntFunction<Expansion> rule) {
    return new HermiteSeries(rule);
  }

  private Expansion upTo(int orders) {
    Expansion e = known;
    if (e == null || !e.complete && e.coefficient.length < orders) {
      int stage = 0;
      while (STAGES[stage] < orders) {
        stage++;
      }
      e = rule.apply(STAGES[stage]);
      known = e;
    }
    return e;
  }

  /**
   * Expands the values at the nodes of a mesh.
   *
   * @param spread E (f−E f)² by the same mesh
   * @param orders coefficients that are asked for
   */
  static Expansion expand(
      double[] z, double[] weight, double[] value, double mean, double spread, int orders) {
    int n = z.length;
    double[] before = new double[n];
    double[] now = new double[n];
    for (int i = 0; i < n; i++) {
      now[i] = weight[i] * (value[i] - mean);
    }
    double[] a = new double[orders];
    double left = spread;
    int k = 0;
    a[0] = mean;
    double[] found = new double[STRIDE];
    while (k + 1 < orders && !isDone(k, left, spread)) {
      if (k + STRIDE < orders) {
        next(k, z, before, now, found);
        for (double sum : found) {
          k++;
          a[k] = sum;
          left -= sum * sum;
        }
        continue;
      }
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
    return finished(a, k + 1, left, spread);
  }

  /**
   * The next four orders in one walk over the nodes: what one at a time gives, to the last bit, and
   * half of the time, which goes into reading and writing what is carried from order to order.
   */
  private static void next(int k, double[] z, double[] before, double[] now, double[] found) {
    double up1 = 1 / Math.sqrt(k + 1.0);
    double down1 = Math.sqrt(k) * up1;
    double up2 = 1 / Math.sqrt(k + 2.0);
    double down2 = Math.sqrt(k + 1) * up2;
    double up3 = 1 / Math.sqrt(k + 3.0);
    double down3 = Math.sqrt(k + 2) * up3;
    double up4 = 1 / Math.sqrt(k + 4.0);
    double down4 = Math.sqrt(k + 3) * up4;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    for (int i = 0; i < z.length; i++) {
      double x = z[i];
      double zero = now[i];
      double one = up1 * x * zero - down1 * before[i];
      double two = up2 * x * one - down2 * zero;
      double three = up3 * x * two - down3 * one;
      double four = up4 * x * three - down4 * two;
      before[i] = three;
      now[i] = four;
      sum1 += one;
      sum2 += two;
      sum3 += three;
      sum4 += four;
    }
    found[0] = sum1;
    found[1] = sum2;
    found[2] = sum3;
    found[3] = sum4;
  }

  /** The same by equally spaced nodes. */
  static Expansion expand(EvenNodes nodes, double[] value, double mean, double spread, int orders) {
    double[] a = new double[orders];
    a[0] = mean;
    double[] left = {spread};
    int n =
        nodes.expand(
            value,
            mean,
            a,
            k -> {
              left[0] -= k == 0 ? 0 : a[k] * a[k];
              return isDone(k, left[0], spread);
            });
    if (n == orders && n > 1) {
      left[0] -= a[n - 1] * a[n - 1];
    }
    return finished(a, n, left[0], spread);
  }

  private static boolean isDone(int k, double left, double spread) {
    return k > 0 && k % BLOCK == 0 && left <= COMPLETE * spread;
  }

  private static Expansion finished(double[] a, int found, double left, double spread) {
    double[] kept = java.util.Arrays.copyOf(a, found);
    boolean over = left > COMPLETE * spread;
    if (!over || found < MOST) {
      return new Expansion(kept, !over, 0, 0, 1.5);
    }
    return cut(kept, left);
  }

  /** All orders that are kept of a series of which a weight is left. */
  private static Expansion cut(double[] a, double left) {
    Expansion cut = new Expansion(a, true, 0, 0, 1.5);
    double even = cut.energy(MOST - SAMPLE, 0);
    double odd = cut.energy(MOST - SAMPLE, 1);
    double first = even + odd == 0 ? 0.5 * left : left * even / (even + odd);
    double upperHalf = cut.energy(MOST / 2, 0) + cut.energy(MOST / 2, 1);
    double fit = Math.log1p(upperHalf / left) / Math.log(2);
    double exponent = 1.5 + Math.max(0, Math.min(3, Math.rint(fit - 0.5)));
    return new Expansion(a, true, first, Math.max(0, left - first), exponent);
  }

  /** The weighted sum of series whose coefficients change smoothly from one to the next. */
  static HermiteSeries blended(double[] weight, Supplier<HermiteSeries[]> nodes) {
    return new HermiteSeries(orders -> blended(weight, nodes.get(), orders));
  }

  private static Expansion blended(double[] weight, HermiteSeries[] node, int orders) {
    double[] sum = new double[0];
    boolean complete = true;
    double left = 0;
    for (int k = 0; k < node.length; k++) {
      Expansion s = node[k].upTo(orders);
      double[] a = s.coefficient;
      if (a.length > sum.length) {
        sum = java.util.Arrays.copyOf(sum, a.length);
      }
      for (int i = 0; i < a.length; i++) {
        sum[i] += weight[k] * a[i];
      }
      complete &= s.complete;
      left += weight[k] * (s.even + s.odd);
    }
    return left > 0 && sum.length == MOST
        ? cut(sum, left)
        : new Expansion(sum, complete, 0, 0, 1.5);
  }

  /** The coefficient of one order; 0 beyond those that are kept. */
  double coefficient(int order) {
    double[] a = upTo(Math.min(MOST, order + 1)).coefficient;
    return order < a.length ? a[order] : 0;
  }

  /**
   * Orders of which Σ aₙbₙρⁿ needs no more.
   *
   * @param fade −ln |ρ|
   */
  static int orders(double fade) {
    return (int) Math.min(MOST, 1 + NEGLIGIBLE_LOG / fade);
  }

  /** Whether what follows the kept orders is not negligible, and {@link #rest} tells it. */
  static boolean hasRest(double fade) {
    return fade * MOST <= NEGLIGIBLE_LOG;
  }

  /**
   * Weight of the orders that are not kept, of even and of odd order, by the power law of their
   * squares.
   */
  record Rest(double even, double odd, double exponent) {
    /** What it adds to Σ aₙ²ρⁿ over its weight. */
    double share(double fade) {
      return PowerTail.of(exponent, (MOST - 0.5) * fade);
    }
  }

  /** What is not kept, once all orders that are have been asked for. */
  Rest rest() {
    Expansion e = upTo(MOST);
    return new Rest(e.even, e.odd, e.exponent);
  }

  /** Adds a multiple of the squares of the coefficients, to at least so many orders. */
  double[] addSquares(double weight, double[] sum, int orders) {
    double[] a = upTo(orders).coefficient;
    double[] to = a.length > sum.length ? java.util.Arrays.copyOf(sum, a.length) : sum;
    for (int i = 0; i < a.length; i++) {
      to[i] += weight * a[i] * a[i];
    }
    return to;
  }

  /** Whether no more orders than some can be asked for. */
  boolean isWhole(int orders) {
    Expansion e = upTo(orders);
    return e.complete || e.coefficient.length >= MOST;
  }

  /** Σ aₙbₙρⁿ. */
  static double product(HermiteSeries f, HermiteSeries g, double rho) {
    double fade = -Math.log(Math.abs(rho));
    int need = fade * MOST > NEGLIGIBLE_LOG ? 1 + (int) (NEGLIGIBLE_LOG / fade) : MOST;
    Expansion a = f.upTo(need);
    Expansion b = g == f ? a : g.upTo(need);
    int n = Math.min(a.coefficient.length, b.coefficient.length);
    if (fade * n > NEGLIGIBLE_LOG) {
      return head(a, b, rho, Math.min(n, need));
    }
    return head(a, b, rho, n) + tail(a, b, rho < 0, fade);
  }

  private static double head(Expansion f, Expansion g, double rho, int n) {
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

  private static double tail(Expansion f, Expansion g, boolean negative, double fade) {
    double even = Math.sqrt(f.even * g.even);
    double odd = Math.sqrt(f.odd * g.odd);
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
  private static double likeness(Expansion f, Expansion g, int parity) {
    double cross = 0;
    for (int i = MOST - SAMPLE + parity; i < MOST; i += 2) {
      cross += f.coefficient[i] * g.coefficient[i];
    }
    double size = f.energy(MOST - SAMPLE, parity) * g.energy(MOST - SAMPLE, parity);
    return size == 0 ? 0 : cross / Math.sqrt(size);
  }
}
