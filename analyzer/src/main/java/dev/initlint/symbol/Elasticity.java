package dev.initlint.symbol;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * d ln f/d ln x of an expression by the rules of differentiation: a product's is the sum of those
 * of its factors, a power's that of its base times the exponent, a sum's the mean of those of its
 * terms by their size. A power of x is therefore exact, not a difference between two points. What
 * symbols and named functions have is asked for.
 */
public final class Elasticity {
  private final ToDoubleFunction<Expr> number;
  private final ToDoubleFunction<Expr> leaf;
  private final Map<Expr, Double> known = new IdentityHashMap<>();

  /**
   * @param number what an expression evaluates to
   * @param leaf d ln f/d ln x of a symbol or of a named function
   */
  public Elasticity(ToDoubleFunction<Expr> number, ToDoubleFunction<Expr> leaf) {
    this.number = number;
    this.leaf = leaf;
  }

  /** d ln e/d ln x; not a number where e is 0, or something in it has none. */
  public double of(Expr e) {
    Double before = known.get(e);
    if (before == null) {
      before = derived(e);
      known.put(e, before);
    }
    return before;
  }

  private double derived(Expr e) {
    if (e instanceof Expr.Constant) {
      return 0;
    }
    if (e instanceof Expr.Product p) {
      return p.factors().stream().mapToDouble(this::of).sum();
    }
    if (e instanceof Expr.Power w) {
      return w.exponent() * of(w.base());
    }
    if (e instanceof Expr.Sum s) {
      double all = 0;
      double weighted = 0;
      for (Expr term : s.terms()) {
        double size = number.applyAsDouble(term);
        all += size;
        weighted += size == 0 ? 0 : size * of(term);
      }
      return weighted / all;
    }
    return leaf.applyAsDouble(e);
  }
}
