package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.symbol.Decimals;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** How numbers and repetitions are written in messages. */
final class Wording {
  private static final List<ScalarFunction> KNOWN =
      List.of(Activation.GELU, Activation.SILU, Activation.RELU, Activation.TANH);

  /** Constants in files have seven digits, and an approximation of GELU is one too. */
  private static final double SAME = 2e-3;

  private static final Map<String, String> SINGULAR =
      Map.ofEntries(
          Map.entry("blocks", "block"),
          Map.entry("branches", "branch"),
          Map.entry("classes", "class"),
          Map.entry("inputs", "input"),
          Map.entry("keys", "key"),
          Map.entry("layers", "layer"),
          Map.entry("matrices", "matrix"),
          Map.entry("norms", "norm"),
          Map.entry("outputs", "output"),
          Map.entry("rows", "row"),
          Map.entry("sums", "sum"),
          Map.entry("units", "unit"),
          Map.entry("weights", "weight"));

  /** A count of one before a noun in the plural, perhaps with a word such as pre-norm between. */
  private static final Pattern ONE =
      Pattern.compile(
          "(?<![\\w.,/·^√])1 ((?:[a-z]+-[a-z]+ )?)("
              + String.join("|", SINGULAR.keySet())
              + ")\\b");

  private static final Pattern SAME_AGAIN =
      Pattern.compile("(?<![^\\s(])(\\d\\S*) in place of \\1(?=[\\s,;:)]|$)");

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
    return Decimals.scientific(v, 2)
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

  /** What is said where exporting folded batch norms into the maps a finding is about. */
  static String folded(boolean any) {
    return any ? "; exporting folded batch norms away: in training a norm stands here" : "";
  }

  /** What is said where source states neither a loss nor a softmax. */
  static String unscored(boolean any) {
    return any ? ", if they are scores of classes: the source shows no loss" : "";
  }

  /** The usual name of a function, also of one that an exporter wrote out. */
  static String activation(ScalarFunction f) {
    for (ScalarFunction known : KNOWN) {
      double off = 0;
      for (double z = -3; z <= 3; z += 0.75) {
        off = Math.max(off, Math.abs(known.value(z) - f.value(z)));
      }
      if (off < SAME) {
        return known.name();
      }
    }
    return f.name();
  }

  /** The text with one of a thing in the singular. */
  static String agreeing(String text) {
    return ONE.matcher(text).replaceAll(m -> "1 " + m.group(1) + SINGULAR.get(m.group(2)));
  }

  /** Whether a text sets a number against itself: the difference is below the digits printed. */
  static boolean saysNothing(String text) {
    return SAME_AGAIN.matcher(text).find();
  }

  /** Whether a figure in the text is none. */
  static boolean isHollow(String text) {
    return text.contains("NaN") && !text.matches(".*\\d NaN.*") || text.contains("Infinity");
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
