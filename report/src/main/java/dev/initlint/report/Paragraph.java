package dev.initlint.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text broken into lines, at spaces and nowhere else, and not within an equation. */
public final class Paragraph {
  /** Stands for a space that no line ends at. */
  private static final char BOUND = '\u00a0';

  /** A sign of an equation with the spaces around it, and a number with the word it counts. */
  private static final Pattern EQUATION = Pattern.compile(" ([=+−·<>≤≥]) ");

  private Paragraph() {}

  /**
   * The lines of a text.
   *
   * @param hang what the lines after the first begin with
   * @param width columns that a line may take; a word that is longer stands alone on its line
   */
  public static List<String> lines(String text, String hang, int width) {
    if (length(text) <= width) {
      return List.of(text);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int indent = text.length() - text.stripLeading().length();
    line.append(text, 0, indent);
    for (String word : words(text.substring(indent), width - hang.length())) {
      boolean first = line.toString().isBlank();
      if (!first && length(line) + 1 + length(word) > width) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(hang);
        first = true;
      }
      line.append(first ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static List<String> words(String text, int width) {
    String bound = EQUATION.matcher(text).replaceAll(BOUND + "$1" + BOUND);
    List<String> words = new ArrayList<>();
    for (String word : bound.split(" +")) {
      String plain = word.replace(BOUND, ' ');
      // An equation that is longer than a line has to be broken after all.
      words.addAll(length(plain) <= width ? List.of(plain) : List.of(plain.split(" ")));
    }
    return words;
  }

  /** As much of a text as fits, cut after a word, with a mark where it was cut. */
  static String cut(String text, int width) {
    if (length(text) <= width) {
      return text;
    }
    int end = text.offsetByCodePoints(0, Math.max(1, width - 2));
    int space = text.lastIndexOf(' ', end);
    return text.substring(0, space > 0 ? space : end) + " …";
  }

  /** The end of a name that is longer than a column, which tells more than its beginning. */
  static String end(String name, int columns, String mark) {
    int length = length(name);
    return length <= columns
        ? name
        : mark + name.substring(name.offsetByCodePoints(0, length - columns + length(mark)));
  }

  static int length(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }
}
