package dev.initlint.gaussian;

/**
 * Expectations of f and f' of a Gaussian variable, or of one of another {@link Marginal}, and of
 * pairs of them.
 *
 * <p>By panel quadrature; see docs/theory/elementwise.md#activation. Figures are relative to the
 * size of f on the bulk of the law, whatever the variance; with variance 0 everything is evaluated
 * at the mean. Where a moment does not exist it is infinite; where f is undefined on a part of the
 * range it is not a number. Closed forms stand in where they are known; quadrature runs when it is
 * first needed. Thread-safe.
 */
public final class GaussianTransform {
  private final ScalarFunction function;
  private final double argumentMean;
  private final double argumentVariance;
  private final Marginal law;

  /** Exact expectations under this law; null if there are none. */
  private final ClosedForm exact;

  /** Computed when first asked for; a race computes the same figures twice. */
  private volatile GaussianQuadrature quadrature;

  private GaussianTransform(
      ScalarFunction f, double argumentMean, double argumentVariance, Marginal law) {
    this.function = f;
    this.law = law;
    this.argumentMean = argumentMean;
    this.argumentVariance = argumentVariance;
    this.exact =
        argumentVariance == 0 || !law.isGaussian()
            ? null
            : f.closedForm().filter(c -> c.appliesTo(argumentMean, argumentVariance)).orElse(null);
  }

  /**
   * The transform of f under N(mean, variance).
   *
   * @throws IllegalArgumentException if the variance is negative, or either figure is not finite
   */
  public static GaussianTransform of(ScalarFunction f, double mean, double variance) {
    return of(f, mean, variance, Marginal.GAUSSIAN);
  }

  /**
   * The transform of f under a law of a mean and a variance; pairs of arguments are pairs of the
   * Gaussians that the law is a function of.
   *
   * @throws IllegalArgumentException if the variance is negative, or either figure is not finite
   */
  public static GaussianTransform of(ScalarFunction f, double mean, double variance, Marginal law) {
    if (!(variance >= 0) || !Double.isFinite(variance) || !Double.isFinite(mean)) {
      throw new OutOfRange(
          "a Gaussian argument needs a finite mean and a finite variance of at least 0, not "
              + mean
              + " and "
              + variance);
    }
    return new GaussianTransform(f, mean, variance, law);
  }

  /** The function. */
  public ScalarFunction function() {
    return function;
  }

  /** Mean of the argument. */
  public double argumentMean() {
    return argumentMean;
  }

  /** Law of the argument, in standard units. */
  public Marginal law() {
    return law;
  }

  /** Variance of the argument. */
  public double argumentVariance() {
    return argumentVariance;
  }

  /** E f. */
  public double mean() {
    return exact == null ? quadrature().mean() : exact.mean(argumentMean, argumentVariance);
  }

  /** E f². */
  public double secondMoment() {
    if (exact != null) {
      return exact.secondMoment(argumentMean, argumentVariance);
    }
    GaussianQuadrature q = quadrature();
    return q.mean() * q.mean() + q.variance();
  }

  /** E (f − E f)². */
  public double variance() {
    return quadrature().variance();
  }

  /** E f'. */
  public double slopeMean() {
    return quadrature().slopeMean();
  }

  /** E f'²; infinite where the slope is not square integrable. */
  public double slopeSecondMoment() {
    if (exact != null) {
      return exact.slopeSecondMoment(argumentMean, argumentVariance);
    }
    GaussianQuadrature q = quadrature();
    return q.slopeMean() * q.slopeMean() + q.slopeVariance();
  }

  /**
   * Covariance of f and its argument over the argument's variance: of a part of the argument, E f·b
   * − E f·E b is this times its covariance with the whole. E f' for a Gaussian (Stein 1981, lemma
   * 1).
   */
  public double regression() {
    return law.isGaussian() || argumentVariance == 0
        ? slopeMean()
        : quadrature().argumentProduct() / Math.sqrt(argumentVariance);
  }

  /** E f·f'. */
  public double valueSlope() {
    return quadrature().valueSlope();
  }

