package dev.initlint.verify;

/**
 * What is predicted of one value or weight; a figure that is not known is null.
 *
 * @param relativeBand one standard deviation of the relative error to expect of the second moment;
 *     null counts as 0
 * @param gradientBand the same of the gradient's second moment
 */
public record Predicted(
    Double secondMoment, Double gradientSecondMoment, Double relativeBand, Double gradientBand) {

  /** One band for both. */
  public Predicted(Double secondMoment, Double gradientSecondMoment, Double relativeBand) {
    this(secondMoment, gradientSecondMoment, relativeBand, relativeBand);
  }
}
