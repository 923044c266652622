package dev.initlint.op;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.symbol.Expr;
import dev.initlint.weight.WeightFacts;

/**
 * A weight plus one number, as the gain 1 + w of norms that store what is added to one. It stays a
 * weight: the same entries moved by the number, trained through the same name.
 */
final class MovedWeight {
  /** Stored weights up to this many entries are moved. */
  private static final int LIMIT = 1 << 20;

  private MovedWeight() {}

  /**
   * The sum as a weight, or null when the inputs are no weight and number.
   *
   * @param sign of the second input
   */
  static Belief of(Site site, double sign) {
    for (int at = 0; at < 2; at++) {
      ParameterFacts w = site.parameter(at);
      double term = site.scalar(1 - at);
      boolean turned = at == 1 && sign < 0;
      if (w != null && !Double.isNaN(term) && !turned) {
        return moved(w, at == 0 ? sign * term : term);
      }
    }
    return null;
  }

  private static Belief moved(ParameterFacts w, double term) {
    Law law = w.law() == null ? null : moved(w.law(), term);
    if (w.weight().data() == null) {
      return parameter(w, new ParameterFacts(w.name(), w.weight(), w.facts(), law));
    }
    if (w.weight().count() > LIMIT) {
      return Belief.unknown("a weight of " + w.weight().count() + " entries plus a number");
    }
    double[] values = w.weight().data().toDoubles(LIMIT);
    for (int i = 0; i < values.length; i++) {
      values[i] += term;
    }
    Elements data = new Elements(ElementType.FLOAT, w.dims(), values);
    Weight weight =
        new Weight(
            w.weight().name(),
            w.weight().type(),
            w.dims(),
            new Weight.Stored(data),
            w.weight().origin());
    return parameter(w, new ParameterFacts(w.name(), weight, WeightFacts.of(data), law));
  }

  private static Belief parameter(ParameterFacts w, ParameterFacts moved) {
    return new Belief.Parameter(w.alias() == null ? moved : moved.as(w.alias()));
  }

  private static Law moved(Law law, double term) {
    Expr mean = law.mean().plus(Expr.of(term));
    Law.Family family =
        switch (law.family()) {
          case ZEROS, ONES, CONSTANT -> constant(mean);
          case NORMAL, UNIFORM, TRUNCATED_NORMAL -> law.family();
          default -> Law.Family.OTHER;
        };
    String name = law.name() + (term < 0 ? " - " + -term : " + " + term);
    return new Law(family, name, mean, law.variance(), law.confidence());
  }

  private static Law.Family constant(Expr mean) {
    if (mean.equals(Expr.ZERO)) {
      return Law.Family.ZEROS;
    }
    return mean.equals(Expr.ONE) ? Law.Family.ONES : Law.Family.CONSTANT;
  }
}
