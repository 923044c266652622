package dev.initlint.propagate;

import dev.initlint.moment.Evaluation;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.PlainFormula;
import dev.initlint.moment.Signal;
import dev.initlint.symbol.Expr;
import dev.initlint.symbol.Printer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The second moments of values as formulas, with values that only move entries left out, and
 * without the terms that are zero and the factors that are one under the evaluation at hand.
 */
public final class Formulas {
  private static final int STEPS = 64;

  /** Relative size from which a difference is none. */
  private static final double EQUAL = 1e-9;

  /** How far a formula may be from the figure that it stands for. */
  private static final double TOLERANCE = 1e-3;

  private final Propagation p;
  private final Evaluation e;

  /**
   * @param e of the same propagation
   */
  public Formulas(Propagation p, Evaluation e) {
    this.p = p;
    this.e = e;
  }

  /**
   * A formula as it is printed.
   *
   * @param symbols by text, every symbol and function call in it with its number
   * @param value what it evaluates to
   */
  public record Printed(String text, Map<String, Double> symbols, double value) {

    /** Whether the formula gives a figure. */
    public boolean gives(double figure) {
      return Math.abs(value - figure) <= TOLERANCE * Math.abs(figure)
          && symbols.values().stream().allMatch(Double::isFinite);
    }
  }

  /**
   * The formula of a value in terms of the nearest values that do more than move entries, or null
   * where one of its figures is not known.
   */
  public Printed of(String value) {
    try {
      return printed(resolved(p.signal(value).formula()));
    } catch (NotKnown e) {
      return null;
    }
  }

  /** What {@link #of} prints, as an expression; null where one of its figures is not known. */
  Expr plain(String value) {
    try {
      return PlainFormula.of(resolved(p.signal(value).formula()), e);
    } catch (NotKnown e) {
      return null;
    }
  }

  /**
   * A formula without the terms that are zero and the factors that are one.
   *
   * @throws NotKnown if one of its figures is not known
   */
  public Printed printed(Expr formula) {
    Expr plain = PlainFormula.of(formula, e);
    Map<String, Double> symbols = new LinkedHashMap<>();
    collect(plain, symbols);
    return new Printed(Printer.print(plain), symbols, e.number(plain));
  }

  private void collect(Expr at, Map<String, Double> found) {
    if (at instanceof Expr.Symbol || at instanceof Expr.Call) {
      found.merge(
          Printer.print(at), e.number(at), (a, b) -> same(a, b) ? a : Double.valueOf(Double.NaN));
    }
    parts(at).forEach(x -> collect(x, found));
  }

  private static List<Expr> parts(Expr e) {
    if (e instanceof Expr.Sum s) {
      return s.terms();
    }
    if (e instanceof Expr.Product p) {
      return p.factors();
    }
    if (e instanceof Expr.Power w) {
      return List.of(w.base());
    }
    return e instanceof Expr.Call c ? c.arguments() : List.of();
  }

  private static boolean same(double a, double b) {
    return a == b || Math.abs(a - b) <= EQUAL * Math.max(Math.abs(a), Math.abs(b));
  }

  private static boolean isSecondMoment(Expr.Symbol s) {
    return s.name().startsWith("q[") && s.name().endsWith("]");
  }

  private Expr resolved(Expr formula) {
    Map<String, Expr> moved = new HashMap<>();
    symbols(formula, moved);
    return moved.isEmpty() ? formula : formula.replace(moved);
  }

  private void symbols(Expr at, Map<String, Expr> moved) {
    if (at instanceof Expr.Symbol s) {
      Expr source = source(s);
      if (!source.equals(s)) {
        moved.put(s.name(), source);
      }
    }
    parts(at).forEach(x -> symbols(x, moved));
  }

  /** Follows q[x] while x has the same second moment as another value. */
  private Expr source(Expr.Symbol start) {
    Expr.Symbol at = start;
    for (int i = 0; i < STEPS && isSecondMoment(at); i++) {
      String name = at.name();
      Signal s = p.signal(name.substring(2, name.length() - 1));
      if (s == null
          || !(s.formula() instanceof Expr.Symbol next)
          || next.equals(at)
          || !isSecondMoment(next)) {
        return at;
      }
      at = next;
    }
    return at;
  }
}
