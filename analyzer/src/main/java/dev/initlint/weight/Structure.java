package dev.initlint.weight;

/** Tells tensors that a program computed, such as masks and tables of angles, from weights. */
final class Structure {
  /** Rounding of half-precision angles. */
  private static final double ROUNDING = 0x1p-8;

  private Structure() {}

  /** Why the tensor was computed rather than drawn or trained, or null if nothing says so. */
  static String of(WeightFacts f) {
    if (f.infinities() > 0) {
      return "holds infinities, as a mask does";
    }
    if (f.allEqual() || f.nans() > 0 || !(f.variance() > 0)) {
      return null;
    }
    if (f.monotone() && f.count() > 2) {
      return "runs in one direction";
    }
    if (twoValued(f)) {
      return "holds two values";
    }
    return f.matrix() == null ? null : angles(f, f.matrix());
  }

  /** Kurtosis ≥ skewness² + 1, with equality only for two values (Pearson 1916). */
  private static boolean twoValued(WeightFacts f) {
    double kurtosis = f.excessKurtosis() + 3;
    return kurtosis - f.skewness() * f.skewness() - 1 < 1e-4 * kurtosis;
  }

  /**
   * Sines beside cosines give every row a mean square of 1/2; a table of one of them alone starts
   * with the row of angle 0, all ones or all zeros.
   */
  private static String angles(WeightFacts f, MatrixFacts m) {
    if (f.extreme() > 1 + ROUNDING) {
      return null;
    }
    Spread rows = m.rowSpread();
    boolean both =
        Math.abs(rows.min() - 0.5) < ROUNDING
            && Math.abs(rows.max() - 0.5) < ROUNDING
            && rows.ratio() < 0.5;
    boolean one = m.firstRowEqual() && f.extreme() > 0.9;
    return both || one ? "is a table of sines and cosines" : null;
  }
}
