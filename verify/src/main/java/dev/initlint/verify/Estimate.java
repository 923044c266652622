package dev.initlint.verify;

/**
 * A measured mean over draws.
 *
 * @param standardError of the mean, from the spread between weight draws where there are several,
 *     between input draws otherwise; NaN when there was a single draw
 */
public record Estimate(double mean, double standardError) {}
