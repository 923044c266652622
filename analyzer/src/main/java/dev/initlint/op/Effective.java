package dev.initlint.op;

import dev.initlint.moment.Quantity;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.function.ToDoubleFunction;

/**
 * Symbols of a formula whose numbers are read off the rule that the formula states: where a rule
 * works on every class of positions, the formula states it for effective figures, defined so that
 * it gives the second moment (docs/theory/formulas.md#symbols).
 */
final class Effective {
  /** Share of a second moment up to which a term is rounding. */
  private static final double ROUNDING = 1e-12;

  private Effective() {}

  /** A figure of a tensor by name. */
  static Expr figure(String name, Quantity<Stat> of, ToDoubleFunction<Stat> figure) {
    return Expr.symbol(name, of.then(figure::applyAsDouble));
  }

  /** What {@code whole} has beside {@code known}: a cross moment, a covariance of squares. */
  static Expr term(String name, Quantity<Stat> whole, Expr known) {
    return Expr.symbol(
        name,
        Quantity.of(
            e -> {
              double q = whole.in(e).secondMoment();
              double rest = q - e.number(known);
              return Math.abs(rest) <= ROUNDING * Math.abs(q) ? 0 : rest;
            }));
  }

  /**
   * {@code apart ± 2·E[name]}: the second moment of a sum or difference of two tensors, with their
   * cross moment.
   *
   * @param apart the sum of their second moments
   */
  static Expr sum(String name, Quantity<Stat> whole, Expr apart, double sign) {
    Expr rest = term(name, whole, apart);
    Expr cross = Expr.symbol("E[" + name + "]", Quantity.of(e -> sign * e.number(rest) / 2));
    return apart.plus(Expr.of(2 * sign).times(cross));
  }

  /** By what {@code whole} is more or less than {@code product}: a share of positions. */
  static Expr factor(String name, Quantity<Stat> whole, Expr product) {
    return Expr.symbol(
        name,
        Quantity.of(
            e -> {
              double p = e.number(product);
              return p == 0 ? 1 : whole.in(e).secondMoment() / p;
            }));
  }

  /** A function of the law that {@code arguments} summarise, whose value is a second moment. */
  static Expr function(String name, Quantity<Stat> value, Expr... arguments) {
    return Expr.call(name, value.then(Stat::secondMoment), arguments);
  }
}
