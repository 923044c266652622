package dev.initlint.hub.family.notation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the expressions of one line. Precedence is Python's; {@code ??} replaces a null. */
final class Parser {
  private static final int DEPTH = 64;
  private static final List<Set<String>> LEVELS =
      List.of(
          Set.of("or"),
          Set.of("and"),
          Set.of("==", "!=", "<", "<=", ">", ">=", "in"),
          Set.of("??"),
          Set.of("+", "-"),
          Set.of("*", "/", "//", "%"));

  private final Source source;
  private final List<Token> tokens;
  private int at;
  private int depth;

  Parser(Source source, String line) {
    this.source = source;
    this.tokens = Lexer.words(source, line);
  }

  Source source() {
    return source;
  }

  Token peek() {
    return tokens.get(Math.min(at, tokens.size() - 1)); // the last is that of the end
  }

  Token next() {
    return tokens.get(Math.min(at++, tokens.size() - 1));
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  boolean accept(String sign) {
    boolean here = peek().is(sign);
    at += here ? 1 : 0;
    return here;
  }

  void expect(String sign) {
    if (!accept(sign)) {
      throw error("“" + sign + "” is missing before “" + peek().text() + "”");
    }
  }

  /** A word that is a plain name. */
  String name() {
    Token t = next();
    if (t.kind() != Token.Kind.WORD || !t.text().matches("\\w+")) {
      throw source.error(t.column(), "a name is expected instead of “" + t.text() + "”");
    }
    return t.text();
  }

  void end() {
    if (!atEnd()) {
      throw error("“" + peek().text() + "” is more than the line can hold");
    }
  }

  RuntimeException error(String what) {
    return source.error(peek().column(), what);
  }

  /** Whether an assignment begins here: names, then one equals sign. */
  boolean assigns() {
    int i = at;
    while (tokens.get(i).kind() == Token.Kind.WORD && tokens.get(i + 1).is(",")) {
      i += 2;
    }
    return tokens.get(i).kind() == Token.Kind.WORD && tokens.get(i + 1).is("=");
  }

  Term term() {
    return deeper(
        () -> {
          Term then = level(0);
          if (!accept("if")) {
            return then;
          }
          Term condition = level(0);
          expect("else");
          return new Term.Conditional(condition, then, term(), source);
        });
  }

  private Term deeper(Supplier<Term> part) {
    if (++depth > DEPTH) {
      throw error("the expression is nested more than " + DEPTH + " deep; name its parts");
    }
    Term term = part.get();
    depth--;
    return term;
  }

  private Term level(int i) {
    if (i == LEVELS.size()) {
      return unary();
    }
    if (i == 2 && accept("not")) {
      return new Term.Operation("not", deeper(() -> level(2)), null, source);
    }
    Term left = level(i + 1);
    while (isSign(LEVELS.get(i))) {
      left = new Term.Operation(next().text(), left, level(i + 1), source);
    }
    return left;
  }

  private boolean isSign(Set<String> signs) {
    return signs.contains(peek().text()) && peek().kind() != Token.Kind.TEXT;
  }

  private Term unary() {
    if (accept("-")) {
      return new Term.Operation("-", deeper(this::unary), null, source);
    }
    Term base = postfix();
    return accept("**") ? new Term.Operation("**", base, deeper(this::unary), source) : base;
  }

  private Term postfix() {
    Term t = primary();
    while (accept("[")) {
      t = new Term.Item(t, term(), source);
      expect("]");
    }
    return t;
  }

  private Term primary() {
    Token t = next();
    return switch (t.kind()) {
      case NUMBER -> new Term.Literal(Double.valueOf(t.text()), source);
      case TEXT -> acceptModule() ? call(t.text(), name()) : new Term.Literal(t.text(), source);
      case WORD -> word(t);
      case SIGN -> bracket(t);
      case END -> throw source.error(t.column(), "the expression ends too early");
    };
  }

  /** Takes the colon between a module path and what it does. */
  private boolean acceptModule() {
    boolean here = peek().is(":") && tokens.get(at + 1).kind() == Token.Kind.WORD;
    at += here ? 1 : 0;
    return here;
  }

  private Term bracket(Token t) {
    if (t.is("(")) {
      Term inner = term();
      expect(")");
      return inner;
    }
    if (t.is("[")) {
      List<Term> items = new ArrayList<>();
      while (!accept("]")) {
        items.add(term());
        if (!peek().is("]")) {
          expect(",");
        }
      }
      return new Term.Listing(items, source);
    }
    throw source.error(t.column(), "“" + t.text() + "” is not the beginning of a value");
  }

  private Term word(Token t) {
    switch (t.text()) {
      case "true":
        return new Term.Literal(true, source);
      case "false":
        return new Term.Literal(false, source);
      case "null":
        return new Term.Literal(null, source);
      default:
        break;
    }
    if (acceptModule()) {
      return call(t.text(), name());
    }
    if (!t.text().matches("\\w+")) {
      throw source.error(t.column(), "“" + t.text() + "” is a module path without a module");
    }
    return peek().is("(") ? call(null, t.text()) : new Term.Name(t.text(), source);
  }

  private Term call(String path, String function) {
    expect("(");
    List<Term> arguments = new ArrayList<>();
    Map<String, Term> named = new LinkedHashMap<>();
    while (!accept(")")) {
      if (peek().kind() == Token.Kind.WORD && tokens.get(at + 1).is("=")) {
        String name = name();
        expect("=");
        named.put(name, term());
      } else {
        arguments.add(term());
      }
      if (!peek().is(")")) {
        expect(",");
      }
    }
    return new Term.Call(path, function, arguments, named, source);
  }
}
