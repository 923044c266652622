package dev.initlint.verify;

import org.hipparchus.special.Beta;
import org.hipparchus.special.Erf;

/** Student's t distribution. */
final class StudentT {
  /** Degrees of freedom of a standard deviation that is known rather than measured. */
  static final double NORMAL = Double.POSITIVE_INFINITY;

  private StudentT() {}

  /** P(T > t) = I_x(ν/2, 1/2)/2 with x = ν/(ν + t²), for t of either sign. */
  static double tail(double t, double freedom) {
    if (freedom == NORMAL) {
      return Erf.erfc(t / Math.sqrt(2)) / 2;
    }
    double half = Beta.regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
    return t >= 0 ? half : 1 - half;
  }

  /** The t that is exceeded with a probability of at most one half. */
  static double exceededWith(double probability, double freedom) {
    double low = 0;
    double high = 1;
    while (tail(high, freedom) > probability && high < 1e12) {
      high *= 2;
    }
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (tail(middle, freedom) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
