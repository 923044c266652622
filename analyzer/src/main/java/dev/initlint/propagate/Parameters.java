package dev.initlint.propagate;

import dev.initlint.graph.Graph;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.op.Dims;
import dev.initlint.symbol.Expr;
import dev.initlint.weight.Law;
import dev.initlint.weight.WeightFacts;
import java.util.IdentityHashMap;
import java.util.Map;

/** Facts and laws of all real-valued weights, once per distinct tensor. */
final class Parameters {
  private Parameters() {}

  static Map<Weight, ParameterFacts> of(Graph graph, Dims dims) {
    Map<Weight, ParameterFacts> all = new IdentityHashMap<>();
    for (Weight w : graph.weights().values()) {
      if (w.type().isReal() && !all.containsKey(w)) {
        ParameterFacts p = facts(w);
        if (p != null) {
          all.put(w, p);
          dims.define("var(" + p.name() + ")", variance(p));
        }
      }
    }
    return all;
  }

  private static Expr variance(ParameterFacts p) {
    boolean byLaw = p.law() != null && p.law().variance() instanceof Expr.Constant;
    return byLaw || p.facts() == null ? p.law().variance() : Expr.of(p.facts().variance());
  }

  private static ParameterFacts facts(Weight w) {
    if (w.source() instanceof Weight.Drawn d) {
      return new ParameterFacts(w.name(), w, null, d.law());
    }
    TensorData data = w.data();
    if (data == null) {
      return null;
    }
    WeightFacts facts = WeightFacts.of(data);
    return new ParameterFacts(w.name(), w, facts, law(facts));
  }

  private static Law law(WeightFacts f) {
    if (f.allEqual()) {
      Law.Family family =
          f.min() == 0
              ? Law.Family.ZEROS
              : f.min() == 1 ? Law.Family.ONES : Law.Family.CONSTANT;
      return new Law(family, "constant", Expr.of(f.min()), Expr.ZERO, 1);
    }
    return null;
  }
}
