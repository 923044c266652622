package dev.initlint.finding;

/**
 * The figure a finding rests on.
 *
 * @param quantity what it is, as {@code attention logit std}
 * @param low lower end of the band in which nothing would be reported
 * @param high upper end of that band
 */
public record Prediction(String quantity, double value, double low, double high) {}
