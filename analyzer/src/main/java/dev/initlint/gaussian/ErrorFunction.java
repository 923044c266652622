package dev.initlint.gaussian;

import org.hipparchus.special.Erf;

/**
 * The error function and the standard normal law, accurate to a few units in 1e-16 absolutely and
 * fast enough for quadrature: Taylor polynomials about a lattice of spacing 1/8, whose coefficients
 * follow from erf'' = −2x·erf' and whose values come, below 1, from the series of positive terms
 * erf x = 2/√π·e^(−x²)·Σ 2ⁿx^(2n+1)/(2n+1)!! (Abramowitz and Stegun 7.1.6) and above from erfc,
 * whose relative error no longer shows.
 */
public final class ErrorFunction {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
  private static final double INV_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final int TERMS = 13;
  private static final double SPACING = 0.125;
  private static final double SATURATED = 6;
  private static final double[] TABLE = table();

  private ErrorFunction() {}

  /** erf(x). */
  public static double erf(double x) {
    double a = Math.abs(x);
    if (a < SATURATED) {
      int k = (int) (a / SPACING + 0.5);
      double h = a - k * SPACING;
      int at = k * TERMS;
      double sum = TABLE[at + TERMS - 1];
      for (int i = TERMS - 2; i >= 0; i--) {
        sum = sum * h + TABLE[at + i];
      }
      return x < 0 ? -sum : sum;
    }
    return Double.isNaN(x) ? x : Math.signum(x);
  }

  /** 1 − erf(x), with full relative accuracy in the right tail. */
  public static double erfc(double x) {
    return x < 0.5 ? 1 - erf(x) : Erf.erfc(x);
  }

  /** Density of the standard normal law. */
  public static double normalDensity(double z) {
    return INV_SQRT_TWO_PI * Math.exp(-0.5 * z * z);
  }

  /** Distribution function of the standard normal law. */
  public static double normalBelow(double z) {
    return z > -1 ? 0.5 + 0.5 * erf(z * SQRT_HALF) : 0.5 * erfc(-z * SQRT_HALF);
  }

  private static double[] table() {
    int knots = (int) (SATURATED / SPACING) + 1;
    double[] table = new double[knots * TERMS];
    for (int k = 0; k < knots; k++) {
      double x = k * SPACING;
      int at = k * TERMS;
      table[at] = x < 1 ? series(x) : 1 - Erf.erfc(x);
      table[at + 1] = TWO_OVER_SQRT_PI * Math.exp(-x * x);
      for (int n = 0; n + 2 < TERMS; n++) {
        double first = 2 * x * (n + 1) * table[at + n + 1];
        double second = 2.0 * n * table[at + n];
        table[at + n + 2] = -(first + second) / ((n + 1.0) * (n + 2));
      }
    }
    return table;
  }

  private static double series(double x) {
    double term = x;
    double sum = 0;
    for (int n = 0; n < 400 && sum + term != sum; n++) {
      sum += term;
      term *= 2 * x * x / (2 * n + 3);
    }
    return Math.min(1, TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum);
  }
}
