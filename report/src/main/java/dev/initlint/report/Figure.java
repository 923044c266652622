package dev.initlint.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people: three significant digits, which is more than a prediction is good for. */
final class Figure {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private Figure() {}

  /** The number, or a dash when it is not known. */
  static String of(Double number) {
    return number == null ? "-" : of(number.doubleValue());
  }

  static String of(double number) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "-" : number > 0 ? "∞" : "-∞";
    }
    if (number == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(number).round(THREE_DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return rounded.toPlainString();
    }
    String mantissa = rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString();
    return mantissa + "e" + exponent;
  }

  /** As {@code 12%}. */
  static String percent(Double share) {
    return share == null || share.isNaN() ? "-" : of(100 * share) + "%";
  }

  /** A factor, as {@code ×1.08}. */
  static String factor(Double factor) {
    return factor == null || factor.isNaN() ? "-" : "×" + of(factor.doubleValue());
  }
}