  /**
   * d E f² / d variance = E z·f·f'/√variance, for continuous f: how the fixed points of a stack
   * attract. Not a number at variance 0.
   */
  public double secondMomentSlope() {
    return quadrature().secondMomentSlope();
  }

  /** E u·f(u); by Stein's lemma mean·E f + variance·E f' where f is continuous. */
  public double argumentProduct() {
    return argumentMean * mean() + Math.sqrt(argumentVariance) * quadrature().argumentProduct();
  }

  private GaussianQuadrature quadrature() {
    GaussianQuadrature known = quadrature;
    if (known == null) {
      known =
          law.isGaussian()
              ? GaussianQuadrature.of(function, argumentMean, argumentVariance)
              : GaussianQuadrature.of(function, argumentMean, argumentVariance, law);
      quadrature = known;
    }
    return known;
  }

  /**
   * E f(u)g(w) for u and w of the two transforms with correlation rho; not a number where a second
   * moment is infinite.
   *
   * <p>By Hermite series, or a closed form. Error against two-dimensional quadrature, over the root
   * of the second moments: 1e-14 for |rho| ≤ 0.9; beyond that, 1e-14 for smooth functions up to
   * their own width, 2e-7 for kinked ones, and 2e-4 where the law is ten times wider than the
   * function; a hundred times wider, 3e-3.
   *
   * @param rho clamped to [−1, 1]
   */
  public static double dual(GaussianTransform a, GaussianTransform b, double rho) {
    double r = clamp(rho);
    if (a.argumentVariance == 0 || b.argumentVariance == 0) {
      return a.mean() * b.mean();
    }
    if (r == 1 && a.sameAs(b)) {
      return a.secondMoment();
    }
    ClosedForm exact = common(a, b);
    if (exact != null) {
      return exact.dual(a.argumentMean, a.argumentVariance, b.argumentMean, b.argumentVariance, r);
    }
    GaussianQuadrature p = a.quadrature();
    GaussianQuadrature q = b.quadrature();
    return Double.isInfinite(p.variance()) || Double.isInfinite(q.variance())
        ? Double.NaN
        : HermiteSeries.product(p.values(), q.values(), gaussian(a, b, r));
  }

  /**
   * E f'(u)g'(w) for u and w of the two transforms with correlation rho; not a number where a
   * second moment is infinite.
   *
   * <p>Error as for {@link #dual} up to |rho| = 0.9; beyond, 1e-4 for kinked functions and up to
   * 2e-2 where the law is ten times wider than the function. ReLU and its kin are exact.
   *
   * @param rho clamped to [−1, 1]
   */
  public static double slopeDual(GaussianTransform a, GaussianTransform b, double rho) {
    double r = clamp(rho);
    if (a.argumentVariance == 0 || b.argumentVariance == 0) {
      return a.slopeMean() * b.slopeMean();
    }
    if (r == 1 && a.sameAs(b)) {
      return a.slopeSecondMoment();
    }
    ClosedForm exact = common(a, b);
    if (exact != null) {
      return exact.slopeDual(
          a.argumentMean, a.argumentVariance, b.argumentMean, b.argumentVariance, r);
    }
    GaussianQuadrature p = a.quadrature();
    GaussianQuadrature q = b.quadrature();
    return Double.isInfinite(p.slopeVariance()) || Double.isInfinite(q.slopeVariance())
        ? Double.NaN
        : HermiteSeries.product(p.slopes(), q.slopes(), gaussian(a, b, r));
  }

  private boolean sameAs(GaussianTransform other) {
    return this == other
        || function.equals(other.function)
            && law == other.law
            && argumentMean == other.argumentMean
            && argumentVariance == other.argumentVariance;
  }

  private static ClosedForm common(GaussianTransform a, GaussianTransform b) {
    return b.exact != null && a.function.equals(b.function) ? a.exact : null;
  }

  /** The correlation of the Gaussians behind two arguments. */
  private static double gaussian(GaussianTransform a, GaussianTransform b, double r) {
    return a.law.isGaussian() && b.law.isGaussian()
        ? r
        : Marginal.gaussianCorrelation(a.law, b.law, r);
  }

  private static double clamp(double rho) {
    return Math.max(-1, Math.min(1, rho));
  }
}
