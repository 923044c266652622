package dev.initlint.finding;

import dev.initlint.source.Remedy;
import java.util.ArrayList;
import java.util.List;

/**
 * The smallest edit that cures a finding.
 *
 * @param text one sentence for the reader
 * @param safe whether the edits keep the meaning of everything but the hazard
 * @param edits text edits of source files; empty where the model is not text
 * @param remedies the cure in terms of the model, from which edits are made; all of them together
 * @param others what else may cure, to be tried in this order where the first does not
 * @param checked whether the cure was applied to the model, which was then found cured
 * @param leaves ids of the rules that then report what they did not before, or below the finding
 */
public record Fix(
    String text,
    boolean safe,
    List<Edit> edits,
    List<Remedy> remedies,
    List<Fix> others,
    boolean checked,
    List<String> leaves) {
  public Fix {
    edits = List.copyOf(edits);
    remedies = List.copyOf(remedies);
    others = List.copyOf(others);
    leaves = List.copyOf(leaves);
  }

  /** A cure that was not tried. */
  public Fix(String text, boolean safe, List<Edit> edits, List<Remedy> remedies) {
    this(text, safe, edits, remedies, List.of(), false, List.of());
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
    return new Fix(text, safe && keepsTheRest, spelling, remedies, others, checked, leaves);
  }

  /** The same in other words. */
  public Fix worded(String words) {
    return new Fix(words, safe, edits, remedies, others, checked, leaves);
  }

  /** The same with what else may cure. */
  public Fix orElse(Fix other) {
    List<Fix> all = new ArrayList<>(others);
    all.add(other);
    return new Fix(text, safe, edits, remedies, all, checked, leaves);
  }

  /** What else may cure, without this. */
  public Fix withoutFirst() {
    Fix next = others.get(0);
    List<Fix> rest = others.subList(1, others.size());
    return new Fix(next.text, next.safe, next.edits, next.remedies, rest, false, List.of());
  }

  /** The same after it was tried. */
  public Fix tried(String words, List<String> left) {
    return new Fix(words, safe, edits, remedies, List.of(), true, left);
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
