package dev.initlint.propagate;

import dev.initlint.finding.Step;
import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Printer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Why a figure is what it is: the answer, then a tree of formulas. Every step is an equation of
 * numbers: a formula and what it evaluates to, and below it every symbol that stands in it; the
 * second moment of another value goes on with the formula of its own. The gradient follows in the
 * same way, towards the output.
 */
public final class Explanation {
  /** Values whose formulas are told, the nearest first. */
  private static final int LONGEST = 24;

  private final Propagation p;
  private final Evaluation e;
  private final Formulas formulas;
  private final Map<String, Node> producer = new HashMap<>();

  private Explanation(Propagation p, Map<String, Double> set) {
    this.p = p;
    e = p.evaluation(set);
    formulas = new Formulas(p, e);
    p.graph().nodes().forEach(n -> n.outputs().forEach(o -> producer.put(o, n)));
  }

  /**
   * The explanation: the answer, which rests on the tree of the second moment and on that of the
   * gradient.
   *
   * @param set values of symbols that replace the model's own
   * @throws IllegalArgumentException with a sentence if there is no such value
   */
  public static Step of(Propagation p, String value, Map<String, Double> set) {
    if (!p.beliefs().containsKey(value)) {
      throw new IllegalArgumentException("the model has no value \"" + value + "\"");
    }
    return new Explanation(p, set).explained(value);
  }

  private Step explained(String value) {
    Belief b = p.beliefs().get(value);
    if (b instanceof Belief.Unknown u) {
      return Step.said(value + " is not known: " + u.reason());
    }
    if (b instanceof Belief.Parameter w) {
      return weight(value, w.facts());
    }
    if (!(b instanceof Belief.Known k)) {
      return Step.said(value + " is a constant");
    }
    Quantity<Stat> g = p.gradient(k.signal());
    String gradient = g == null ? "" : ", gradient " + moment(g);
    List<Step> below = new ArrayList<>();
    if (formulas.of(value) != null) {
      below.add(tree(value, nearest(value), new HashSet<>()));
    }
    if (g != null && e.orNull(g) != null) {
      below.add(new GradientTree(p, e, producer).of(value, LONGEST));
    }
    return Step.said(value + ": second moment " + moment(k.signal().stat()) + gradient).on(below);
  }

  private Step weight(String name, ParameterFacts f) {
    String law = law(f);
    List<Step> below = new ArrayList<>();
    below.add(Step.known("var(" + f.name() + ")", e.number(f.variance()), ""));
    if (f.mean() != 0) {
      below.add(Step.known("mean(" + f.name() + ")", f.mean(), ""));
    }
    Quantity<Double> g = p.weightGradient(name);
    if (g != null) {
      String of = "second moment of its gradient";
      Double figure = e.orNull(g);
      below.add(figure == null ? Step.said(of + " = " + number(g)) : Step.known(of, figure, ""));
    }
    return Step.said(name + ": a weight" + (law.isEmpty() ? "" : "   " + law)).on(below);
  }

  /** The values whose formulas are told: those that take the fewest steps to {@code value}. */
  private Set<String> nearest(String value) {
    Set<String> chosen = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(value));
    while (!next.isEmpty() && chosen.size() < LONGEST) {
      String at = next.poll();
      if (p.signal(at) != null && formulas.of(at) != null && chosen.add(at)) {
        formulas.of(at).symbols().keySet().stream().map(Explanation::value).forEach(next::add);
      }
    }
    return chosen;
  }

  private Step tree(String value, Set<String> chosen, Set<String> seen) {
    Signal s = p.signal(value);
    Formulas.Printed f = formulas.of(value);
    seen.add(value);
    List<Step> below = new ArrayList<>();
    for (Map.Entry<String, Double> symbol : f.symbols().entrySet()) {
      String of = value(symbol.getKey());
      boolean inside = !of.equals(value) && p.signal(of) != null;
      if (inside && chosen.contains(of) && !seen.contains(of)) {
        below.add(tree(of, chosen, seen));
      } else {
        String note =
            inside && seen.contains(of)
                ? "see above"
                : inside ? "--explain " + of + " goes on" : law(symbol.getKey());
        below.add(Step.known(symbol.getKey(), symbol.getValue(), note));
      }
    }
    double q = e.number(s.formula());
    return new Step("q[" + value + "]", s.step(), f.text(), f.symbols(), q, below);
  }

  /** The value that {@code q[x]} is of; empty for any other symbol. */
  private static String value(String symbol) {
    return symbol.startsWith("q[") && symbol.endsWith("]")
        ? symbol.substring(2, symbol.length() - 1)
        : "";
  }

  private String law(String symbol) {
    if (!symbol.startsWith("var(") || !symbol.endsWith(")")) {
      return "";
    }
    String name = symbol.substring(4, symbol.length() - 1);
    return p.weights().values().stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .map(Explanation::law)
        .orElse("");
  }

  private static String law(ParameterFacts f) {
    return f.law() == null ? "" : f.law().name();
  }

  private String moment(Quantity<Stat> s) {
    return number(s.then(Stat::secondMoment));
  }

  private String number(Quantity<Double> q) {
    try {
      double v = q.in(e);
      return Double.isFinite(v) ? Printer.number(v) : "not finite";
    } catch (NotKnown unknown) {
      return "not known (" + unknown.getMessage() + ")";
    }
  }
}
