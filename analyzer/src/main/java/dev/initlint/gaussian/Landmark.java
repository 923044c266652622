package dev.initlint.gaussian;

/**
 * A point near which a function changes its behaviour, so that quadrature must cut or refine there.
 *
 * @param at abscissa
 * @param width length over which the function changes next to the point; infinite where it is a
 *     polynomial on either side (a cut suffices), 0 where a derivative is unbounded
 * @param kink whether the function or its slope is not smooth there
 */
public record Landmark(double at, double width, boolean kink) {

  /** A kink between two polynomials, as that of ReLU. */
  public static Landmark kink(double at) {
    return new Landmark(at, Double.POSITIVE_INFINITY, true);
  }

  /** The centre of a smooth transition. */
  public static Landmark bend(double at, double width) {
    return new Landmark(at, width, false);
  }
}
