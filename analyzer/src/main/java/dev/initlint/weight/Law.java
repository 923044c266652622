package dev.initlint.weight;

import dev.initlint.symbol.Expr;

/**
 * An initialisation law: the distribution that the entries of a weight were, or will be, drawn
 * from.
 *
 * @param family shape of the distribution
 * @param name as a reader of the literature would write it, as {@code normal(0, 0.02)}
 * @param mean mean of an entry
 * @param variance variance of an entry, over the symbols of {@link Symbols}: {@code fan_in}, {@code
 *     fan_out} and constants
 * @param confidence 1 when the law was read in source; for a law recognised from data, the share of
 *     its tests that passed, 0 to 1
 */
public record Law(Family family, String name, Expr mean, Expr variance, double confidence) {

  /** Shapes of distributions. */
  public enum Family {
    NORMAL,
    UNIFORM,
    /** Normal, cut at two standard deviations and not rescaled, unless the name says otherwise. */
    TRUNCATED_NORMAL,
    CONSTANT,
    ZEROS,
    ONES,
    IDENTITY,
    ORTHOGONAL,
    /** Anything else; only mean and variance are known. */
    OTHER
  }

  /** Symbols that a law's variance may use; bound per weight when the law is evaluated. */
  public static final class Symbols {
    public static final Expr FAN_IN = Expr.symbol("fan_in");
    public static final Expr FAN_OUT = Expr.symbol("fan_out");

    private Symbols() {}
  }
}
