package dev.initlint.gaussian;

/**
 * E f(u)f(w) of two arguments of one law as a function of their correlation, or that of the slopes,
 * where it is asked for at many: the series of all scales are added up once, Σ over scales of their
 * weight times aₙ², in place of once for each correlation.
 */
public final class PairMoment {
  private final GaussianTransform of;
  private final boolean slopes;
  private final boolean hasSeries;

  /** Coefficients of ρⁿ; those that follow are not known yet, or are negligible. */
  private double[] coefficient = {};

  private boolean whole;

  /** What follows them, by scale; null as long as it was not asked for. */
  private HermiteSeries.Rest[] rests;

  private PairMoment(GaussianTransform of, boolean slopes) {
    this.of = of;
    this.slopes = slopes;
    boolean all = true;
    for (int i = 0; all && i < of.scales(); i++) {
      all = of.series(i, slopes) != null;
    }
    hasSeries = all;
  }

  /** E f(u)f(w). */
  public static PairMoment ofValues(GaussianTransform of) {
    return new PairMoment(of, false);
  }

  /** E f'(u)f'(w). */
  public static PairMoment ofSlopes(GaussianTransform of) {
    return new PairMoment(of, true);
  }

  /**
   * What {@link GaussianTransform#dual} or {@link GaussianTransform#slopeDual} gives, up to
   * rounding.
   *
   * @param rho clamped to [−1, 1]
   */
  public double at(double rho) {
    double r = hasSeries && Math.abs(rho) < 1 ? GaussianTransform.gaussian(of, of, rho) : 1;
    if (!(Math.abs(r) < 1)) {
      return slopes
          ? GaussianTransform.slopeDual(of, of, rho)
          : GaussianTransform.dual(of, of, rho);
    }
    double fade = -Math.log(Math.abs(r));
    int orders = HermiteSeries.orders(fade);
    if (!whole && coefficient.length < orders) {
      expand(orders);
    }
    double sum = sum(coefficient, Math.min(orders, coefficient.length), r);
    return HermiteSeries.hasRest(fade) ? sum + rest(r < 0, fade) : sum;
  }

  /** What follows the kept orders, at all scales. */
  private double rest(boolean negative, double fade) {
    if (rests == null) {
      rests = new HermiteSeries.Rest[of.scales()];
      for (int i = 0; i < rests.length; i++) {
        rests[i] = of.series(i, slopes).rest();
      }
    }
    double sum = 0;
    double exponent = Double.NaN;
    double share = 0;
    for (int i = 0; i < rests.length; i++) {
      HermiteSeries.Rest rest = rests[i];
      double weight = negative ? rest.even() - rest.odd() : rest.even() + rest.odd();
      if (weight != 0) {
        share = rest.exponent() == exponent ? share : rest.share(fade);
        exponent = rest.exponent();
        sum += of.weight(i, slopes) * weight * share;
      }
    }
    return sum;
  }

  /** Even and odd orders apart, neither of which waits for the other. */
  private static double sum(double[] c, int orders, double r) {
    double square = r * r;
    double even = orders % 2 == 0 ? 0 : c[orders - 1];
    double odd = 0;
    for (int i = (orders & ~1) - 2; i >= 0; i -= 2) {
      even = even * square + c[i];
      odd = odd * square + c[i + 1];
    }
    return even + r * odd;
  }

  private void expand(int orders) {
    double[] sum = {};
    boolean all = true;
    for (int i = 0; i < of.scales(); i++) {
      HermiteSeries s = of.series(i, slopes);
      sum = s.addSquares(of.weight(i, slopes), sum, orders);
      all &= s.isWhole(orders);
    }
    coefficient = sum;
    whole = all;
  }
}
