package dev.initlint.engine;

import dev.initlint.moment.ParameterFacts;
import dev.initlint.propagate.Propagation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the variances of a model's weights are when it has another number of blocks. */
final class Variances {
  private final Propagation p;
  private final List<ParameterFacts> random;
  private final int branches;

  private Variances(Propagation p, int blocks) {
    this.p = p;
    random = p.weights().values().stream().filter(ParameterFacts::isRandom).toList();
    branches = 2 * blocks;
  }

  /**
   * The variances as the model has them, whatever its weights look drawn from at another depth;
   * those that are drawn over the number of blocks follow it.
   *
   * @param there the model with that number of blocks, as {@code Depth} makes it
   * @param own blocks of the model
   * @param given values of symbols that win
   */
  static Map<String, Double> at(
      Propagation p, Propagation there, int own, int blocks, Map<String, Double> given) {
    Variances v = new Variances(p, own);
    Map<String, Double> stated = new HashMap<>();
    for (ParameterFacts f : v.random) {
      double variance = v.of(f);
      boolean over = f.law().name().contains("2L") || v.isLiteralOverBranches(f);
      stated.put(f.name(), over ? variance * own / blocks : variance);
    }
    Map<String, Double> set = new HashMap<>();
    for (ParameterFacts f : there.weights().values()) {
      Double variance = stated.get(f.name().replaceFirst("@\\d+$", ""));
      if (variance != null) {
        set.put("var(" + f.name() + ")", variance);
      }
    }
    set.putAll(given);
    return set;
  }

  private double of(ParameterFacts f) {
    return p.evaluation().number(f.variance());
  }

  /**
   * Whether a number that a configuration states is another of its numbers over the branches: that
   * shows in their ratio alone. Each has to stand for maps of several widths, or it may be a
   * variance over a width.
   */
  private boolean isLiteralOverBranches(ParameterFacts f) {
    return isLiteral(f)
        && random.stream()
            .anyMatch(w -> isLiteral(w) && Math.abs(of(w) / (of(f) * branches) - 1) < 1e-9);
  }

  private boolean isLiteral(ParameterFacts f) {
    return f.dims().length > 1
        && f.law().name().startsWith("normal(0, ")
        && random.stream()
            .anyMatch(w -> of(w) == of(f) && w.dims().length > 1 && w.dims()[0] != f.dims()[0]);
  }
}
