package dev.initlint.weight;

/**
 * The entries of a weight that were drawn: all but those of rows that are zero throughout, as the
 * padding row of an embedding is. Of a matrix that repeats one vector, that vector.
 *
 * @param n number of entries
 * @param mean arithmetic mean; the other moments are about it
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
  /** Half the distance of neighbours with eight significant bits, over the smallest of a binade. */
  private static final double HALF_ULP = 0x1p-8;

  static Sample of(WeightFacts f) {
    MatrixFacts m = f.matrix();
    if (m == null || m.zeroRows() == 0 || m.zeroRows() == m.rows()) {
      return new Sample(
              independent(f), f.mean(), f.variance(), f.skewness(), f.excessKurtosis(), 0, 0)
          .withExtremes(f);
    }
    return withoutZeroRows(f, m).withExtremes(f);
  }

  private static long independent(WeightFacts f) {
    MatrixFacts m = f.matrix();
    if (m == null || !m.rowsEqual() && !m.columnsEqual()) {
      return f.count();
    }
    return m.rowsEqual() ? m.columns() : m.rows();
  }

  /** Moments about 0 of the other rows are larger by one factor. */
  private static Sample withoutZeroRows(WeightFacts f, MatrixFacts m) {
    long n = f.count() - m.zeroRows() * m.columns();
    double raise = (double) f.count() / n;
    double a = f.mean();
    double v = f.variance();
    double third = f.skewness() * Math.pow(v, 1.5);
    double fourth = (f.excessKurtosis() + 3) * v * v;
    double m1 = a * raise;
    double m2 = (v + a * a) * raise;
    double m3 = (third + 3 * a * v + a * a * a) * raise;
    double m4 = (fourth + 4 * a * third + 6 * a * a * v + a * a * a * a) * raise;
    double variance = m2 - m1 * m1;
    double skewness = (m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1) / Math.pow(variance, 1.5);
    double kurtosis =
        (m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 * m1 * m1 * m1) / (variance * variance) - 3;
    return new Sample(n, m1, variance, skewness, kurtosis, 0, 0);
  }

  private Sample withExtremes(WeightFacts f) {
    double reach = isCentred() ? f.extreme() : (f.max() - f.min()) / 2;
    return new Sample(n, mean, variance, skewness, kurtosis, reach, HALF_ULP * f.extreme());
  }

  /** About 0. */
  double secondMoment() {
    return variance + mean * mean;
  }

  double std() {
    return Math.sqrt(variance);
  }

  /** Whether the law can have mean 0. */
  boolean isCentred() {
    return Math.abs(mean) <= Shape.LIMIT * Math.sqrt(variance / n);
  }

  /** The same entries less their mean. */
  Sample aboutMean() {
    return new Sample(n, 0, variance, skewness, kurtosis, extreme, rounding);
  }
}
