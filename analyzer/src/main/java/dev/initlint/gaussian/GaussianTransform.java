package dev.initlint.gaussian;

import java.util.function.DoubleUnaryOperator;

/**
 * Expectations of f and f' of a Gaussian variable, and of pairs of them.
 *
 * <p>By panel quadrature; see moments.md a.2. Figures are relative to the size of f on the bulk of
 * the law, whatever the variance; with variance 0 everything is evaluated at the mean. Where a
 * moment does not exist it is infinite; where f is undefined on a part of the range it is not a
 * number. Immutable and thread-safe.
 */
public final class GaussianTransform {
  private final ScalarFunction function;
  private final double argumentMean;
  private final double argumentVariance;
  private final double mean;
  private final double variance;
  private final double secondMoment;
  private final double slopeMean;
  private final double slopeSecondMoment;
  private final double valueSlope;
  private final double secondMomentSlope;
  private final HermiteSeries values;
  private final HermiteSeries slopes;

  private GaussianTransform(ScalarFunction f, double argumentMean, double argumentVariance) {
    this.function = f;
    this.argumentMean = argumentMean;
    this.argumentVariance = argumentVariance;
    NormalMesh mesh = NormalMesh.of(f, argumentMean, Math.sqrt(argumentVariance));
    double m = dot(mesh.weight, mesh.value);
    double s = dot(mesh.weight, mesh.slope);
    double valueSpread = spread(mesh.weight, mesh.value, m);
    variance = hasUnboundedSquare(f::value) ? Double.POSITIVE_INFINITY : valueSpread;
    double slopeSpread = spread(mesh.weight, mesh.slope, s);
    ClosedForm exact = exact(f, argumentMean, argumentVariance);
    mean = exact == null ? m : exact.mean(argumentMean, argumentVariance);
    secondMoment =
        exact == null ? m * m + variance : exact.secondMoment(argumentMean, argumentVariance);
    slopeMean = s;
    slopeSecondMoment =
        exact == null
            ? hasUnboundedSquare(f::slope) ? Double.POSITIVE_INFINITY : s * s + slopeSpread
            : exact.slopeSecondMoment(argumentMean, argumentVariance);
    double cross = 0;
    double tilted = 0;
    for (int i = 0; i < mesh.z.length; i++) {
      double term = mesh.weight[i] * mesh.value[i] * mesh.slope[i];
      cross += term;
      tilted += term * mesh.z[i];
    }
    valueSlope = cross;
    secondMomentSlope = tilted / Math.sqrt(argumentVariance);
    values = new HermiteSeries(mesh.z, mesh.weight, mesh.value, m, variance);
    slopes = new HermiteSeries(mesh.z, mesh.weight, mesh.slope, s, slopeSpread);
  }

  private GaussianTransform(ScalarFunction f, double argument) {
    function = f;
    argumentMean = argument;
    argumentVariance = 0;
    mean = f.value(argument);
    variance = 0;
    secondMoment = mean * mean;
    slopeMean = f.slope(argument);
    slopeSecondMoment = slopeMean * slopeMean;
    valueSlope = mean * slopeMean;
    secondMomentSlope = Double.NaN;
    values = null;
    slopes = null;
  }

  /**
   * The transform of f under N(mean, variance).
   *
   * @throws IllegalArgumentException if the variance is negative, or either figure is not finite
   */
  public static GaussianTransform of(ScalarFunction f, double mean, double variance) {
    if (!(variance >= 0) || !Double.isFinite(variance) || !Double.isFinite(mean)) {
      throw new IllegalArgumentException(
          "a Gaussian argument needs a finite mean and a finite variance of at least 0, not "
              + mean
              + " and "
              + variance);
    }
    return variance == 0
        ? new GaussianTransform(f, mean)
        : new GaussianTransform(f, mean, variance);
  }

  /** The function. */
  public ScalarFunction function() {
    return function;
  }

  /** Mean of the argument. */
  public double argumentMean() {
    return argumentMean;
  }

  /** Variance of the argument. */
  public double argumentVariance() {
    return argumentVariance;
  }

