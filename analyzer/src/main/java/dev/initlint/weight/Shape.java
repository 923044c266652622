package dev.initlint.weight;

import dev.initlint.law.Law;
import java.util.List;

/**
 * A distribution symmetric about its mean, up to scale: what its samples look like, with the
 * sampling errors that tell whether one came from it. z values are in standard errors; each test
 * allows {@link #LIMIT} of them.
 */
enum Shape {
  NORMAL(Cut.NONE),
  UNIFORM(null),
  /** Normal cut at two standard deviations. */
  TRUNCATED(Cut.at(2)),
  /** Normal cut at three standard deviations. */
  TRUNCATED_AT_THREE(Cut.at(3));

  /** Standard errors at which a test fails: one draw in 15,000. */
  static final double LIMIT = 4;

  /** Shapes that need no further evidence; cutting at three is rare and close to the normal. */
  static final List<Shape> COMMON = List.of(NORMAL, UNIFORM, TRUNCATED);

  /** Probability of an extreme that counts as impossible. */
  private static final double IMPOSSIBLE = 3e-5;

  private final Cut cut;
  private final double bound;
  private final double kurtosis;
  private final double kurtosisSpread;

  /**
   * @param cut null for the uniform
   */
  Shape(Cut cut) {
    this.cut = cut;
    double[] m =
        cut == null
            ? new double[] {1, 9 / 5.0, 27 / 7.0, 9}
            : new double[] {1, cut.moment(4), cut.moment(6), cut.moment(8)};
    bound = cut == null ? Math.sqrt(3) : cut.at() / cut.std();
    kurtosis = m[1] - 3;
    // Delta method for b₂ = m₄/m₂²; gives the classical 24/n for the normal.
    kurtosisSpread =
        Math.sqrt(m[3] - m[1] * m[1] - 4 * m[1] * (m[2] - m[1]) + 4 * m[1] * m[1] * (m[1] - 1));
  }

  /** Standard deviation after cutting over that before; 1 where nothing is cut. */
  double stdAfterCut() {
    return cut == null ? 1 : cut.std();
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
    double variance = 24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5));
    double x = (sample + 3 - mean) / Math.sqrt(variance);
    double skew =
        6
            * (n * n - 5 * n + 2)
            / ((n + 7) * (n + 9))
            * Math.sqrt(6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3)));
    double a = 6 + 8 / skew * (2 / skew + Math.sqrt(1 + 4 / (skew * skew)));
    double base = (1 - 2 / a) / (1 + x * Math.sqrt(2 / (a - 4)));
    return (1 - 2 / (9 * a) - Math.cbrt(base)) / Math.sqrt(2 / (9 * a));
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

  /**
   * Variance at the best scale for a sample. Where there is a bound, the extreme fixes it far more
   * sharply than the sample variance: the share of draws beyond b·(1 − t) is about edge·t, so that
   * the largest of n falls short by 1/(edge·n). Within the rounding of the extreme, the sample
   * variance decides.
   */
  double fittedVariance(Sample s) {
    if (this == NORMAL) {
      return s.variance();
    }
    double edge = cut == null ? 1 : cut.edge();
    double most = s.extreme() * (1 + 1 / (edge * s.n())) + s.rounding();
    double least = s.extreme() - s.rounding();
    double reach = Math.max(least, Math.min(most, bound * Math.sqrt(s.variance()))) / bound;
    return reach * reach;
  }

  /** Whether the largest absolute deviation of a sample can be that of draws of this variance. */
  private boolean extremeFits(Sample s, double variance) {
    double std = Math.sqrt(variance);
    double least = (s.extreme() - s.rounding()) / std;
    double most = (s.extreme() + s.rounding()) / std;
    boolean notTooLarge =
        this == NORMAL ? s.n() * Cut.outside(least) > IMPOSSIBLE : least <= bound * (1 + 1e-12);
    return notTooLarge && s.n() * logInside(most) > Math.log(IMPOSSIBLE);
  }

  /** ln P(|x| < e) at variance 1. */
  private double logInside(double e) {
    if (e >= bound) {
      return 0;
    }
    return cut == null ? Math.log(e / bound) : cut.logInside(e * cut.std());
  }

  /** Log-likelihood of a sample about 0. */
  double logLikelihood(double variance, Sample s) {
    double std = Math.sqrt(variance);
    if (s.extreme() - s.rounding() > bound * std * (1 + 1e-12)) {
      return Double.NEGATIVE_INFINITY;
    }
    if (cut == null) {
      return -s.n() * Math.log(2 * bound * std);
    }
    double sigma = std / cut.std();
    return s.n()
        * (-Math.log(sigma * Math.sqrt(2 * Math.PI))
            - s.secondMoment() / (2 * sigma * sigma)
            - Math.log(cut.inside()));
  }

  Law.Family family() {
    return switch (this) {
      case NORMAL -> Law.Family.NORMAL;
      case UNIFORM -> Law.Family.UNIFORM;
      case TRUNCATED, TRUNCATED_AT_THREE -> Law.Family.TRUNCATED_NORMAL;
    };
  }

  /** As it stands before "draw". */
  String adjective() {
    return this == NORMAL ? "normal" : this == UNIFORM ? "uniform" : "truncated normal";
  }
}
