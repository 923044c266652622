package dev.initlint.rules;

import dev.initlint.unit.Place;

/**
 * A figure that goes as a power of the width, beside the power that µP gives it.
 *
 * @param what the figure, as a clause begins with it
 * @param found its exponent
 * @param right the one of µP (Yang et al. 2022, tables 3 and 8, definition 4.1)
 */
record WidthGrowth(String what, Place place, double found, double right) {
  /** More than rounding of a std to its digits, less than the half between two classes. */
  static final double TOLERANCE = 0.3;

  double off() {
    return Math.abs(found - right);
  }

  boolean isWrong() {
    return off() > TOLERANCE;
  }
}
