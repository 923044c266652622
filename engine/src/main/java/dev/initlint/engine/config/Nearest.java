package dev.initlint.engine.config;

import dev.initlint.engine.EditDistance;
import java.util.Collection;

/** What somebody may have meant who mistyped a word. */
final class Nearest {
  private Nearest() {}

  /** As {@code "; did you mean ignore?"}, or else the words that there are. */
  static String to(String word, Collection<String> known) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String k : known) {
      int distance = EditDistance.between(word, k);
      if (distance < least) {
        least = distance;
        best = k;
      }
    }
    // A word that shares less than half of its letters with any other is no misspelling of it.
    return best != null && 2 * least <= Math.max(word.length(), best.length())
        ? "; did you mean " + best + "?"
        : "; there are " + String.join(", ", known);
  }
}
