package dev.initlint.law;

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

  /** Share of the variance that cutting a normal at two standard deviations leaves. */
  private static final double CUT_AT_TWO = 0.7737413035499232;

  /** A normal law that source or a configuration states. */
  public static Law normal(double mean, double std) {
    String name = "normal(" + LawNames.number(mean) + ", " + LawNames.number(std) + ")";
    return new Law(Family.NORMAL, name, Expr.of(mean), Expr.of(std * std), 1);
  }

  /** A normal of the given standard deviation cut at twice that, and not rescaled. */
  public static Law truncatedNormal(double std) {
    String name = "truncated normal(0, " + LawNames.number(std) + ")";
    Expr variance = Expr.of(std * std * CUT_AT_TWO);
    return new Law(Family.TRUNCATED_NORMAL, name, Expr.ZERO, variance, 1);
  }

  /** Uniform between ∓{@code bound}. */
  public static Law uniform(double bound) {
    String name = "uniform(±" + LawNames.number(bound) + ")";
    return new Law(Family.UNIFORM, name, Expr.ZERO, Expr.of(bound * bound / 3), 1);
  }

  /** Every entry the same number. */
  public static Law constant(double value) {
    if (value == 0) {
      return new Law(Family.ZEROS, "zeros", Expr.ZERO, Expr.ZERO, 1);
    }
    return value == 1
        ? new Law(Family.ONES, "ones", Expr.of(1), Expr.ZERO, 1)
        : new Law(
            Family.CONSTANT,
            "constant(" + LawNames.number(value) + ")",
            Expr.of(value),
            Expr.ZERO,
            1);
  }

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
