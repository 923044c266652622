package dev.initlint.engine;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;

/** The standard deviation that a weight is meant to have. */
final class LawDeviation {
  private LawDeviation() {}

  /** Null where the law of the weight is not known as a number. */
  static Double of(Graph graph, String parameter) {
    Weight w = graph.weights().get(parameter);
    if (w == null) {
      return null;
    }
    Law law = w.intended() != null ? w.intended().law() : null;
    if (w.source() instanceof Weight.Drawn d) {
      law = d.law();
    }
    return law != null && law.variance() instanceof Expr.Constant c ? Math.sqrt(c.value()) : null;
  }
}
