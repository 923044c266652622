package dev.initlint.propagate;

import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
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
 * Why a figure is what it is: the answer, then a tree of formulas. Every line is an equation of
 * numbers: a formula and what it evaluates to, and below it, further in, every symbol that stands
 * in it; the second moment of another value goes on with the formula of its own. The gradient
 * follows in the same way, towards the output.
 */
public final class Explanation {
  /** Values whose formulas are printed, the nearest first. */
  private static final int LONGEST = 24;

  private final Propagation p;
  private final Evaluation e;
  private final Formulas formulas;
  private final Map<String, Node> producer = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  private Explanation(Propagation p, Map<String, Double> set) {
    this.p = p;
    e = p.evaluation(set);
    formulas = new Formulas(p, e);
    p.graph().nodes().forEach(n -> n.outputs().forEach(o -> producer.put(o, n)));
  }

  /**
   * The explanation, answer first; lines are indented by two blanks a level.
   *
   * @param set values of symbols that replace the model's own
   * @throws IllegalArgumentException with a sentence if there is no such value
   */
  public static List<String> of(Propagation p, String value, Map<String, Double> set) {
    if (!p.beliefs().containsKey(value)) {
      throw new IllegalArgumentException("the model has no value \"" + value + "\"");
    }
    Explanation x = new Explanation(p, set);
    x.explain(value);
    return x.lines;
  }

  private void explain(String value) {
    Belief b = p.beliefs().get(value);
    if (b instanceof Belief.Unknown u) {
      line(0, value + " is not known: " + u.reason());
    } else if (b instanceof Belief.Parameter w) {
      weight(value, w.facts());
    } else if (b instanceof Belief.Known k) {
      Quantity<Stat> g = p.gradient(k.signal());
      String gradient = g == null ? "" : ", gradient " + moment(g);
      line(0, value + ": second moment " + moment(k.signal().stat()) + gradient);
      forward(value);
      if (g != null) {
        new GradientTree(p, e, producer, lines).add(value, LONGEST);
      }
    } else {
      line(0, value + " is a constant");
    }
  }

  private void weight(String name, ParameterFacts f) {
    line(0, name + ": a weight" + law(f));
    double variance = e.number(f.variance());
    line(1, "var(" + f.name() + ") = " + Printer.number(variance));
    if (f.mean() != 0) {
      line(1, "mean(" + f.name() + ") = " + Printer.number(f.mean()));
    }
    Quantity<Double> g = p.weightGradient(name);
    if (g != null) {
      line(1, "second moment of its gradient = " + number(g));
    }
  }

  private void forward(String value) {
    tree(value, 1, nearest(value), new HashSet<>());
  }

  /** The values whose formulas are printed: those that take the fewest steps to {@code value}. */
  private Set<String> nearest(String value) {
    Set<String> chosen = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(value));
    while (!next.isEmpty() && chosen.size() < LONGEST) {
      String at = next.poll();
      if (p.signal(at) != null && chosen.add(at)) {
        formulas.of(at).symbols().keySet().stream().map(Explanation::value).forEach(next::add);
      }
    }
    return chosen;
  }

  private void tree(String value, int depth, Set<String> chosen, Set<String> seen) {
    Signal s = p.signal(value);
    Formulas.Printed f = formulas.of(value);
    double q = e.number(s.formula());
    seen.add(value);
    line(depth, "q[" + value + "] = " + f.text() + equals(f.text(), q) + "   " + s.step());
    for (Map.Entry<String, Double> symbol : f.symbols().entrySet()) {
      String of = value(symbol.getKey());
      boolean inside = !of.equals(value) && p.signal(of) != null;
      if (inside && chosen.contains(of) && !seen.contains(of)) {
        tree(of, depth + 1, chosen, seen);
      } else {
        String note =
            inside && seen.contains(of)
                ? "   see above"
                : inside ? "   --explain " + of + " goes on" : law(symbol.getKey());
        line(depth + 1, symbol.getKey() + " = " + Printer.number(symbol.getValue()) + note);
      }
    }
  }

  /** The number behind a formula, unless the formula is that number. */
  private static String equals(String formula, double q) {
    String figure = Printer.number(q);
    return figure.equals(formula) ? "" : " = " + figure;
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
    return f.law() == null ? "" : "   " + f.law().name();
  }

  private String moment(Quantity<Stat> s) {
    return number(s.then(Stat::secondMoment));
  }

  private String number(Quantity<Double> q) {
    double v = q.in(e);
    return Double.isFinite(v) ? Printer.number(v) : "not finite";
  }

  private void line(int depth, String text) {
    lines.add("  ".repeat(depth) + text);
  }
}
