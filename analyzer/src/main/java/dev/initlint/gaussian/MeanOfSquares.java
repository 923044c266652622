package dev.initlint.gaussian;

import java.util.function.DoubleUnaryOperator;

/**
 * Functions of a positive number that is an average of squares: the gamma law of its mean and
 * variance. For d independent Gaussians of one variance it is the law itself, χ²_d/d; for related
 * ones it is the approximation of Satterthwaite (1946, "An approximate distribution of estimates of
 * variance components"), which keeps both moments (docs/theory/norms.md#written-out).
 */
public final class MeanOfSquares {
  /** Standard deviations of ln M on either side of its mode that are integrated over. */
  private static final double REACH = 9;

  /** Powers of e by which the integrand falls below its mode before it is left. */
  private static final double DEPTH = 40;

  /** Share of the sum that its first term may have where the integral is finite. */
  private static final double CUT = 1e-6;

  /** Means of this many squares and more are as good as their expectation. */
  private static final double SQUARES = 2000;

  private MeanOfSquares() {}

  /** Whether a mean of that mean and variance is positive and varies so that the law is seen. */
  public static boolean varies(double mean, double variance) {
    double squares = 2 * mean * mean / variance;
    return mean > 0 && squares > 1 && squares < SQUARES;
  }

  /**
   * The factor, at each position, by which x̂ = x·r(M) differs in its root mean square from x, for
   * the mean M of the squares of x: √(E[M r(M)²]/E[M]).
   *
   * @param r what a norm multiplies by, as 1/√(M + ε)
   * @param mean E[M] by position
   * @param secondMoment E[M²] by position
   */
  public static double[] normalising(ScalarFunction r, double[] mean, double[] secondMoment) {
    double[] factor = new double[mean.length];
    for (int k = 0; k < mean.length; k++) {
      double m = mean[k];
      double variance = secondMoment[k] - m * m;
      factor[k] =
          varies(m, variance)
              ? Math.sqrt(of(v -> Math.sqrt(v) * r.value(v), m, variance).secondMoment() / m)
              : Math.abs(r.value(m));
    }
    return factor;
  }

  /** Mean and second moment of a function. */
  public record Moments(double mean, double secondMoment) {}

  /**
   * E[f(M)] and E[f(M)²], by the trapezoidal rule in ln M.
   *
   * @param mean of M, above zero
   * @param variance of M, above zero
   * @return no finite second moment where the integral has none, as that of 1/√M of two squares
   */
  public static Moments of(DoubleUnaryOperator f, double mean, double variance) {
    double shape = mean * mean / variance;
    // Var ln M = ψ'(k) < 1/k + 1/k². Towards zero, a density times f² ~ 1/M falls by k − 1.
    double deviation = Math.sqrt(1 / shape + 1 / (shape * shape));
    double low = -Math.max(REACH * deviation, DEPTH / Math.max(shape - 1, 0.25));
    double step = Math.min(deviation / 3, 0.4);
    int nodes = (int) Math.ceil((REACH * deviation - low) / step);
    double weights = 0;
    double first = 0;
    double second = 0;
    double lowest = 0;
    for (int i = 0; i <= nodes; i++) {
      double u = low + i * step;
      // The density of u = ln(M/mean), up to a factor.
      double weight = Math.exp(shape * (u - Math.expm1(u)));
      double value = f.applyAsDouble(mean * Math.exp(u));
      weights += weight;
      first += weight * value;
      second += weight * value * value;
      lowest = i == 0 ? second : lowest;
    }
    boolean finite = lowest <= CUT * second;
    return new Moments(first / weights, finite ? second / weights : Double.POSITIVE_INFINITY);
  }
}
