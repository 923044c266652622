package dev.initlint.weight;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether the elements of a tensor are numbers that somebody wrote: no NaN, no infinity, and not
 * what memory held before anything was written to it. Floats read from such memory are denormals
 * and huge numbers beside each other.
 */
public final class Integrity {
  /**
   * Beyond this no initialiser and no training leaves a weight; a mask may hold −1e9, −1e10 or the
   * lowest number of its type throughout, as one of two values.
   */
  private static final double LARGEST = 1e12;

  private Integrity() {}

  /** What is wrong with the elements, in one clause; empty where nothing is. */
  public static Optional<String> fault(NamedFacts tensor) {
    WeightFacts f = tensor.facts();
    if (f.count() == 0) {
      return Optional.empty();
    }
    if (f.nans() > 0) {
      return Optional.of("holds NaN (" + f.nans() + " of " + f.count() + " entries)");
    }
    boolean matrix = tensor.role() == NamedFacts.Role.MATRIX;
    boolean mask = tensor.role() == NamedFacts.Role.TABLE || !matrix && Structure.of(f) != null;
    if (f.infinities() > 0) {
      return mask
          ? Optional.empty()
          : Optional.of("is infinite in " + f.infinities() + " of " + f.count() + " entries");
    }
    if (mask || f.allEqual() && tensor.role() == NamedFacts.Role.UNKNOWN) {
      return Optional.empty();
    }
    return f.extreme() > LARGEST
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "holds %.2g, as memory does that was never written to",
                Math.abs(f.max()) > Math.abs(f.min()) ? f.max() : f.min()))
        : Optional.empty();
  }
}
