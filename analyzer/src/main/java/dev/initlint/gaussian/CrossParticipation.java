package dev.initlint.gaussian;

/**
 * E Σₖ pₖp'ₖ of two softmax rows over the same n keys, whose logits N(0, s²) have correlation rho
 * key by key; S2 at rho = 1, 1/n for independent rows.
 *
 * <p>Exact: n∫∫ A(u,u')·L(u,u')ⁿ⁻¹ du du' with L = E e^(−te^x−t'e^x') and A = tt'·E
 * e^(x+x'−te^x−t'e^x'), t = e^u. Given the common part of a key's two logits they are independent,
 * so both are integrals over one Gaussian of products of the functions of one row. The table is
 * built once per (s, rho) in some milliseconds.
 */
public final class CrossParticipation {
  private static final double LATTICE = LogitIntegrals.STEP;
  private static final double STEP = 2 * LATTICE;

  /** Step over the common part in its deviations: trapezoidal error 1e-13. */
  private static final double COMMON_STEP = 0.8;

  private static final double SPAN = 8;
  private static final double REACH = 12;
  private static final double LEFT = 36;
  private static final double RIGHT = 3.5;
  private static final double WIDE = 12;

  /** Beyond this distance of u from u' the integrand has fallen by e^−28. */
  private static final double BAND = 28;

  private static final double NEGLIGIBLE_LOG = -50;

  private final double step;
  private final int size;
  private final int band;

  /** ln L by u and u'. */
  private final double[] logL;

  /** A by u and u'. */
  private final double[] together;

  private CrossParticipation(double s, double rho) {
    double own = s * Math.sqrt(1 - Math.abs(rho));
    step = STEP * Math.max(1, Math.floor(Math.min(s / WIDE, own)));
    band = (int) ((BAND + 2 * REACH * own) / step);
    int from = (int) Math.ceil((SPAN * s + LEFT) / step);
    int to = (int) Math.ceil((SPAN * s + RIGHT) / step);
    size = from + to + 1;
    logL = new double[size * size];
    together = new double[size * size];
    double common = s * Math.sqrt(Math.abs(rho));
    double h = Math.min(step, COMMON_STEP * common);
    int cells = (int) (h / LATTICE);
    h = cells > 0 ? cells * LATTICE : h;
    int reach = common == 0 ? 0 : (int) Math.ceil(REACH * common / h);
    LogitIntegrals aligned = LogitIntegrals.fine(own, 0);
    double[] missing = new double[size * size];
    for (int k = -reach; k <= reach; k++) {
      double w = common == 0 ? 1 : h / common * ErrorFunction.normalDensity(k * h / common);
      Row first = row(cells > 0 ? aligned : LogitIntegrals.fine(own, k * h), k * cells, from);
      Row second = first;
      if (rho < 0) {
        second = row(cells > 0 ? aligned : LogitIntegrals.fine(own, -k * h), -k * cells, from);
      }
      accumulate(missing, w, first, second);
    }
    for (int i = 0; i < missing.length; i++) {
      logL[i] = Math.log1p(-Math.min(1, missing[i]));
    }
  }

  /**
   * Prepares a deviation and a correlation.
   *
   * @throws IllegalArgumentException if the deviation is negative or above 64, or rho outside [−1,
   *     1]
   */
  public static CrossParticipation of(double logitStd, double rho) {
    if (!(logitStd >= 0 && logitStd <= 64) || !(Math.abs(rho) <= 1)) {
      throw new IllegalArgumentException(
          "two softmax rows need a logit deviation from 0 to 64 and a correlation from -1 to 1, not"
              + " "
              + logitStd
              + " and "
              + rho);
    }
    return KNOWN.of(new Asked(logitStd, rho), () -> new CrossParticipation(logitStd, rho));
  }

  private record Asked(double logitStd, double rho) {}

  /** Tables that are kept, a megabyte or two each: those of one loss, asked for at each trial. */
  private static final int KEPT = 8;

  private static final Recent<Asked, CrossParticipation> KNOWN = new Recent<>(KEPT);

  private record Row(double[] missing, double[] a1) {}

  /** The functions of one row on the lattice of u, moved by some cells of the fine lattice. */
  private Row row(LogitIntegrals own, int cells, int from) {
    Row row = new Row(new double[size], new double[size]);
    int stride = (int) Math.rint(step / LATTICE);
    own.sample(own.origin() + cells - from * stride, stride, row.missing, row.a1);
    return row;
  }

  private void accumulate(double[] missing, double weight, Row first, Row second) {
    for (int i = 0; i < size; i++) {
      double here = first.missing[i];
      double there = 1 - here;
      double a = weight * first.a1[i];
      int at = i * size;
      int last = Math.min(size - 1, i + band);
      for (int j = Math.max(0, i - band); j <= last; j++) {
        missing[at + j] += weight * (here + there * second.missing[j]);
        together[at + j] += a * second.a1[j];
      }
    }
  }

  /**
   * E Σₖ pₖp'ₖ for n keys.
   *
   * @throws IllegalArgumentException if n is below 1
   */
  public double of(double keys) {
    if (!(keys >= 1)) {
      throw new IllegalArgumentException("a softmax needs at least one key, not " + keys);
    }
    double sum = 0;
    for (int i = 0; i < logL.length; i++) {
      double log = (keys - 1) * logL[i];
      if (log > NEGLIGIBLE_LOG && together[i] > 0) {
        sum += together[i] * Math.exp(log);
      }
    }
    return keys * step * step * sum;
  }
}
