package dev.initlint.gaussian;

/** Inverse trigonometric functions, held inside their domain as exporters clip before them. */
public final class Curves {
  /** Arguments are held this far inside (−1, 1), where the slopes are finite. */
  private static final double EDGE = 1 - 1e-6;

  /** arccos x. */
  public static final ScalarFunction ACOS =
      ScalarFunction.of("acos", x -> Math.acos(inside(x)), x -> -slope(x), edges());

  /** arcsin x. */
  public static final ScalarFunction ASIN =
      ScalarFunction.of("asin", x -> Math.asin(inside(x)), Curves::slope, edges());

  /** arctan x. */
  public static final ScalarFunction ATAN =
      ScalarFunction.of("atan", Math::atan, x -> 1 / (1 + x * x), Landmark.bend(0, 1));

  private Curves() {}

  private static double inside(double x) {
    return Math.max(-EDGE, Math.min(EDGE, x));
  }

  private static double slope(double x) {
    return Math.abs(x) >= EDGE ? 0 : 1 / Math.sqrt(1 - x * x);
  }

  private static Landmark[] edges() {
    return new Landmark[] {new Landmark(-1, 0.1, true), new Landmark(1, 0.1, true)};
  }
}
