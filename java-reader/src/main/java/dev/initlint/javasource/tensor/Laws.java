package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.Formula;
import dev.initlint.law.Law;
import dev.initlint.symbol.Decimals;
import dev.initlint.symbol.Expr;

/** Laws as frameworks draw them. */
public final class Laws {
  /**
   * Variance of a standard normal cut at two standard deviations: 1 - 2·2·φ(2)/(2Φ(2)-1) with φ, Φ
   * the normal density and distribution.
   */
  public static final double TRUNCATED_VARIANCE = 0.7737413035;

  private Laws() {}

  /** Normal with mean zero. */
  public static Law normal(Expr variance) {
    return normal(Expr.ZERO, variance);
  }

  /** Normal. */
  public static Law normal(Expr mean, Expr variance) {
    return new Law(
        Law.Family.NORMAL,
        "normal(" + Formula.print(mean) + ", " + deviation(variance) + ")",
        mean,
        variance,
        1);
  }

  /** Uniform on {@code [-bound, bound]}, the bound given by its square. */
  public static Law uniform(Expr boundSquared) {
    String bound = deviation(boundSquared);
    return new Law(
        Law.Family.UNIFORM,
        "uniform(-" + bound + ", " + bound + ")",
        Expr.ZERO,
        boundSquared.over(Expr.of(3)),
        1);
  }

  /** Uniform on {@code [low, high]}. */
  public static Law uniform(Expr low, Expr high) {
    return new Law(
        Law.Family.UNIFORM,
        "uniform(" + Formula.print(low) + ", " + Formula.print(high) + ")",
        low.plus(high).over(Expr.of(2)),
        high.minus(low).squared().over(Expr.of(12)),
        1);
  }

  /** Normal cut at two standard deviations and not rescaled; {@code variance} is before the cut. */
  public static Law truncated(Expr mean, Expr variance) {
    return new Law(
        Law.Family.TRUNCATED_NORMAL,
        "truncated_normal(" + Formula.print(mean) + ", " + deviation(variance) + ")",
        mean,
        variance.times(Expr.of(TRUNCATED_VARIANCE)),
        1);
  }

  /** Every entry the same. */
  public static Law constant(Expr value) {
    if (value.equals(Expr.ZERO)) {
      return new Law(Law.Family.ZEROS, "zeros", Expr.ZERO, Expr.ZERO, 1);
    }
    if (value.equals(Expr.ONE)) {
      return new Law(Law.Family.ONES, "ones", Expr.ONE, Expr.ZERO, 1);
    }
    String name = "constant(" + Formula.print(value) + ")";
    return new Law(Law.Family.CONSTANT, name, value, Expr.ZERO, 1);
  }

  /** Only the moments are known. */
  public static Law other(String name, Expr mean, Expr variance) {
    return new Law(Law.Family.OTHER, name, mean, variance, 1);
  }

  /** A law nobody knows: its variance is a symbol of its own. */
  public static Law unknown(String name) {
    return new Law(Law.Family.OTHER, name, Expr.ZERO, Expr.symbol("var(" + name + ")"), 0);
  }

  private static String deviation(Expr variance) {
    if (variance instanceof Expr.Constant c) {
      double rounded = Decimals.significant(Math.sqrt(c.value()), 6).doubleValue();
      return Formula.print(Expr.of(rounded));
    }
    return "sqrt(" + Formula.print(variance) + ")";
  }
}
