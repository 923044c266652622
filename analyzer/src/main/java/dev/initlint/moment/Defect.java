package dev.initlint.moment;

import dev.initlint.gaussian.OutOfRange;
import java.util.function.Supplier;

/**
 * What should not have happened inside a rule: a mistake of this tool, not of the model. The figure
 * is not known, and the reason says whose fault that is. This is the only place of the analyzer
 * that catches what no rule foresees.
 */
public final class Defect extends NotKnown {
  private static final long serialVersionUID = 1;

  /**
   * Name of the system property that, when {@code true}, lets defects end the program. Tests set
   * it, so that none passes over one.
   */
  public static final String FATAL = "initlint.defects.fatal";

  private Defect(String reason, RuntimeException cause) {
    super(reason, cause);
  }

  /**
   * The defect that an exception is.
   *
   * @throws AssertionError in its place where defects are {@linkplain #FATAL fatal}
   */
  public static Defect of(String where, RuntimeException e) {
    if (Boolean.getBoolean(FATAL)) {
      throw new AssertionError("a defect in " + where, e);
    }
    StackTraceElement[] at = e.getStackTrace();
    String place =
        at.length == 0
            ? ""
            : " at " + at[0].getFileName().replace(".java", "") + ":" + at[0].getLineNumber();
    return new Defect(
        "a defect of initlint in " + where + " (" + e.getClass().getSimpleName() + place + ")", e);
  }

  /** What a computation gives, or null where it is not known. */
  public static <T> T orNull(String where, Supplier<T> computation) {
    try {
      return computation.get();
    } catch (NotKnown | OutOfRange e) {
      return null;
    } catch (RuntimeException e) {
      of(where, e);
      return null;
    }
  }
}
