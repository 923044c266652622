package dev.initlint.gaussian;

/**
 * Thrown where a moment is asked for of arguments that no float can hold, or of a law that has none
 * there: a figure that does not exist, and no mistake of who asked.
 */
public final class OutOfRange extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  OutOfRange(String reason) {
    super(reason);
  }
}
