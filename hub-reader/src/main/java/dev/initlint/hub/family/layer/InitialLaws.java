package dev.initlint.hub.family.layer;

import dev.initlint.law.IntendedLaw;
import dev.initlint.law.Law;

/** The law that a family draws a parameter from. */
@FunctionalInterface
public interface InitialLaws {
  /**
   * @param kind class of the layer, as {@code Linear}
   * @param part which of its parameters, as {@code weight}
   * @param path name of the parameter
   * @param dims its extents
   * @param padding index of a row that is set to zero, or -1
   */
  Law law(String kind, String part, String path, long[] dims, long padding);

  /**
   * What the library draws a parameter from, and what it would draw without a rule of its own; null
   * where nothing is known.
   *
   * @param path name of a parameter whose law has been asked for
   */
  default IntendedLaw intended(String path) {
    return null;
  }
}
