package dev.initlint.hub.family;

import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Locale;
import org.hipparchus.special.Erf;

/** Laws as torch and transformers draw them, by the names that families use. */
final class Draws {
  private Draws() {}

  /** Whether a function is a law. */
  static boolean isLaw(String name) {
    return switch (name) {
      case "normal",
          "uniform",
          "truncated",
          "constant",
          "zeros",
          "ones",
          "xavier_uniform",
          "xavier_normal",
          "kaiming_uniform",
          "kaiming_normal",
          "special" ->
          true;
      default -> false;
    };
  }

  /**
   * A law.
   *
   * @param numbers its arguments
   * @param fanIn torch's fan-in of the tensor
   * @param fanOut torch's fan-out of the tensor
   */
  static Law law(String name, List<Double> numbers, double fanIn, double fanOut) {
    double first = numbers.isEmpty() ? 0 : numbers.get(0);
    double second = numbers.size() < 2 ? 0 : numbers.get(1);
    return switch (name) {
      case "normal" -> normal(first, second);
      case "uniform" -> uniform(first, second);
      case "truncated" -> truncated(first, numbers.size() < 2 ? 2 : second);
      case "constant" -> constant(first);
      case "zeros" -> constant(0);
      case "ones" -> constant(1);
      case "xavier_uniform" -> symmetric(Math.sqrt(6 / (fanIn + fanOut)));
      case "xavier_normal" -> normal(0, Math.sqrt(2 / (fanIn + fanOut)));
      case "kaiming_uniform" -> symmetric(Math.sqrt(6 / ((1 + first * first) * fanIn)));
      case "kaiming_normal" -> normal(0, Math.sqrt(2 / (numbers.isEmpty() ? fanIn : fanOut)));
      case "special" -> other("special", first, second);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Law normal(double mean, double std) {
    return std == 0 && mean == 0
        ? constant(0)
        : law(Law.Family.NORMAL, "normal(" + text(mean) + ", " + text(std) + ")", mean, std * std);
  }

  private static Law symmetric(double bound) {
    return uniform(-bound, bound);
  }

  private static Law uniform(double low, double high) {
    double width = high - low;
    return law(
        Law.Family.UNIFORM,
        "uniform(" + text(low) + ", " + text(high) + ")",
        (low + high) / 2,
        width * width / 12);
  }

  /** Normal, cut at {@code cut} standard deviations and not rescaled. */
  private static Law truncated(double std, double cut) {
    double inside = Erf.erf(cut / Math.sqrt(2));
    double density = Math.exp(-cut * cut / 2) / Math.sqrt(2 * Math.PI);
    double left = 1 - 2 * cut * density / inside;
    String name = "truncated_normal(0, " + text(std) + (cut == 2 ? ")" : ", ±" + text(cut) + "σ)");
    return law(
        cut > 6 ? Law.Family.NORMAL : Law.Family.TRUNCATED_NORMAL, name, 0, std * std * left);
  }

  private static Law constant(double value) {
    if (value == 0) {
      return law(Law.Family.ZEROS, "zeros", 0, 0);
    }
    return value == 1
        ? law(Law.Family.ONES, "ones", 1, 0)
        : law(Law.Family.CONSTANT, "constant(" + text(value) + ")", value, 0);
  }

  private static Law other(String name, double mean, double variance) {
    return law(Law.Family.OTHER, name, mean, variance);
  }

  private static Law law(Law.Family family, String name, double mean, double variance) {
    return new Law(family, name, Expr.of(mean), Expr.of(variance), 1);
  }

  /** The law of a table of which one of {@code rows} rows is then set to zero. */
  static Law padded(Law law, double rows) {
    if (!(law.variance() instanceof Expr.Constant c) || c.value() == 0) {
      return law;
    }
    return new Law(
        law.family(),
        law.name() + " with one row of zeros",
        law.mean(),
        Expr.of(c.value() * (rows - 1) / rows),
        law.confidence());
  }

  private static String text(double v) {
    return String.format(Locale.ROOT, "%.6g", v).replaceFirst("\\.?0+(e|$)", "$1");
  }
}
