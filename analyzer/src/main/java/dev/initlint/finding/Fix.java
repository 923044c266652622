package dev.initlint.finding;

import dev.initlint.source.Remedy;
import java.util.List;

/**
 * The smallest edit that cures a finding.
 *
 * @param text one sentence for the reader
 * @param safe whether the edits keep the meaning of everything but the hazard
 * @param edits text edits of source files; empty where the model is not text
 * @param remedies the cure in terms of the model, from which edits are made; all of them together
 */
public record Fix(String text, boolean safe, List<Edit> edits, List<Remedy> remedies) {
  public Fix {
    edits = List.copyOf(edits);
    remedies = List.copyOf(remedies);
  }

  /** A cure whose edits are known. */
  public Fix(String text, boolean safe, List<Edit> edits) {
    this(text, safe, edits, List.of());
  }

  /** A cure that is left to the reader. */
  public static Fix advice(String text) {
    return new Fix(text, false, List.of());
  }

  /** Whether the edits can be made by a program. */
  public boolean isApplicable() {
    return !edits.isEmpty();
  }

  /** The same with the text edits that its remedies amount to. */
  public Fix spelled(List<Edit> spelling, boolean keepsTheRest) {
    return new Fix(text, safe && keepsTheRest, spelling, remedies);
  }

  /**
   * Replaces the characters {@code [start, end)} of a file, counted from 0 in UTF-16 units.
   *
   * @param start equal to {@code end} for an insertion
   */
  public record Edit(String path, int start, int end, String replacement) {
    /** Whether both cannot be made: they touch the same characters and are not the same. */
    public boolean conflictsWith(Edit other) {
      if (!path.equals(other.path) || equals(other)) {
        return false;
      }
      return start == other.start || start < other.end && other.start < end;
    }
  }
}
