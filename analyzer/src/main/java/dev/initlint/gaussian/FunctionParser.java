package dev.initlint.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a function of one argument {@code x} as people write it: {@code x*sigmoid(1.5*x)}, {@code
 * max(x, 0.1*x)}, {@code exp(-x^2/2)}. Numbers, {@code x}, {@code pi}, {@code e}, the signs {@code
 * + - * / ^} ({@code **} as well), brackets, {@code min}, {@code max}, {@code clip(x, low, high)},
 * {@code exp}, {@code log}, {@code log1p}, {@code sqrt}, {@code abs}, {@code Phi} (the normal
 * distribution) and all of {@link FunctionNames}, of which those with a parameter may take it
 * second.
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = signed { ("*" | "/") signed }
 * signed  = ["-" | "+"] signed | power
 * power   = atom ["^" signed]
 * atom    = number | "x" | "pi" | "e" | "(" sum ")" | name "(" sum {"," sum} ")"
 * </pre>
 */
public final class FunctionParser {
  private static final int DEEPEST = 60;
  private static final int LONGEST = 2000;

  private static final Map<String, ScalarFunction> MORE =
      Map.of(
          "log", Activation.log(),
          "ln", Activation.log(),
          "log1p", Activation.log1p(),
          "sqrt", Activation.sqrt(),
          "Phi",
              ScalarFunction.of(
                  "Phi",
                  ErrorFunction::normalBelow,
                  ErrorFunction::normalDensity,
                  Landmark.bend(0, 1)));

  private final String text;
  private int at;
  private int depth;

  private FunctionParser(String text) {
    this.text = text;
  }

