package dev.initlint.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A printed formula worked out as a reader with a calculator would: symbols replaced by their
 * numbers, the longest first, then powers, products and sums. It knows nothing of how formulas are
 * made.
 */
public final class FormulaText {
  private final String text;
  private int at;

  private FormulaText(String text) {
    this.text = text;
  }

  /**
   * The number.
   *
   * @throws IllegalArgumentException if something in the text is neither a number, a symbol nor an
   *     operator
   */
  public static double value(String formula, Map<String, Double> symbols) {
    String numbers = formula;
    List<String> byLength = new ArrayList<>(symbols.keySet());
    byLength.sort(Comparator.comparingInt(String::length).reversed());
    for (int i = 0; i < byLength.size(); i++) {
      numbers = numbers.replace(byLength.get(i), mark(i));
    }
    for (int i = 0; i < byLength.size(); i++) {
      numbers = numbers.replace(mark(i), "(" + symbols.get(byLength.get(i)) + ")");
    }
    FormulaText t = new FormulaText(numbers.replace(" ", "").replace('−', '-'));
    double v = t.sum();
    if (t.at < t.text.length()) {
      throw new IllegalArgumentException("not understood from here: " + t.text.substring(t.at));
    }
    return v;
  }

  /** A character that stands in no formula. */
  private static String mark(int i) {
    return Character.toString(0xE000 + i);
  }

  private double sum() {
    double v = taken('-') ? -product() : product();
    while (true) {
      if (taken('+')) {
        v += product();
      } else if (taken('-')) {
        v -= product();
      } else {
        return v;
      }
    }
  }

  private double product() {
    double v = power();
    while (true) {
      if (taken('·')) {
        v *= power();
      } else if (taken('/')) {
        v /= power();
      } else {
        return v;
      }
    }
  }

  private double power() {
    if (taken('√')) {
      return Math.sqrt(atom());
    }
    double v = atom();
    return taken('²') ? v * v : taken('³') ? v * v * v : taken('^') ? Math.pow(v, atom()) : v;
  }

  private double atom() {
    if (taken('(')) {
      double v = sum();
      if (!taken(')')) {
        throw new IllegalArgumentException("a bracket is not closed: " + text);
      }
      return v;
    }
    int from = at;
    while (at < text.length() && isDigit(at)) {
      at++;
    }
    return Double.parseDouble(text.substring(from, at));
  }

  private boolean isDigit(int i) {
    char c = text.charAt(i);
    boolean exponentSign = (c == '-' || c == '+') && i > 0 && "eE".indexOf(text.charAt(i - 1)) >= 0;
    return Character.isDigit(c) || c == '.' || c == 'e' || c == 'E' || exponentSign;
  }

  private boolean taken(char c) {
    boolean here = at < text.length() && text.charAt(at) == c;
    at += here ? 1 : 0;
    return here;
  }
}
