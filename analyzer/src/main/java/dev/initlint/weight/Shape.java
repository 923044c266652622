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

  /** One rounding to bfloat16, the coarsest type that weights are drawn in. */
  private static final double ROUNDING = 0x1p-8;

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

  /** Whether the largest absolute deviation of n draws can be {@code extreme}. */
  private boolean extremeFits(double extreme, double std, long n) {
    double e = extreme / std;
    return e <= upperExtreme(n) && n * logInside(e) > IMPOSSIBLE;
  }

  private double upperExtreme(long n) {
    if (this != NORMAL) {
      return bound * (1 + ROUNDING);
    }
    double high = 2;
    while (Erf.erfc(high / Math.sqrt(2)) * n > -Math.expm1(-Math.exp(IMPOSSIBLE))) {
      high += 0.01;
    }
    return high;
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

  /** Log-likelihood per entry of a sample of second moment q and the given extreme. */
  double logLikelihood(double variance, double q, double extreme) {
    double std = Math.sqrt(variance);
    if (extreme > bound * std * (1 + ROUNDING)) {
      return Double.NEGATIVE_INFINITY;
    }
    double sigma = this == TRUNCATED ? std / Constants.TRUNCATED_STD : std;
    double normal = -Math.log(sigma * Math.sqrt(2 * Math.PI)) - q / (2 * sigma * sigma);
    return switch (this) {
      case NORMAL -> normal;
      case UNIFORM -> -Math.log(2 * bound * std);
      case TRUNCATED -> normal - Math.log(Constants.INSIDE_TWO);
    };
  }

  /** Maximum-likelihood variance of a sample; at least what its extreme demands. */
  double fittedVariance(Sample s) {
    double least = s.extreme() * (1 + 1.0 / s.n()) / bound;
    return this == UNIFORM ? least * least : Math.max(s.variance(), least * least);
  }

  /** Whether the sample can be of this shape, at any scale. */
  boolean fits(Sample s) {
    return Math.abs(kurtosisZ(s.kurtosis(), s.n())) <= LIMIT && scaleFits(s, fittedVariance(s));
  }

  /** Whether variance and extreme of the sample can come from draws of this variance. */
  boolean scaleFits(Sample s, double variance) {
    double z = (s.variance() / variance - 1) / varianceError(s.n());
    return Math.abs(z) <= LIMIT && extremeFits(s.extreme(), Math.sqrt(variance), s.n());
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
    private static final double DENSITY_AT_TWO = Math.exp(-2) / Math.sqrt(2 * Math.PI);
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
