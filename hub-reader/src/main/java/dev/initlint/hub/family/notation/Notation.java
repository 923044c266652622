package dev.initlint.hub.family.notation;

import java.util.Collection;

/** Parts of the notation that are read on their own. */
public final class Notation {
  private Notation() {}

  /** A term inside a path. */
  public static Term term(Source source, String text) {
    Parser p = new Parser(source, text);
    Term t = p.term();
    p.end();
    return t;
  }

  /** {@code ; did you mean X?} for a name that is one or two letters off, else nothing. */
  public static String nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(k -> distance(name, k) <= 2)
        .findFirst()
        .map(k -> "; did you mean " + k + "?")
        .orElse("");
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
