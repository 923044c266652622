package dev.initlint.propagate;

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
  private final List<String> lines;
  private final Map<Signal, String> names = new IdentityHashMap<>();

  GradientTree(Propagation p, Evaluation e, Map<String, Node> producer, List<String> lines) {
    this.p = p;
    this.e = e;
    this.producer = producer;
    this.lines = lines;
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

  /** Writes the tree of a value, with the formulas of the {@code longest} values next to it. */
  void add(String value, int longest) {
    Set<String> chosen = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(value));
    while (!next.isEmpty() && chosen.size() < longest) {
      String at = next.poll();
      if (chosen.add(at)) {
        next.addAll(sum(at).shares().keySet());
      }
    }
    tree(value, 1, chosen, new HashSet<>());
  }

  private void tree(String value, int depth, Set<String> chosen, Set<String> seen) {
    seen.add(value);
    Sum sum = sum(value);
    if (sum.shares().isEmpty()) {
      line(depth, "g[" + value + "] = " + number(gradient(value)) + "   enters at the output");
      return;
    }
    List<String> terms = new ArrayList<>();
    sum.shares().forEach((of, share) -> terms.add(term(of, share)));
    if (Math.abs(sum.common()) > 1e-9 * gradient(value)) {
      terms.add(number(sum.common()));
    }
    String text = String.join(" + ", terms).replace("+ -", "− ");
    String ways =
        sum.shares().size() > 1
            ? "sum of what each reader sends back"
            : "back through " + producer.get(sum.shares().keySet().iterator().next()).op();
    line(depth, "g[" + value + "] = " + text + " = " + number(gradient(value)) + "   " + ways);
    for (String of : sum.shares().keySet()) {
      if (chosen.contains(of) && !seen.contains(of)) {
        tree(of, depth + 1, chosen, seen);
      } else {
        String note = seen.contains(of) ? "   see above" : "   --explain " + of + " goes on";
        line(depth + 1, "g[" + of + "] = " + number(gradient(of)) + note);
      }
    }
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

  private void line(int depth, String text) {
    lines.add("  ".repeat(depth) + text);
  }
}
