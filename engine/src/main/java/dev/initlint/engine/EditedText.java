package dev.initlint.engine;

import dev.initlint.finding.Fix;
import java.util.Comparator;
import java.util.List;

/** Text with pieces of it replaced; every other character stays as it is. */
final class EditedText {
  private EditedText() {}

  /** The edits in the order of their places. */
  static List<Fix.Edit> ordered(List<Fix.Edit> edits) {
    return edits.stream()
        .distinct()
        .sorted(Comparator.comparingInt(Fix.Edit::start).thenComparingInt(Fix.Edit::end))
        .toList();
  }

  /**
   * Applies edits that do not touch each other.
   *
   * @param edits in the order of their places
   * @throws IndexOutOfBoundsException if the text has no such characters
   */
  static String of(String text, List<Fix.Edit> edits) {
    StringBuilder edited = new StringBuilder(text.length());
    int at = 0;
    for (Fix.Edit e : edits) {
      edited.append(text, at, e.start()).append(e.replacement());
      at = e.end();
    }
    return edited.append(text, at, text.length()).toString();
  }
}
