package dev.initlint.hub.family.notation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a line into words. */
final class Lexer {
  private static final Pattern WORDS =
      Pattern.compile(
          "\\s*(?:(?<number>\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)"
              + "|\"(?<text>[^\"]*)\""
              + "|(?<word>[A-Za-z_*](?:\\.(?!\\.)|\\{[^}]*\\}|[\\w*])*)"
              + "|(?<sign>\\*\\*|//|\\?\\?|\\.\\.|==|!=|<=|>=|[-+*/%<>=()\\[\\],:]))");
  private static final Pattern STAR = Pattern.compile("\\s*\\*\\*?");

  private Lexer() {}

  /** The words of a line, without its indentation and comment. */
  static List<Token> words(Source source, String line) {
    List<Token> tokens = new ArrayList<>();
    Matcher m = WORDS.matcher(line);
    int at = 0;
    while (!line.substring(at).isBlank()) {
      boolean operand = !tokens.isEmpty() && ends(tokens.get(tokens.size() - 1));
      Matcher star = STAR.matcher(line).region(at, line.length());
      if (operand && star.lookingAt()) {
        tokens.add(new Token(Token.Kind.SIGN, star.group().strip(), at + 1));
        at = star.end();
        continue;
      }
      m.region(at, line.length());
      if (!m.lookingAt()) {
        int place = at + line.substring(at).indexOf(line.substring(at).strip().charAt(0));
        throw source.error(place + 1, "cannot read “" + line.charAt(place) + "”");
      }
      tokens.add(token(m));
      at = m.end();
    }
    tokens.add(new Token(Token.Kind.END, "", line.length() + 1));
    return tokens;
  }

  private static boolean ends(Token t) {
    return switch (t.kind()) {
      case NUMBER, TEXT, WORD -> true;
      default -> t.text().equals(")") || t.text().equals("]");
    };
  }

  private static Token token(Matcher m) {
    if (m.group("number") != null) {
      return new Token(Token.Kind.NUMBER, m.group("number"), m.start("number") + 1);
    }
    if (m.group("text") != null) {
      return new Token(Token.Kind.TEXT, m.group("text"), m.start("text"));
    }
    boolean word = m.group("word") != null;
    String group = word ? "word" : "sign";
    return new Token(word ? Token.Kind.WORD : Token.Kind.SIGN, m.group(group), m.start(group) + 1);
  }
}
