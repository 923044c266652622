package dev.initlint.finding;

import java.util.List;

/**
 * The smallest edit that cures a finding.
 *
 * @param text one sentence for the reader
 * @param safe whether the edits keep the meaning of everything but the hazard
 * @param edits text edits of source files; empty where the model is not text
 */
public record Fix(String text, boolean safe, List<Edit> edits) {
  public Fix {
    edits = List.copyOf(edits);
  }

  public static Fix advice(String text) {
    return new Fix(text, false, List.of());
  }

  /**
   * Replaces the characters {@code [start, end)} of a file, counted from 0 in UTF-16 units.
   *
   * @param start equal to {@code end} for an insertion
   */
  public record Edit(String path, int start, int end, String replacement) {}
}
