package dev.initlint.hub.family.notation;

import java.util.ArrayList;
import java.util.List;

/** The lines of a file that hold something; one whose brackets stay open goes on in the next. */
final class Lines {
  private static final int LIMIT = 4000;
  private final List<Line> all = new ArrayList<>();
  private int at;

  /** One line without indentation and comment. */
  record Line(Source source, String text) {
    Parser parser() {
      return new Parser(source, text);
    }

    int indent() {
      return source.indent();
    }
  }

  Lines(String path, String text) {
    List<String> raw = text.lines().toList();
    if (raw.size() > LIMIT) {
      throw new Source(path, LIMIT, 0).error(1, "a family has at most " + LIMIT + " lines");
    }
    for (int i = 0; i < raw.size(); i++) {
      int first = i;
      StringBuilder line = new StringBuilder(bare(raw.get(i)));
      while (open(line) > 0 && i + 1 < raw.size()) {
        line.append(' ').append(bare(raw.get(++i)).strip());
      }
      if (!line.toString().isBlank()) {
        String words = line.toString();
        int indent = words.length() - words.stripLeading().length();
        all.add(new Line(new Source(path, first + 1, indent), words.strip()));
      }
    }
  }

  private static String bare(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      quoted ^= line.charAt(i) == '"';
      if (line.charAt(i) == '#' && !quoted) {
        return line.substring(0, i).stripTrailing();
      }
    }
    return line.stripTrailing();
  }

  private static int open(CharSequence line) {
    int open = 0;
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      quoted ^= c == '"';
      open += quoted ? 0 : c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    }
    return open;
  }

  boolean hasNext() {
    return at < all.size();
  }

  Line next() {
    return all.get(at++);
  }

  /** The lines below a heading that are further in. */
  List<Line> body(Line heading) {
    int from = at;
    while (hasNext() && all.get(at).indent() > heading.indent()) {
      at++;
    }
    return all.subList(from, at);
  }
}
