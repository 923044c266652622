package dev.initlint.weight;

/**
 * The entries of a weight that were drawn: all but those of rows that are zero throughout, as the
 * padding row of an embedding is. Central moments, as of the law.
 *
 * @param extreme largest absolute value, or where the mean is significant, half the range
 * @param rounding largest error of an entry if it was rounded to bfloat16, the coarsest type that
 *     weights are drawn in
 */
record Sample(
    long n,
    double mean,
    double variance,
    double skewness,
    double kurtosis,
    double extreme,
    double rounding) {
  private static final double HALF_ULP = 0x1p-9;

  static Sample of(WeightFacts f) {
    long padding = f.matrix() == null ? 0 : f.matrix().zeroRows() * f.matrix().columns();
    long n = f.count() - padding;
    double m = f.mean();
    double v = f.variance();
    double third = f.skewness() * Math.pow(v, 1.5);
    double fourth = (f.excessKurtosis() + 3) * v * v;
    double raise = n == 0 ? 1 : (double) f.count() / n;
    double m1 = m * raise;
    double m2 = (v + m * m) * raise;
    double m3 = (third + 3 * m * v + m * m * m) * raise;
    double m4 = (fourth + 4 * m * third + 6 * m * m * v + m * m * m * m) * raise;
    double variance = m2 - m1 * m1;
    double skewness =
        (m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1) / Math.pow(variance, 1.5);
    double kurtosis =
        (m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 * m1 * m1 * m1) / (variance * variance) - 3;
    boolean centred = Math.abs(m1) <= Shape.LIMIT * Math.sqrt(variance / n);
    double extreme = centred ? f.extreme() : (f.max() - f.min()) / 2;
    double rounding = HALF_ULP * f.extreme();
    return padding == 0
        ? new Sample(n, m, v, f.skewness(), f.excessKurtosis(), extreme, rounding)
        : new Sample(n, m1, variance, skewness, kurtosis, extreme, rounding);
  }

  /** About 0. */
  double secondMoment() {
    return variance + mean * mean;
  }
}
