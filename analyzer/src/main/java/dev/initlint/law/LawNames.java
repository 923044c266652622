package dev.initlint.law;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as they stand in the names of laws. */
public final class LawNames {
  private LawNames() {}

  /** Three significant digits at most, without an exponent from 0.0001 to 9999. */
  public static String number(double v) {
    if (v == 0 || !Double.isFinite(v)) {
      return v == 0 ? "0" : Double.toString(v);
    }
    BigDecimal rounded = new BigDecimal(v).round(new MathContext(3)).stripTrailingZeros();
    double size = Math.abs(v);
    return size >= 1e-4 && size < 1e4 ? rounded.toPlainString() : rounded.toString();
  }
}
