package dev.initlint.hub.configuration;

/**
 * How a figure of the model follows from one field of the configuration: it grows as the field to a
 * power, all else equal. From it the edit of the field that gives another figure is computed.
 *
 * @param pointer JSON pointer of the field, whether the file states it or not
 * @param value the field's value here, stated or by default
 * @param power 1 for the standard deviation of a weight that is drawn with {@code
 *     initializer_range}, -0.5 for an attention scale of {@code query_pre_attn_scalar}
 */
public record FieldUse(String pointer, double value, double power) {
  /** The value of the field that makes the figure {@code times} what it is. */
  public double scaled(double times) {
    return value * Math.pow(times, 1 / power);
  }
}
