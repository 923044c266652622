package dev.initlint.javasource.edit;

import dev.initlint.source.Remedy;
import dev.initlint.source.SourceParameter;
import dev.initlint.symbol.Expr;
import java.math.BigDecimal;
import java.math.MathContext;

/** What decides how a law is spelled. */
final class Laws {
  /** Gains this close to that of a law with a name are taken for it. */
  private static final double CLOSE = 0.01;

  private Laws() {}

  /** Whether the library's fan-in is the number of inputs per output, so that its laws fit. */
  static boolean hasTrueFan(SourceParameter p) {
    return p.fanIn() != null && p.fanIn().equals(p.trueFanIn());
  }

  /** Whether the weight is to have fan_in·var(W) = {@code gain}, nearly. */
  static boolean hasGain(Remedy.Redraw r, double gain) {
    return r.fanIn() > 0 && Math.abs(r.gain() / gain - 1) < CLOSE;
  }

  /** Whether all extents are numbers in the source, so that a number may be written. */
  static boolean isSized(SourceParameter p) {
    return p.dims().stream().allMatch(d -> d instanceof Expr.Constant);
  }

  /** Four significant digits, as one would type them. */
  static String number(double v) {
    return new BigDecimal(v, new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /** A whole number without a point. */
  static String whole(double v) {
    return new BigDecimal(v).toBigInteger().toString();
  }

  /** A gain, which is mostly a small whole number. */
  static String gain(double v) {
    double whole = Math.rint(v);
    return whole > 0 && Math.abs(v / whole - 1) < CLOSE ? number(whole) : number(v);
  }
}
