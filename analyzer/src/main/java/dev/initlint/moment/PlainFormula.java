package dev.initlint.moment;

import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * A formula as it is printed: without the terms that are zero, the factors that are one and the
 * corrections that change nothing under the evaluation at hand.
 */
public final class PlainFormula {
  /** Relative size from which a difference is none. */
  private static final double EQUAL = 1e-9;

  private final Evaluation e;

  private PlainFormula(Evaluation e) {
    this.e = e;
  }

  /** The same number in fewer words. */
  public static Expr of(Expr formula, Evaluation e) {
    return new PlainFormula(e).simplified(formula);
  }

  private static boolean same(double a, double b) {
    return a == b || Math.abs(a - b) <= EQUAL * Math.max(Math.abs(a), Math.abs(b));
  }

  private Expr simplified(Expr at) {
    if (at instanceof Expr.Symbol s) {
      return s.figure() == null || isSecondMoment(s) ? s : neutral(s);
    }
    if (at instanceof Expr.Sum s) {
      return sum(s.terms().stream().map(this::simplified).toList());
    }
    if (at instanceof Expr.Product f) {
      return Expr.product(f.factors().stream().map(this::simplified).toArray(Expr[]::new));
    }
    if (at instanceof Expr.Power w) {
      Expr base = simplified(w.base());
      return base.equals(Expr.ZERO) && w.exponent() < 0 ? w : Expr.power(base, w.exponent());
    }
    return at instanceof Expr.Call c ? call(c) : at;
  }

  /** A figure that is 0 or 1, as the number; a symbol otherwise. */
  private Expr neutral(Expr.Symbol s) {
    double v = e.number(s);
    return v == 0 ? Expr.ZERO : same(v, 1) ? Expr.ONE : s;
  }

  private Expr sum(List<Expr> terms) {
    double size = terms.stream().mapToDouble(t -> Math.abs(e.number(t))).sum();
    return Expr.sum(
        terms.stream().filter(t -> !(Math.abs(e.number(t)) <= EQUAL * size)).toArray(Expr[]::new));
  }

  /** A function without the further arguments that are zero; its argument where it is that. */
  private Expr call(Expr.Call c) {
    if (c.figure() == null) {
      return c;
    }
    List<Expr> arguments = new ArrayList<>();
    for (Expr a : c.arguments()) {
      Expr plain = simplified(a);
      if (arguments.isEmpty() || !plain.equals(Expr.ZERO)) {
        arguments.add(plain);
      }
    }
    boolean same = arguments.size() == 1 && same(e.number(c), e.number(arguments.get(0)));
    return same
        ? arguments.get(0)
        : Expr.call(c.function(), c.figure(), arguments.toArray(Expr[]::new));
  }

  private static boolean isSecondMoment(Expr.Symbol s) {
    return s.name().startsWith("q[") && s.name().endsWith("]");
  }
}
