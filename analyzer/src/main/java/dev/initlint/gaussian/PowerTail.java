package dev.initlint.gaussian;

/**
 * The share that is left of a power-law tail Σ_{n>N} n^(−p) when its terms are damped by e^(−nτ):
 * (p−1)·E_p(Nτ) with the generalised exponential integral (DLMF 8.19).
 */
final class PowerTail {
  private PowerTail() {}

  /**
   * (p−1)·E_p(x).
   *
   * @param p above 1; halves are exact, others are interpolated between them
   */
  static double of(double p, double x) {
    double below = Math.floor(p - 0.5) + 0.5;
    double share = p - below;
    double low = below < 1 ? 0 : atHalf(below, x);
    return share == 0 ? low : (1 - share) * low + share * atHalf(below + 1, x);
  }

  /** By E_{1/2}(x) = √(π/x)·erfc(√x) and E_{p+1}(x) = (e⁻ˣ − x·E_p(x))/p. */
  private static double atHalf(double p, double x) {
    if (x == 0) {
      return 1;
    }
    if (x > NEGLIGIBLE) {
      return 0;
    }
    double decay = Math.exp(-x);
    double integral = Math.sqrt(Math.PI / x) * ErrorFunction.erfc(Math.sqrt(x));
    double order = 0.5;
    for (; order < p; order++) {
      integral = (decay - x * integral) / order;
    }
    return (p - 1) * integral;
  }

  private static final double NEGLIGIBLE = 40;
}
