package dev.initlint.hub.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one term: a number, a name or a call, with calls inside. */
final class TermParser {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
  private static final int DEEPEST = 64;

  private final String text;
  private int at;

  private TermParser(String text, int from) {
    this.text = text;
    at = from;
  }

  /**
   * The term that a line ends with.
   *
   * @param from where it begins
   * @throws Fault if it is none
   */
  static Term parse(String line, int from) {
    TermParser p = new TermParser(line, from);
    Term term = p.term(0);
    p.blanks();
    if (p.at < line.length()) {
      throw new Fault(p.at + 1, "nothing is expected here, and there is " + p.shown());
    }
    return term;
  }

  private Term term(int depth) {
    blanks();
    int column = at + 1;
    if (depth > DEEPEST) {
      throw new Fault(column, "calls are nested more than " + DEEPEST + " deep");
    }
    String number = match(NUMBER);
    if (number != null) {
      return new Term.Number(finite(number, column), column);
    }
    String name = match(NAME);
    if (name == null) {
      throw new Fault(column, "a name, a number or a call is expected, and there is " + shown());
    }
    blanks();
    boolean call = at < text.length() && text.charAt(at) == '(';
    if (!call && !StatedLaw.FUNCTIONS.contains(name)) {
      return new Term.Name(name, column);
    }
    List<Term> arguments = new ArrayList<>();
    Map<String, Double> named = new LinkedHashMap<>();
    if (call) {
      arguments(arguments, named, depth);
    }
    long seed = word("seed") ? (long) number("a seed") : 0;
    Term meant = word("meant") ? term(depth + 1) : null;
    return new Term.Call(name, arguments, named, seed, meant, column);
  }

  private void arguments(List<Term> arguments, Map<String, Double> named, int depth) {
    at++;
    blanks();
    if (next(')')) {
      return;
    }
    do {
      blanks();
      int start = at;
      String name = match(NAME);
      blanks();
      if (name != null && next('=')) {
        named.put(name, number("a number for " + name));
      } else {
        at = start;
        arguments.add(term(depth + 1));
      }
      blanks();
    } while (next(','));
    if (!next(')')) {
      throw new Fault(
          at + 1, "a comma or a closing parenthesis is expected, and there is " + shown());
    }
  }

  private double number(String what) {
    blanks();
    int column = at + 1;
    String number = match(NUMBER);
    if (number == null) {
      throw new Fault(column, what + " is expected, and there is " + shown());
    }
    return finite(number, column);
  }

  private static double finite(String number, int column) {
    double value = Double.parseDouble(number);
    if (!Double.isFinite(value)) {
      throw new Fault(column, number + " is too large");
    }
    return value;
  }

  private boolean word(String word) {
    blanks();
    int start = at;
    if (word.equals(match(NAME))) {
      return true;
    }
    at = start;
    return false;
  }

  private boolean next(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private String match(Pattern pattern) {
    Matcher m = pattern.matcher(text).region(at, text.length());
    if (!m.lookingAt()) {
      return null;
    }
    at = m.end();
    return m.group();
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private String shown() {
    return at >= text.length() ? "the end of the line" : "\"" + text.charAt(at) + "\"";
  }
}
