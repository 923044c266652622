package dev.initlint.report;

/**
 * How much of a finding is told.
 *
 * @param derivation whether to tell how each figure follows
 * @param notes what becomes of notes
 */
public record Detail(boolean derivation, Notes notes) {
  /** Errors and warnings with their cures, notes in a line each. */
  public static final Detail SHORT = new Detail(false, Notes.SUMMARY);

  /** What becomes of notes. */
  public enum Notes {
    /** They are told as errors are. */
    ALL,
    /** A line each. */
    SUMMARY,
    /** They are counted only. */
    NONE;

    /** The word that an option takes. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
