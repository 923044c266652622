package dev.initlint.rules;

import dev.initlint.finding.Severity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** How numbers and repetitions are written in messages. */
final class Wording {
  private Wording() {}

  /** Three significant digits, as short as possible. */
  static String number(double v) {
    if (!Double.isFinite(v)) {
      return Double.toString(v);
    }
    double size = Math.abs(v);
    if (v == 0 || size >= 1e-3 && size < 1e6) {
      BigDecimal rounded =
          size >= 1000 ? new BigDecimal(Math.rint(v)) : new BigDecimal(v, new MathContext(3));
      return v == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
    return String.format(Locale.ROOT, "%.2e", v)
        .replaceFirst("\\.?0*e", "e")
        .replaceFirst("e([+-])0", "e$1")
        .replace("e+", "e");
  }

  /** A constant as one would write it into a program: four significant digits. */
  static String constant(double v) {
    if (!Double.isFinite(v)) {
      return Double.toString(v);
    }
    return new BigDecimal(v, new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  static String percent(double share) {
    return number(100 * share) + " %";
  }

  /** What follows the place of the first finding when there are others like it. */
  static String more(int others, String noun) {
    return others == 0 ? "" : " (and " + others + " more " + noun + (others > 1 ? "s)" : ")");
  }

  /** The first of the gravest. */
  static <T> T gravest(List<T> hits, Function<T, Severity> severity) {
    T best = hits.get(0);
    for (T hit : hits) {
      if (severity.apply(hit).compareTo(severity.apply(best)) > 0) {
        best = hit;
      }
    }
    return best;
  }
}
