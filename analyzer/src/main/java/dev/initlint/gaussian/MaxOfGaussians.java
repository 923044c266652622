package dev.initlint.gaussian;

/**
 * The largest of k equicorrelated Gaussians. With one common part and k private ones, max = μ +
 * √v·(√c·z₀ + √(1−c)·max of k independent); both moments extend to negative c
 * (docs/theory/elementwise.md#largest-of-several).
 *
 * @param count k, at least 1, not necessarily whole
 * @param standardMean eₖ = E max of k independent standard Gaussians
 * @param standardSecondMoment Eₖ = E of its square
 */
public record MaxOfGaussians(double count, double standardMean, double standardSecondMoment) {
  private static final double REACH = 10;
  private static final int PANELS = 40;

  /**
   * By Gauss–Legendre panels: eₖ = ∫₀^∞ (1 − Φ(z)ᵏ − Φ(−z)ᵏ)dz and Eₖ = ∫₀^∞ 2z(1 − Φ(z)ᵏ +
   * Φ(−z)ᵏ)dz.
   *
   * @throws IllegalArgumentException if count is below 1
   */
  public static MaxOfGaussians of(double count) {
    if (!(count >= 1) || !Double.isFinite(count)) {
      throw new IllegalArgumentException("a maximum needs at least one value, not " + count);
    }
    double first = 0;
    double second = 0;
    double half = 0.5 * REACH / PANELS;
    for (int i = 0; i < PANELS; i++) {
      for (int j = 0; j < GaussLegendre.POINTS; j++) {
        double z = half * (2 * i + 1 + GaussLegendre.node(j));
        double weight = half * GaussLegendre.weight(j);
        double outside = ErrorFunction.normalBelow(-z);
        double above = -Math.expm1(count * Math.log1p(-outside));
        double below = Math.pow(outside, count);
        first += weight * (above - below);
        second += weight * 2 * z * (above + below);
      }
    }
    return new MaxOfGaussians(count, first, second);
  }

  /** E max for members of a mean, a variance and a common correlation. */
  public double mean(double mean, double variance, double correlation) {
    return mean + Math.sqrt(variance * (1 - correlation)) * standardMean;
  }

  /** E max² for members of a mean, a variance and a common correlation. */
  public double secondMoment(double mean, double variance, double correlation) {
    double shift = Math.sqrt(variance * (1 - correlation)) * standardMean;
    double centred = variance * (correlation + (1 - correlation) * standardSecondMoment);
    return mean * mean + 2 * mean * shift + centred;
  }
}
