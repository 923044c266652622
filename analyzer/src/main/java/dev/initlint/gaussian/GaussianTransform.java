package dev.initlint.gaussian;

import java.util.function.ToDoubleFunction;

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
  /** Abscissas of five-point Gauss–Hermite quadrature over N(0, 1). */
  static final double[] NODE = {
    -2.856970013872806, -1.355626179974266, 0, 1.355626179974266, 2.856970013872806
  };

  static final double[] SHARE = {
    0.011257411327721, 0.222075922005613, 0.533333333333333, 0.222075922005613, 0.011257411327721
  };

  private final ScalarFunction function;
  private final double argumentMean;
  private final double argumentVariance;
  private final double argumentDeviation;
  private final Marginal law;

  /** Exact expectations under this law; null if there are none. */
  private final ClosedForm exact;

  /** The same at each of {@link #NODE}'s scales; null where the scale is one. */
  private final GaussianTransform[] scales;

  /** By what the variance at each of those is multiplied. */
  private final double[] scale;

  /** Whether this is one of many that differ in the variance. */
  private final boolean many;

  /** Computed when first asked for; a race computes the same figures twice. */
  private volatile GaussianQuadrature quadrature;

  private GaussianTransform(GaussianTransform one, double[] scale) {
    this.function = one.function;
    this.law = one.law;
    this.argumentMean = one.argumentMean;
    this.argumentVariance = one.argumentVariance;
    this.argumentDeviation = one.argumentDeviation;
    this.exact = null;
    this.many = one.many;
    this.scale = scale;
    this.scales = new GaussianTransform[scale.length];
    boolean oneMean = many && argumentMean == 0;
    for (int i = 0; i < scale.length; i++) {
      double root = Math.sqrt(scale[i]);
      scales[i] =
          new GaussianTransform(
              function, root * argumentMean, scale[i] * argumentVariance, law, oneMean);
    }
  }

  private GaussianTransform(
      ScalarFunction f, double argumentMean, double argumentVariance, Marginal law, boolean many) {
    this.many = many;
    this.function = f;
    this.law = law;
    this.argumentMean = argumentMean;
    this.argumentVariance = argumentVariance;
    this.argumentDeviation = Math.sqrt(argumentVariance);
    this.scales = null;
    this.scale = null;
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
    return of(f, mean, variance, law, false);
  }

  private static GaussianTransform of(
      ScalarFunction f, double mean, double variance, Marginal law, boolean many) {
    if (!(variance >= 0) || !Double.isFinite(variance) || !Double.isFinite(mean)) {
      throw new OutOfRange(
          "a Gaussian argument needs a finite mean and a finite variance of at least 0, not "
              + mean
              + " and "
              + variance);
    }
    return new GaussianTransform(f, mean, variance, law, many);
  }

  /**
   * The transform under a law whose scale is drawn once for all entries: x = √S·u with u of the law
   * and ln S Gaussian, E S = 1. Pairs of arguments have one S, also those of two transforms. The
   * mean is the root of E (E f)² over S, what two independent entries have in common. Of slopes the
   * means are weighed by S (docs/theory/elementwise.md#scale-over-draws).
   *
   * @param logVariance variance of ln S
   * @param many whether it is one of many that differ in the variance alone, which are then
   *     interpolated between some where that is exact to 1e-10
   */
  public static GaussianTransform ofScales(
      ScalarFunction f,
      double mean,
      double variance,
      Marginal law,
      double logVariance,
      boolean many) {
    GaussianTransform one = of(f, mean, variance, law, many);
    if (!(logVariance > 0) || variance == 0 || f.isHomogeneous()) {
      return one;
    }
    double deviation = Math.sqrt(logVariance);
    double[] scale = new double[NODE.length];
    double sum = 0;
    for (int i = 0; i < scale.length; i++) {
      scale[i] = Math.exp(deviation * NODE[i]);
      sum += SHARE[i] * scale[i];
    }
    for (int i = 0; i < scale.length; i++) {
      scale[i] /= sum;
    }
    return new GaussianTransform(one, scale);
  }

  /** Number of scales that pairs are averaged over. */
  int scales() {
    return scales == null ? 1 : scales.length;
  }

  /**
   * Weight of a scale in E f(u)f(w), or in that of slopes.
   *
   * @param i counted from 0
   */
  double weight(int i, boolean slopes) {
    return scales == null ? 1 : slopes ? SHARE[i] * scale[i] : SHARE[i];
  }

  /** The series at a scale; null where pairs have a closed form, or no series. */
  HermiteSeries series(int i, boolean slopes) {
    if (scales != null) {
      return scales[i].series(0, slopes);
    }
    if (argumentVariance == 0 || exact != null) {
      return null;
    }
    GaussianQuadrature q = quadrature();
    double variance = slopes ? q.slopeVariance() : q.variance();
    return Double.isInfinite(variance) ? null : slopes ? q.slopes() : q.values();
  }

  private double overScales(ToDoubleFunction<GaussianTransform> figure) {
    double sum = 0;
    for (int i = 0; i < scales.length; i++) {
      sum += SHARE[i] * figure.applyAsDouble(scales[i]);
    }
    return sum;
  }

  private double weighedByScale(ToDoubleFunction<GaussianTransform> figure) {
    double sum = 0;
    for (int i = 0; i < scales.length; i++) {
      sum += SHARE[i] * scale[i] * figure.applyAsDouble(scales[i]);
    }
    return sum;
  }

  /** Variance of ln E f² over scales; 0 where there is but one. */
  public double secondMomentLogVariance() {
    if (scales == null) {
      return 0;
    }
    double mean = overScales(t -> Math.log(t.secondMoment()));
    double variance = overScales(t -> square(Math.log(t.secondMoment()) - mean));
    return Double.isFinite(variance) ? variance : 0;
  }

  private static double square(double v) {
    return v * v;
  }

  /** Whether the scale of the argument varies. */
  public boolean hasScales() {
    return scales != null;
  }

  /** The transform of another function under the same law, of one scale. */
  public GaussianTransform atOneScale(ScalarFunction f) {
    return of(f, argumentMean, argumentVariance, law, many);
  }

  /**
   * Number of quadratures that this process has run: what a test counts to see that layers which
   * are alike share them.
   */
  public static long quadratures() {
    return GaussianQuadrature.RUN.sum();
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

  /** Root of the variance of the argument. */
  public double argumentDeviation() {
    return argumentDeviation;
  }

  /** Variance of the argument. */
  public double argumentVariance() {
    return argumentVariance;
  }

  /** E f. */
  public double mean() {
    if (scales != null) {
      return Math.copySign(
          Math.sqrt(overScales(t -> square(t.mean()))), overScales(GaussianTransform::mean));
    }
    return exact == null ? quadrature().mean() : exact.mean(argumentMean, argumentVariance);
  }

  /** E f². */
  public double secondMoment() {
    if (scales != null) {
      return overScales(GaussianTransform::secondMoment);
    }
    if (exact != null) {
      return exact.secondMoment(argumentMean, argumentVariance);
    }
    GaussianQuadrature q = quadrature();
    return q.mean() * q.mean() + q.variance();
  }

  /** E (f − E f)². */
  public double variance() {
    if (scales != null) {
      return overScales(GaussianTransform::variance);
    }
    return figures().variance();
  }

  /** E f'. */
  public double slopeMean() {
    if (scales != null) {
      return weighedByScale(GaussianTransform::slopeMean);
    }
    return figures().slopeMean();
  }

  /** E f'²; infinite where the slope is not square integrable. */
  public double slopeSecondMoment() {
    if (scales != null) {
      return weighedByScale(GaussianTransform::slopeSecondMoment);
    }
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
    if (scales != null) {
      return weighedByScale(GaussianTransform::regression);
    }
    return law.isGaussian() || argumentVariance == 0
        ? slopeMean()
        : figures().argumentProduct() / Math.sqrt(argumentVariance);
  }

  /** E f·f'. */
  public double valueSlope() {
    if (scales != null) {
      return overScales(GaussianTransform::valueSlope);
    }
    return figures().valueSlope();
  }

  /**
   * d E f² / d variance = E z·f·f'/√variance, for continuous f: how the fixed points of a stack
   * attract. Not a number at variance 0.
   */
  public double secondMomentSlope() {
    if (scales != null) {
      return weighedByScale(GaussianTransform::secondMomentSlope);
    }
    return figures().secondMomentSlope();
  }

  /** E u·f(u); by Stein's lemma mean·E f + variance·E f' where f is continuous. */
  public double argumentProduct() {
    if (scales != null) {
      return overScales(GaussianTransform::argumentProduct);
    }
    return argumentMean * mean() + Math.sqrt(argumentVariance) * figures().argumentProduct();
  }

  /** Figures of one argument, exact where they are known. */
  private GaussianQuadrature figures() {
    GaussianQuadrature known = exact == null ? null : exact.figures(argumentMean, argumentVariance);
    return known == null ? quadrature() : known;
  }

  private GaussianQuadrature quadrature() {
    GaussianQuadrature known = quadrature;
    if (known == null) {
      known = computed();
      quadrature = known;
    }
    return known;
  }

  private GaussianQuadrature computed() {
    if (!law.isGaussian()) {
      return GaussianQuadrature.of(function, argumentMean, argumentVariance, law);
    }
    return many
        ? QuadratureLattice.of(function, argumentMean, argumentVariance)
        : GaussianQuadrature.of(function, argumentMean, argumentVariance);
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
    if (a.scales != null || b.scales != null) {
      return overScales(a, b, r, false, GaussianTransform::dual);
    }
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
    if (a.scales != null || b.scales != null) {
      return overScales(a, b, r, true, GaussianTransform::slopeDual);
    }
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

  private static double overScales(
      GaussianTransform a, GaussianTransform b, double rho, boolean weighed, PairFigure figure) {
    double sum = 0;
    for (int i = 0; i < SHARE.length; i++) {
      GaussianTransform p = a.scales == null ? a : a.scales[i];
      GaussianTransform q = b == a ? p : b.scales == null ? b : b.scales[i];
      double sa = !weighed || a.scales == null ? 1 : a.scale[i];
      double sb = !weighed || b.scales == null ? 1 : b.scale[i];
      sum += SHARE[i] * Math.sqrt(sa * sb) * figure.of(p, q, rho);
    }
    return sum;
  }

  @FunctionalInterface
  private interface PairFigure {
    double of(GaussianTransform a, GaussianTransform b, double rho);
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
  static double gaussian(GaussianTransform a, GaussianTransform b, double r) {
    return a.law.isGaussian() && b.law.isGaussian()
        ? r
        : Marginal.gaussianCorrelation(a.law, b.law, r);
  }

  private static double clamp(double rho) {
    return Math.max(-1, Math.min(1, rho));
  }
}
