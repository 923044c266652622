package dev.initlint.javasource.eval;

import dev.initlint.symbol.Expr;

/**
 * A value the source does not fix: an expression over named symbols, so that {@code nIn(n).nOut(2 *
 * n)} keeps its ratio.
 */
public record Unknown(Expr expr) {
  /** A fresh symbol. */
  public static Unknown named(String name) {
    return new Unknown(Expr.symbol(name));
  }

  /** The expression as a reader would write it. */
  public String name() {
    return Formula.print(expr);
  }

  @Override
  public String toString() {
    return name();
  }
}
