package dev.initlint.propagate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a graph input is assumed to hold. */
public sealed interface InputLaw {

  /** Independent normal entries. */
  record Normal(double mean, double std) implements InputLaw {}

  /** The same value everywhere, as of a mask. */
  record Constant(double value) implements InputLaw {}

  /** Independent uniform tokens out of {@code vocabulary}. */
  record Tokens(double vocabulary) implements InputLaw {}

  Pattern NORMAL = Pattern.compile("normal\\(\\s*([-+.\\deE]+)\\s*,\\s*([-+.\\deE]+)\\s*\\)");
  Pattern CONSTANT = Pattern.compile("constant\\(\\s*([-+.\\deE]+)\\s*\\)");
  Pattern TOKENS = Pattern.compile("tokens\\(\\s*(\\d+)\\s*\\)");

  /**
   * Reads {@code normal(MEAN,STD)}, {@code tokens(V)} or {@code constant(VALUE)}.
   *
   * @throws IllegalArgumentException with a sentence if it is none of them
   */
  static InputLaw parse(String text) {
    Matcher normal = NORMAL.matcher(text.trim());
    if (normal.matches()) {
      double std = number(normal.group(2), text);
      if (!(std >= 0)) {
        throw new IllegalArgumentException("the deviation in " + text + " is negative");
      }
      return new Normal(number(normal.group(1), text), std);
    }
    Matcher tokens = TOKENS.matcher(text.trim());
    if (tokens.matches() && !tokens.group(1).matches("0+")) {
      return new Tokens(number(tokens.group(1), text));
    }
    Matcher constant = CONSTANT.matcher(text.trim());
    if (constant.matches()) {
      return new Constant(number(constant.group(1), text));
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no input law; write normal(MEAN,STD), tokens(V) or constant(VALUE)");
  }

  private static double number(String digits, String text) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + digits + "\" in " + text + " is no number", e);
    }
  }
}
