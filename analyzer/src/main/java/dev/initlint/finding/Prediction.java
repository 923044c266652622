package dev.initlint.finding;

/**
 * The figure a finding rests on.
 *
 * @param quantity what it is, as {@code attention logit std}
 * @param low lower end of the band in which nothing would be reported
 * @param high upper end of that band
 * @param measured the same figure from real passes, or null where it was not measured
 */
public record Prediction(String quantity, double value, double low, double high, Double measured) {

  /** A figure that was not measured. */
  public Prediction(String quantity, double value, double low, double high) {
    this(quantity, value, low, high, null);
  }

  /** The same beside what was measured. */
  public Prediction measuredAs(double figure) {
    return new Prediction(quantity, value, low, high, figure);
  }

  /** True when a measured figure lies where nothing would be reported. */
  public boolean isContradicted() {
    return measured != null && measured >= low && measured <= high;
  }
}
