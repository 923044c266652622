package dev.initlint.verify;

/**
 * What is predicted of one value or weight; a figure that is not known is null.
 *
 * @param relativeBand one standard deviation of the relative error to expect; null counts as 0
 */
public record Predicted(Double secondMoment, Double gradientSecondMoment, Double relativeBand) {}
