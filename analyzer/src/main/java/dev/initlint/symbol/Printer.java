package dev.initlint.symbol;

import java.util.ArrayList;
import java.util.List;

/** Writes expressions as a reader of the literature would: {@code d_model·var(W_q)/2}. */
public final class Printer {
  private Printer() {}

  public static String print(Expr e) {
    return print(e, 0);
  }

  /** Binding strength of the context: 0 sum, 1 product, 2 power. */
  private static String print(Expr e, int context) {
    if (e instanceof Expr.Constant c) {
      String text = number(c.value());
      return context == 2 && c.value() < 0 ? "(" + text + ")" : text;
    }
    if (e instanceof Expr.Symbol s) {
      return s.name();
    }
    if (e instanceof Expr.Call c) {
      List<String> arguments = c.arguments().stream().map(Printer::print).toList();
      return c.function() + "(" + String.join(", ", arguments) + ")";
    }
    if (e instanceof Expr.Power p) {
      return power(p, context);
    }
    String text = e instanceof Expr.Sum s ? sum(s) : product((Expr.Product) e);
    int strength = e instanceof Expr.Sum ? 0 : 1;
    return context > strength ? "(" + text + ")" : text;
  }

  private static String power(Expr.Power p, int context) {
    if (p.exponent() == 0.5) {
      return "√" + print(p.base(), 2);
    }
    if (p.exponent() < 0) {
      String text = "1/" + print(Expr.power(p.base(), -p.exponent()), 2);
      return context == 2 ? "(" + text + ")" : text;
    }
    String base = print(p.base(), 2);
    return p.exponent() == 2
        ? base + "²"
        : p.exponent() == 3 ? base + "³" : base + "^" + number(p.exponent());
  }

  private static String sum(Expr.Sum s) {
    List<String> terms = new ArrayList<>(s.terms().stream().map(t -> print(t, 0)).toList());
    terms.stream().filter(t -> !t.startsWith("-")).findFirst().ifPresent(t -> first(t, terms));
    StringBuilder text = new StringBuilder();
    for (String t : terms) {
      if (text.length() == 0) {
        text.append(t);
      } else if (t.startsWith("-")) {
        text.append(" − ").append(t.substring(1));
      } else {
        text.append(" + ").append(t);
      }
    }
    return text.toString();
  }

  /** Moves a term to the front where another one would begin with a sign. */
  private static void first(String term, List<String> terms) {
    if (terms.get(0).startsWith("-")) {
      terms.remove(term);
      terms.add(0, term);
    }
  }

  private static String product(Expr.Product p) {
    List<String> above = new ArrayList<>();
    List<String> below = new ArrayList<>();
    for (Expr f : p.factors()) {
      if (f instanceof Expr.Power w && w.exponent() < 0) {
        below.add(print(Expr.power(w.base(), -w.exponent()), 2));
      } else if (f instanceof Expr.Constant c && c.value() == -1 && above.isEmpty()) {
        above.add("-");
      } else {
        above.add(print(f, 1));
      }
    }
    String top = String.join("·", above).replaceFirst("^-·", "-");
    if (top.isEmpty() || top.equals("-")) {
      top += "1";
    }
    if (below.isEmpty()) {
      return top;
    }
    String bottom = String.join("·", below);
    return top + "/" + (below.size() > 1 ? "(" + bottom + ")" : bottom);
  }

  /** Up to four significant digits, as short as possible. */
  public static String number(double v) {
    if (v == Math.rint(v) && Math.abs(v) < 1e7) {
      return Long.toString((long) v);
    }
    double size = Math.abs(v);
    String text =
        size >= 1e-3 && size < 1e6
            ? Decimals.fixed(v, Math.max(0, 3 - exponent(size)))
            : Decimals.scientific(v, 3).replaceFirst("0+e", "e").replace(".e", "e");
    return text.contains(".") && !text.contains("e")
        ? text.replaceFirst("0+$", "").replaceFirst("\\.$", "")
        : text;
  }

  private static int exponent(double size) {
    return (int) Math.floor(Math.log10(size));
  }
}
