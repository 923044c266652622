package dev.initlint.symbol;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Finite numbers in decimals, as {@link String#format} writes them in the root locale: half of a
 * digit is rounded up. The first use of a format of Java's takes a tenth of a short command, since
 * it looks for the digits of all locales.
 */
public final class Decimals {
  private Decimals() {}

  /** With so many digits behind the point, as {@code %.3f}. */
  public static String fixed(double v, int places) {
    return sign(v) + shortest(v).abs().setScale(places, RoundingMode.HALF_UP).toPlainString();
  }

  /** With one digit before the point and so many behind it, as {@code %.3e}. */
  public static String scientific(double v, int places) {
    BigDecimal rounded = significant(v, places + 1).abs();
    int exponent = v == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String digits =
        rounded.movePointLeft(exponent).setScale(places, RoundingMode.HALF_UP).toPlainString();
    int size = Math.abs(exponent);
    return sign(v) + digits + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }

  /** Rounded to so many significant digits. */
  public static BigDecimal significant(double v, int digits) {
    return shortest(v).round(new MathContext(digits, RoundingMode.HALF_UP));
  }

  /** The fewest digits that tell the number from its neighbours. */
  private static BigDecimal shortest(double v) {
    return new BigDecimal(Double.toString(v));
  }

  private static String sign(double v) {
    return v < 0 || 1 / v < 0 ? "-" : "";
  }
}
