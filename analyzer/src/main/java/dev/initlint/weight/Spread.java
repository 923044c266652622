package dev.initlint.weight;

/**
 * How the second moments of the rows, or of the columns, of a matrix differ.
 *
 * @param min smallest of them
 * @param max largest of them
 * @param relativeStd their standard deviation over their mean
 * @param expected what {@code relativeStd} would be if all entries were independent draws of one
 *     law: √((E[x⁴]/E[x²]² − 1)/n) for vectors of n entries
 * @param sampled how many rows or columns were looked at
 * @param length entries of one of them
 */
public record Spread(
    double min, double max, double relativeStd, double expected, long sampled, long length) {

  /** Observed over expected; about 1 for independent draws, 0 for orthogonal or normalised rows. */
  public double ratio() {
    return relativeStd / expected;
  }

  /**
   * Standard error of {@link #ratio} for k normal vectors of n entries: √((κ + 2)/(4(k − 1))), with
   * κ = 12/n the excess kurtosis of the mean of n squares.
   */
  public double ratioError() {
    return Math.sqrt((12.0 / length + 2) / (4.0 * Math.max(1, sampled - 1)));
  }

  /** Whether independent draws of one law can differ so much, and so little. */
  public boolean isThatOfDraws() {
    return Math.abs(ratio() - 1) <= Shape.LIMIT * ratioError();
  }

  static Spread of(double[] secondMoments, double expected, long length) {
    int count = secondMoments.length;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      min = Math.min(min, secondMoments[i]);
      max = Math.max(max, secondMoments[i]);
      sum += secondMoments[i];
    }
    double mean = sum / count;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += (secondMoments[i] - mean) * (secondMoments[i] - mean);
    }
    double std = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
    return new Spread(min, max, mean > 0 ? std / mean : 0, expected, count, length);
  }
}
