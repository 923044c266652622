package dev.initlint.hub.family.layer;

import dev.initlint.weight.IntendedLaw;
import dev.initlint.weight.Law;

/** The law that a family draws a parameter from. */
public interface InitialLaws {
  /**
   * @param kind class of the layer, as {@code Linear}
   * @param part which of its parameters, as {@code weight}
   * @param path name of the parameter
   * @param dims its extents
   * @param padding index of a row that is set to zero, or -1
   */
  Law law(String kind, String part, String path, long[] dims, long padding);

  /** What the library means to draw a parameter from, once its law was asked for. */
  IntendedLaw intended(String path);
}
