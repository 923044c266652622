package dev.initlint.propagate;

import dev.initlint.moment.Signal;
import dev.initlint.symbol.Expr;
import java.util.HashMap;
import java.util.Map;

/** The second moments of values as formulas, with values that only move entries left out. */
final class Formulas {
  private static final int STEPS = 64;

  private final Propagation p;

  Formulas(Propagation p) {
    this.p = p;
  }

  /** The formula of a value in terms of the nearest values that do more than move entries. */
  Expr of(String value) {
    Signal s = p.signal(value);
    return s == null ? Expr.symbol("q[" + value + "]") : resolved(s.formula());
  }

  private Expr resolved(Expr formula) {
    Map<String, Expr> moved = new HashMap<>();
    symbols(formula, moved);
    return moved.isEmpty() ? formula : formula.replace(moved);
  }

  private void symbols(Expr e, Map<String, Expr> moved) {
    if (e instanceof Expr.Symbol s) {
      Expr source = source(s);
      if (!source.equals(s)) {
        moved.put(s.name(), source);
      }
    } else if (e instanceof Expr.Sum s) {
      s.terms().forEach(t -> symbols(t, moved));
    } else if (e instanceof Expr.Product f) {
      f.factors().forEach(t -> symbols(t, moved));
    } else if (e instanceof Expr.Power w) {
      symbols(w.base(), moved);
    } else if (e instanceof Expr.Call c) {
      c.arguments().forEach(t -> symbols(t, moved));
    }
  }

  /** Follows q[x] while x has the same second moment as another value. */
  private Expr source(Expr.Symbol start) {
    Expr.Symbol at = start;
    for (int i = 0; i < STEPS; i++) {
      String name = at.name();
      if (!name.startsWith("q[") || !name.endsWith("]")) {
        return at;
      }
      Signal s = p.signal(name.substring(2, name.length() - 1));
      if (s == null || !(s.formula() instanceof Expr.Symbol next) || next.equals(at)) {
        return at;
      }
      at = next;
    }
    return at;
  }
}
