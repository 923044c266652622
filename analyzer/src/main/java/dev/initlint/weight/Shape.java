package dev.initlint.weight;

import org.hipparchus.special.Erf;

/**
 * A distribution symmetric about its mean, up to scale: what its samples look like, with the
 * sampling errors that tell whether one came from it. z values are in standard errors; each test
 * allows {@link #LIMIT} of them.
 */
enum Shape {
  NORMAL(Double.POSITIVE_INFINITY, new double[] {1, 3, 15, 105}),
  UNIFORM(Math.sqrt(3), new double[] {1, 9 / 5.0, 27 / 7.0, 9}),
  /** Normal cut at two standard deviations. */
  TRUNCATED(2 / Constants.TRUNCATED_STD, Constants.truncatedMoments());

  /** Standard errors at which a test fails: one draw in 15,000. */
  static final double LIMIT = 4;

  /** ln of the probability of an extreme that counts as impossible. */
  private static final double IMPOSSIBLE = Math.log(3e-5);

  private final double bound;
  private final double kurtosis;
  private final double kurtosisSpread;

  /**
   * @param bound largest absolute value at variance 1
   * @param m moments 2, 4, 6, 8 at variance 1
   */
  Shape(double bound, double[] m) {
    this.bound = bound;
    this.kurtosis = m[1] - 3;
    // Delta method for b₂ = m₄/m₂²; gives the classical 24/n for the normal.
    this.kurtosisSpread =
        Math.sqrt(
            m[3] - m[1] * m[1] - 4 * m[1] * (m[2] - m[1]) + 4 * m[1] * m[1] * (m[1] - 1));
  }

  /** Excess kurtosis. */
  double kurtosis() {
    return kurtosis;
  }

  /** Standard error of the sample variance over the variance: √((κ + 2)/n). */
  double varianceError(long n) {
    return Math.sqrt((kurtosis + 2) / n);
  }

  /** How far a sample's excess kurtosis lies from this shape's. */
  double kurtosisZ(double sample, long n) {
    return this == NORMAL
        ? normalKurtosisZ(sample, n)
        : (sample - kurtosis) / (kurtosisSpread / Math.sqrt(n));
  }

  /** Anscombe and Glynn, Biometrika 70 (1983): normal from n = 20 on. */
  private static double normalKurtosisZ(double sample, long size) {
    double n = size;
    double mean = 3 * (n - 1) / (n + 1);
    double variance =
        24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5));
    double x = (sample + 3 - mean) / Math.sqrt(variance);
    double skew =
        6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9))
            * Math.sqrt(6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3)));
    double a = 6 + 8 / skew * (2 / skew + Math.sqrt(1 + 4 / (skew * skew)));
    double base = (1 - 2 / a) / (1 + x * Math.sqrt(2 / (a - 4)));
    return (1 - 2 / (9 * a) - Math.cbrt(base)) / Math.sqrt(2 / (9 * a));
  }

  /** Whether the largest absolute deviation of a sample can be that of draws of this variance. */
  private boolean extremeFits(Sample s, double variance) {
    double std = Math.sqrt(variance);
    double least = (s.extreme() - s.rounding()) / std;
    double most = (s.extreme() + s.rounding()) / std;
    return least <= upperExtreme(s.n()) && s.n() * logInside(most) > IMPOSSIBLE;
  }

  private double upperExtreme(long n) {
    double high = 2;
    while (this == NORMAL && Erf.erfc(high / Math.sqrt(2)) * n > Math.exp(IMPOSSIBLE)) {
      high += 0.01;
    }
    return this == NORMAL ? high : bound;
  }

  /** ln P(|x| < e) at variance 1. */
  private double logInside(double e) {
    if (e >= bound) {
      return 0;
    }
    return switch (this) {
      case NORMAL -> Math.log1p(-Erf.erfc(e / Math.sqrt(2)));
      case UNIFORM -> Math.log(e / bound);
      case TRUNCATED ->
          Math.log(Erf.erf(e * Constants.TRUNCATED_STD / Math.sqrt(2)) / Constants.INSIDE_TWO);
    };
  }

  /** Log-likelihood of a sample about 0. */
  double logLikelihood(double variance, Sample s) {
    double std = Math.sqrt(variance);
    if (s.extreme() - s.rounding() > bound * std) {
      return Double.NEGATIVE_INFINITY;
    }
    double sigma = this == TRUNCATED ? std / Constants.TRUNCATED_STD : std;
    double normal =
        -Math.log(sigma * Math.sqrt(2 * Math.PI)) - s.secondMoment() / (2 * sigma * sigma);
    return s.n()
        * switch (this) {
          case NORMAL -> normal;
          case UNIFORM -> -Math.log(2 * bound * std);
          case TRUNCATED -> normal - Math.log(Constants.INSIDE_TWO);
        };
  }

  /**
   * Variance at the best scale for a sample. Where there is a bound, the extreme fixes it far more
   * sharply than the sample variance: the share of draws beyond b·(1 − t) is about edge·t, so that
   * the largest of n falls short by 1/(edge·n).
   */
  double fittedVariance(Sample s) {
    if (this == NORMAL) {
      return s.variance();
    }
    double edge = this == UNIFORM ? 1 : 4 * Constants.DENSITY_AT_TWO / Constants.INSIDE_TWO;
    double reach = s.extreme() * (1 + 1 / (edge * s.n())) / bound;
    return reach * reach;
  }

  /** Whether the sample can be of this shape, at any scale. */
  boolean fits(Sample s) {
    return Math.abs(kurtosisZ(s.kurtosis(), s.n())) <= LIMIT && scaleFits(s, fittedVariance(s));
  }

  /** Whether variance and extreme of the sample can come from draws of this variance. */
  boolean scaleFits(Sample s, double variance) {
    double z = (s.variance() / variance - 1) / varianceError(s.n());
    return Math.abs(z) <= LIMIT && extremeFits(s, variance);
  }

  Law.Family family() {
    return switch (this) {
      case NORMAL -> Law.Family.NORMAL;
      case UNIFORM -> Law.Family.UNIFORM;
      case TRUNCATED -> Law.Family.TRUNCATED_NORMAL;
    };
  }

  /** Of the standard normal cut at ±2. */
  static final class Constants {
    static final double DENSITY_AT_TWO = Math.exp(-2) / Math.sqrt(2 * Math.PI);
    static final double INSIDE_TWO = Erf.erf(Math.sqrt(2));

    /** 0.87962566. */
    static final double TRUNCATED_STD = Math.sqrt(moment(2));

    private Constants() {}

    /** M_k = (k − 1)·M_{k−2} − 2·2^{k−1}·φ(2)/P(|z| < 2), by parts. */
    private static double moment(int k) {
      return k == 0
          ? 1
          : (k - 1) * moment(k - 2) - 2 * Math.pow(2, k - 1) * DENSITY_AT_TWO / INSIDE_TWO;
    }

    static double[] truncatedMoments() {
      double v = moment(2);
      return new double[] {
        1, moment(4) / Math.pow(v, 2), moment(6) / Math.pow(v, 3), moment(8) / Math.pow(v, 4)
      };
    }
  }
}
