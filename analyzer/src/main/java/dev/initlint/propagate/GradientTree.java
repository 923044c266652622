package dev.initlint.propagate;

import dev.initlint.finding.Step;
import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Cotangents;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Printer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The gradient at a value as the sum of what each value that reads it sends back: {@code g[x] =
 * a·g[y] + b·g[z] + c}, with c for what the ways have in common, and the same for y and z.
 */
final class GradientTree {
  private final Propagation p;
  private final Evaluation e;
  private final Map<String, Node> producer;
  private final Map<Signal, String> names = new IdentityHashMap<>();

  GradientTree(Propagation p, Evaluation e, Map<String, Node> producer) {
    this.p = p;
    this.e = e;
    this.producer = producer;
    p.beliefs()
        .forEach(
            (name, b) -> {
              if (b instanceof Belief.Known k) {
                names.putIfAbsent(k.signal(), name);
              }
            });
  }

  /** Second moments by the name of the value that sends them back. */
  private record Sum(Map<String, Double> shares, double common) {}

  /** The tree of a value, with the formulas of the {@code longest} values next to it. */
  Step of(String value, int longest) {
    Set<String> chosen = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(value));
    while (!next.isEmpty() && chosen.size() < longest) {
      String at = next.poll();
      if (e.orNull(p.gradient(p.signal(at))) != null && chosen.add(at)) {
        next.addAll(sum(at).shares().keySet());
      }
    }
    return tree(value, chosen, new HashSet<>());
  }

  private Step tree(String value, Set<String> chosen, Set<String> seen) {
    seen.add(value);
    Sum sum = sum(value);
    double g = gradient(value);
    if (sum.shares().isEmpty()) {
      return Step.known("g[" + value + "]", g, "enters at the output");
    }
    List<String> terms = new ArrayList<>();
    sum.shares().forEach((of, share) -> terms.add(term(of, share)));
    if (Math.abs(sum.common()) > 1e-9 * g) {
      terms.add(number(sum.common()));
    }
    String text = String.join(" + ", terms).replace("+ -", "− ");
    String ways =
        sum.shares().size() > 1
            ? "sum of what each reader sends back"
            : "back through " + producer.get(sum.shares().keySet().iterator().next()).op();
    Map<String, Double> symbols = new LinkedHashMap<>();
    List<Step> below = new ArrayList<>();
    for (String of : sum.shares().keySet()) {
      symbols.put("g[" + of + "]", gradient(of));
      if (chosen.contains(of) && !seen.contains(of)) {
        below.add(tree(of, chosen, seen));
      } else {
        String note = seen.contains(of) ? "see above" : "--explain " + of + " goes on";
        below.add(Step.known("g[" + of + "]", gradient(of), note));
      }
    }
    return new Step("g[" + value + "]", ways, text, symbols, g, below);
  }

  private String term(String of, double share) {
    double g = gradient(of);
    double gain = g > 0 ? share / g : 0;
    return Math.abs(gain - 1) < 1e-9 ? "g[" + of + "]" : number(gain) + "·g[" + of + "]";
  }

  private Sum sum(String value) {
    Map<String, Double> shares = new LinkedHashMap<>();
    double total = 0;
    for (Cotangents.Way way : p.ways(p.signal(value))) {
      double share = way.gradient().in(e).secondMoment();
      shares.merge(named(way.consumer()), share, Double::sum);
      total += share;
    }
    return new Sum(shares, shares.isEmpty() ? 0 : gradient(value) - total);
  }

  /** The value that a signal belongs to: its own, or the next one that it is a step towards. */
  private String named(Signal s) {
    Signal at = s;
    while (!names.containsKey(at)) {
      at = p.ways(at).get(0).consumer();
    }
    return names.get(at);
  }

  private double gradient(String value) {
    Quantity<Stat> g = p.gradient(p.signal(value));
    return g.in(e).secondMoment();
  }

  private static String number(double v) {
    return Printer.number(v);
  }
}
