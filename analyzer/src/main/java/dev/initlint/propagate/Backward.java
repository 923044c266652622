package dev.initlint.propagate;

import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The gradient at every signal and weight, from a unit-variance gradient at one output: contributions
 * are added up over the reversed order.
 */
final class Backward {
  private final Map<Signal, Quantity<Stat>> gradients = new IdentityHashMap<>();
  private final Map<String, List<Quantity<Double>>> weights = new LinkedHashMap<>();
  private final Map<String, ParameterFacts> facts = new LinkedHashMap<>();

  private Backward() {}

  static Backward from(Signal output) {
    Backward b = new Backward();
    b.gradients.put(
        output,
        output
            .stat()
            .then(s -> Stat.independent(s.layout(), 0, 1, s.features()).withInverseDim(0)));
    for (Signal s : reversed(output)) {
      Quantity<Stat> g = b.gradients.get(s);
      for (Signal.Edge edge : s.edges()) {
        b.gradients.merge(edge.input(), edge.pull().apply(g), Backward::sum);
      }
    }
    List<Signal> forward = reversed(output);
    Collections.reverse(forward);
    for (Signal s : forward) {
      for (Signal.WeightEdge w : s.weightEdges()) {
        b.facts.putIfAbsent(w.weight().name(), w.weight());
        b.weights
            .computeIfAbsent(w.weight().name(), k -> new ArrayList<>())
            .add(w.pull().apply(b.gradients.get(s)));
      }
    }
    return b;
  }

  private static Quantity<Stat> sum(Quantity<Stat> a, Quantity<Stat> b) {
    return Quantity.of(e -> a.in(e).plus(b.in(e)));
  }

  /** Signals that the output depends on, each before what it was computed from. */
  private static List<Signal> reversed(Signal output) {
    List<Signal> finished = new ArrayList<>();
    Set<Signal> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> stack = new ArrayDeque<>();
    Set<Object> expanded = Collections.newSetFromMap(new IdentityHashMap<>());
    stack.push(output);
    while (!stack.isEmpty()) {
      Signal s = (Signal) stack.peek();
      if (expanded.add(s)) {
        seen.add(s);
        for (Signal.Edge e : s.edges()) {
          if (!expanded.contains(e.input())) {
            stack.push(e.input());
          }
        }
      } else {
        stack.pop();
        if (seen.remove(s)) {
          finished.add(s);
        }
      }
    }
    Collections.reverse(finished);
    return finished;
  }

  /** The gradient at a signal, or null when the output does not depend on it. */
  Quantity<Stat> at(Signal s) {
    return gradients.get(s);
  }

  /**
   * The second moment of an entry of a weight's gradient, or null when the output does not depend on
   * it. Exporters keep one copy of equal gains and biases: a constant that stands in several places
   * is taken for the first of them.
   */
  Quantity<Double> of(String weight) {
    List<Quantity<Double>> parts = weights.get(weight);
    if (parts == null) {
      return null;
    }
    if (facts.get(weight).isConstant()) {
      return parts.get(0);
    }
    return Quantity.of(e -> parts.stream().mapToDouble(p -> p.in(e)).sum());
  }

  Set<String> weightNames() {
    return new HashSet<>(weights.keySet());
  }
}
