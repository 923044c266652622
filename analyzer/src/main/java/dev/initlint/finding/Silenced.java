package dev.initlint.finding;

/**
 * A finding that somebody asked not to hear of. It is kept, so that a report can tell of it.
 *
 * @param by who asked
 * @param reason as it was given; empty where none was
 */
public record Silenced(Finding finding, By by, String reason) {

  /** Who can ask for silence. */
  public enum By {
    /** A comment or an annotation in the source. */
    SOURCE,
    /** Metadata of the model file. */
    MODEL_FILE,
    /** The configuration of the project. */
    CONFIGURATION,
    /** The baseline: it was there before. */
    BASELINE
  }
}
