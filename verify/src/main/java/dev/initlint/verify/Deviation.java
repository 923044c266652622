package dev.initlint.verify;

import java.util.Arrays;

/**
 * How far a prediction is from a measurement, on a logarithmic scale.
 *
 * <p>Figures vary between weight draws by factors, so the logarithm of a figure is taken as normal
 * with variance s² and the logarithm of its mean over draws is that of the logarithms plus s²/2,
 * with standard error √(s²/n + s⁴/(2(n − 1))), judged by Student's t with n − 1 degrees of freedom
 * (Olsson, J. Stat. Educ. 13(1), 2005; for small s, the mean and its usual standard error).
 *
 * @param error ln(predicted/measured)
 * @param standardError of the error
 * @param freedom degrees of freedom of the standard error
 */
record Deviation(double error, double standardError, double freedom) {
  /** Standard errors below this are those of rounding. */
  private static final double EXACT = 1e-9;

  /** Of the mean over weight draws, two or more. */
  static Deviation ofMean(double predicted, Estimate measured) {
    double[] draws = measured.draws();
    if (Arrays.stream(draws).anyMatch(x -> x <= 0)) {
      return new Deviation(
          Math.log(predicted / measured.mean()),
          measured.standardError() / Math.abs(measured.mean()),
          draws.length - 1);
    }
    double[] y = logarithms(draws);
    return new Deviation(
        Math.log(predicted) - mean(y) - variance(y) / 2,
        Math.sqrt(variance(y) / y.length + errorOfSpread(y)),
        y.length - 1);
  }

  /**
   * Of the step from one figure to another, over the same weight draws: what both inherit cancels.
   * Their variances differ by the covariance of the difference d and the sum u of the logarithms,
   * whose own variance is (s_d²·s_u² + s_du²)/(n − 1).
   *
   * @param predicted ratio of the two
   */
  static Deviation ofStep(double predicted, double[] to, double[] from) {
    double[] d = logarithms(to);
    double[] u = logarithms(from);
    for (int i = 0; i < d.length; i++) {
      double y = d[i];
      d[i] = y - u[i];
      u[i] = y + u[i];
    }
    int n = d.length;
    double both = covariance(d, u);
    double spread = (variance(d) * variance(u) + both * both) / (4 * (n - 1));
    return new Deviation(
        Math.log(predicted) - mean(d) - both / 2, Math.sqrt(variance(d) / n + spread), n - 1);
  }

  /**
   * Of a single weight draw from what others are like.
   *
   * @param draw the figure of the draw
   * @param draws the figures of the others, two or more
   */
  static Deviation ofDraw(double draw, double[] draws) {
    double[] y = logarithms(draws);
    return new Deviation(
        mean(y) - Math.log(draw), Math.sqrt(variance(y) * (1 + 1.0 / y.length)), y.length - 1);
  }

  /**
   * Of a single weight draw from the prediction.
   *
   * @param band one standard deviation that draws are expected to vary by, relative
   * @param measured the figure and the error it has from its input draws
   */
  static Deviation ofBand(double predicted, double band, Estimate measured) {
    double error = measured.standardError() / Math.abs(measured.mean());
    return new Deviation(
        Math.log(predicted / measured.mean()),
        Math.hypot(band, Double.isFinite(error) ? error : 0),
        StudentT.NORMAL);
  }

  /** Of a prediction that no draw can lead to, as of something where there is nothing. */
  static Deviation impossible(double sign) {
    return new Deviation(sign * Double.POSITIVE_INFINITY, 0, StudentT.NORMAL);
  }

  /** Whether the error is larger than a relative tolerance, either way. */
  boolean exceeds(double tolerance) {
    return !(Math.abs(error) <= Math.log1p(tolerance));
  }

  /**
   * The probability that chance takes a prediction that is right to within a tolerance this far
   * beyond it.
   */
  double chance(double tolerance) {
    if (!exceeds(tolerance)) {
      return 1;
    }
    double beyond = Math.abs(error) - Math.log1p(tolerance);
    if (Double.isNaN(beyond) || Double.isInfinite(beyond)) {
      return 0;
    }
    return standardError > EXACT ? StudentT.tail(beyond / standardError, freedom) : 0;
  }

  /** The relative disagreement that a tolerance and a probability allow. */
  double allowed(double tolerance, double probability) {
    double reach = StudentT.exceededWith(probability, freedom) * standardError;
    return Math.expm1(Math.log1p(tolerance) + reach);
  }

  private static double[] logarithms(double[] draws) {
    double[] y = draws.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.log(draws[i]);
    }
    return y;
  }

  private static double mean(double[] y) {
    double sum = 0;
    for (double v : y) {
      sum += v;
    }
    return sum / y.length;
  }

  private static double variance(double[] y) {
    return covariance(y, y);
  }

  private static double covariance(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double products = 0;
    for (int i = 0; i < y.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
    }
    return products / (y.length - 1);
  }

  /** Square of the standard error of s²/2. */
  private static double errorOfSpread(double[] y) {
    double v = variance(y);
    return v * v / (2 * (y.length - 1));
  }
}