  /** A text that is no function of x; the message says where and what is expected. */
  public static final class NotAFunction extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    NotAFunction(String message) {
      super(message);
    }
  }

  /** A number, or a function that is not constant. */
  private record Term(double number, ScalarFunction function) {
    boolean isNumber() {
      return function == null;
    }

    ScalarFunction asFunction() {
      return isNumber() ? ScalarFunction.of("" + number, x -> number, x -> 0) : function;
    }
  }

  /**
   * The function, named as its text.
   *
   * @throws NotAFunction if the text is none
   */
  public static ScalarFunction parse(String text) {
    if (text.length() > LONGEST) {
      throw new NotAFunction("the expression is longer than " + LONGEST + " characters");
    }
    FunctionParser p = new FunctionParser(text);
    Term result = p.sum();
    p.blanks();
    if (p.at < text.length()) {
      throw p.wrong("expected an operator");
    }
    return result.asFunction().named(text.strip());
  }

  private Term sum() {
    if (++depth > DEEPEST) {
      throw wrong("brackets are nested deeper than " + DEEPEST);
    }
    Term left = product();
    while (true) {
      if (take('+')) {
        left = add(left, product());
      } else if (take('-')) {
        left = add(left, scaled(product(), -1));
      } else {
        depth--;
        return left;
      }
    }
  }

  private Term product() {
    Term left = signed();
    while (true) {
      if (take('*')) {
        left = multiply(left, signed());
      } else if (take('/')) {
        left = multiply(left, raised(signed(), -1));
      } else {
        return left;
      }
    }
  }

  private Term signed() {
    if (++depth > DEEPEST) {
      throw wrong("signs are nested deeper than " + DEEPEST);
    }
    Term t = take('-') ? scaled(signed(), -1) : take('+') ? signed() : power();
    depth--;
    return t;
  }

  private Term power() {
    Term base = atom();
    if (!take('^')) {
      return base;
    }
    int place = at;
    Term exponent = signed();
    if (exponent.isNumber()) {
      return raised(base, exponent.number());
    }
    if (base.isNumber() && base.number() > 0) {
      ScalarFunction inner = exponent.function().times(Math.log(base.number()));
      return new Term(0, inner.then(Activation.EXP));
    }
    at = place;
    throw wrong("an exponent that holds x needs a positive number below it, as 2^x");
  }

  private Term atom() {
    blanks();
    if (take('(')) {
      Term inner = sum();
      expect(')');
      return inner;
    }
    char c = at < text.length() ? text.charAt(at) : 0;
    if (Character.isDigit(c) || c == '.') {
      return number();
    }
    if (Character.isLetter(c)) {
      return named();
    }
    throw wrong("expected a number, x or a function");
  }

  private Term number() {
    int from = at;
    while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    int exponent = at;
    if (at < text.length() && "eE".indexOf(text.charAt(at)) >= 0) {
      at++;
      if (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      int digits = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      at = digits == at ? exponent : at;
    }
    try {
      return new Term(Double.parseDouble(text.substring(from, at)), null);
    } catch (NumberFormatException e) {
      at = from;
      throw wrong("not a number");
    }
  }

  private Term named() {
    int from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    String name = text.substring(from, at);
    if (take('(')) {
      return call(name, from);
    }
    switch (name) {
      case "x":
        return new Term(0, Activation.IDENTITY);
      case "pi":
        return new Term(Math.PI, null);
      case "e":
        return new Term(Math.E, null);
      default:
        at = from;
        throw wrong(
            isFunction(name)
                ? "expected an argument: " + name + "(x)"
                : "\"" + name + "\" is neither x nor a function");
    }
  }

  private static boolean isFunction(String name) {
    return MORE.containsKey(name)
        || name.equals("min")
        || name.equals("max")
        || name.equals("clip")
        || FunctionNames.isKnown(name);
  }

  private Term call(String name, int from) {
    if (!isFunction(name)) {
      at = from;
      throw wrong("there is no function \"" + name + "\"; see the list of initlint gain --list");
    }
    List<Term> arguments = new ArrayList<>(List.of(sum()));
    while (take(',')) {
      arguments.add(sum());
    }
    expect(')');
    return switch (name) {
      case "max", "min" -> extreme(name, arguments, from);
      case "clip" -> clip(arguments, from);
      default -> applied(name, arguments, from);
    };
  }

  private Term extreme(String name, List<Term> arguments, int from) {
    if (arguments.size() < 2) {
      at = from;
      throw wrong(name + " takes two arguments or more");
    }
    Term all = arguments.get(0);
    for (Term next : arguments.subList(1, arguments.size())) {
      if (all.isNumber() && next.isNumber()) {
        boolean larger = all.number() > next.number();
        all = larger == name.equals("max") ? all : next;
      } else {
        ScalarFunction a = all.asFunction();
        ScalarFunction b = next.asFunction();
        all = new Term(0, name.equals("max") ? a.max(b) : a.min(b));
      }
    }
    return all;
  }

  private Term clip(List<Term> arguments, int from) {
    boolean bounds =
        arguments.size() == 3
            && arguments.get(1).isNumber()
            && arguments.get(2).isNumber()
            && arguments.get(1).number() < arguments.get(2).number();
    if (!bounds) {
      at = from;
      throw wrong("clip takes an argument and two numbers, the lower one first");
    }
    return of(
        Activation.clip(arguments.get(1).number(), arguments.get(2).number()), arguments.get(0));
  }

  private Term applied(String name, List<Term> arguments, int from) {
    boolean more = MORE.containsKey(name);
    boolean parameter =
        !more
            && arguments.size() == 2
            && arguments.get(1).isNumber()
            && !FunctionNames.parameter(name).isEmpty();
    if (arguments.size() != 1 && !parameter) {
      at = from;
      String second = more ? "" : FunctionNames.parameter(name);
      throw wrong(
          name
              + (second.isEmpty()
                  ? " takes one argument"
                  : " takes an argument and, if wanted, a number for " + second));
    }
    ScalarFunction f =
        more
            ? MORE.get(name)
            : FunctionNames.of(name, parameter ? arguments.get(1).number() : null);
    return of(f, arguments.get(0));
  }

  private static Term of(ScalarFunction f, Term argument) {
    return argument.isNumber()
        ? new Term(f.value(argument.number()), null)
        : new Term(0, argument.function().then(f));
  }

  private static Term add(Term a, Term b) {
    if (a.isNumber() && b.isNumber()) {
      return new Term(a.number() + b.number(), null);
    }
    return a.isNumber()
        ? new Term(0, b.function().plus(a.number()))
        : new Term(
            0, b.isNumber() ? a.function().plus(b.number()) : a.function().plus(b.function()));
  }

  private static Term multiply(Term a, Term b) {
    return a.isNumber()
        ? scaled(b, a.number())
        : b.isNumber() ? scaled(a, b.number()) : new Term(0, a.function().times(b.function()));
  }

  private static Term scaled(Term t, double factor) {
    return t.isNumber()
        ? new Term(factor * t.number(), null)
        : new Term(0, t.function().times(factor));
  }

  private static Term raised(Term t, double exponent) {
    return t.isNumber()
        ? new Term(Math.pow(t.number(), exponent), null)
        : exponent == 0 ? new Term(1, null) : new Term(0, t.function().power(exponent));
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** Takes a sign; two asterisks are one for powers. */
  private boolean take(char sign) {
    blanks();
    boolean stars = text.startsWith("**", at);
    if (stars) {
      at += sign == '^' ? 2 : 0;
      return sign == '^';
    }
    if (at < text.length() && text.charAt(at) == sign) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char sign) {
    if (!take(sign)) {
      throw wrong("expected \"" + sign + "\"");
    }
  }

  private NotAFunction wrong(String what) {
    return new NotAFunction(
        "\""
            + text
            + "\", "
            + (at >= text.length() ? "at the end" : "at character " + (at + 1))
            + ": "
            + what);
  }
}