  /** E f. */
  public double mean() {
    return mean;
  }

  /** E f². */
  public double secondMoment() {
    return secondMoment;
  }

  /** E (f − E f)². */
  public double variance() {
    return variance;
  }

  /** E f'. */
  public double slopeMean() {
    return slopeMean;
  }

  /** E f'²; infinite where the slope is not square integrable. */
  public double slopeSecondMoment() {
    return slopeSecondMoment;
  }

  /** E f·f'. */
  public double valueSlope() {
    return valueSlope;
  }

  /**
   * d E f² / d variance = E z·f·f'/√variance, for continuous f: how the fixed points of a stack
   * attract. Not a number at variance 0.
   */
  public double secondMomentSlope() {
    return secondMomentSlope;
  }

  /** E u·f(u); by Stein's lemma mean·E f + variance·E f' where f is continuous. */
  public double argumentProduct() {
    double deviation = Math.sqrt(argumentVariance);
    double first = values == null ? 0 : values.coefficient(1);
    return argumentMean * mean + deviation * first;
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
    if (a.values == null || b.values == null) {
      return a.mean * b.mean;
    }
    if (r == 1 && a.sameAs(b)) {
      return a.secondMoment;
    }
    if (Double.isInfinite(a.secondMoment) || Double.isInfinite(b.secondMoment)) {
      return Double.NaN;
    }
    ClosedForm exact = common(a, b);
    return exact == null
        ? HermiteSeries.product(a.values, b.values, r)
        : exact.dual(a.argumentMean, a.argumentVariance, b.argumentMean, b.argumentVariance, r);
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
    if (a.slopes == null || b.slopes == null) {
      return a.slopeMean * b.slopeMean;
    }
    if (r == 1 && a.sameAs(b)) {
      return a.slopeSecondMoment;
    }
    if (Double.isInfinite(a.slopeSecondMoment) || Double.isInfinite(b.slopeSecondMoment)) {
      return Double.NaN;
    }
    ClosedForm exact = common(a, b);
    return exact == null
        ? HermiteSeries.product(a.slopes, b.slopes, r)
        : exact.slopeDual(
            a.argumentMean, a.argumentVariance, b.argumentMean, b.argumentVariance, r);
  }

  private boolean sameAs(GaussianTransform other) {
    return this == other
        || function.equals(other.function)
            && argumentMean == other.argumentMean
            && argumentVariance == other.argumentVariance;
  }

  private static ClosedForm common(GaussianTransform a, GaussianTransform b) {
    if (!a.function.equals(b.function)) {
      return null;
    }
    ClosedForm first = exact(a.function, a.argumentMean, a.argumentVariance);
    return exact(b.function, b.argumentMean, b.argumentVariance) == null ? null : first;
  }

  private static ClosedForm exact(ScalarFunction f, double mean, double variance) {
    return f.closedForm().filter(c -> c.appliesTo(mean, variance)).orElse(null);
  }

  private static double clamp(double rho) {
    return Math.max(-1, Math.min(1, rho));
  }

  private static double dot(double[] weight, double[] value) {
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      sum += weight[i] * value[i];
    }
    return sum;
  }

  private static double spread(double[] weight, double[] value, double centre) {
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      double d = value[i] - centre;
      sum += weight[i] * d * d;
    }
    return sum;
  }

  /**
   * Whether δ·g(c±δ)² does not vanish with δ at a singular point c of the range, so that g² has no
   * expectation.
   */
  private boolean hasUnboundedSquare(DoubleUnaryOperator g) {
    double deviation = Math.sqrt(argumentVariance);
    double reach = 12 * deviation;
    for (Landmark l : function.landmarks(argumentMean - reach, argumentMean + reach)) {
      if (l.width() == 0) {
        for (int side = -1; side <= 1; side += 2) {
          double step = side * 1e-6 * deviation;
          double far = g.applyAsDouble(l.at() + step);
          double near = g.applyAsDouble(l.at() + 0.25 * step);
          if (0.25 * near * near >= 0.99 * far * far && near != 0) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
