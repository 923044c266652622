package dev.initlint.propagate;

import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Printer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the second moment of one value follows, step by step, each with its source. */
public final class Derivation {
  private static final int LONGEST = 30;

  private final Propagation p;
  private final Evaluation e;
  private final Map<String, Node> producer = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  private Derivation(Propagation p, Map<String, Double> set) {
    this.p = p;
    e = p.evaluation(set);
    p.graph().nodes().forEach(n -> n.outputs().forEach(o -> producer.put(o, n)));
  }

  /**
   * The derivation, most upstream step first.
   *
   * @throws IllegalArgumentException with a sentence if there is no such value
   */
  public static List<String> of(Propagation p, String value, Map<String, Double> set) {
    if (!p.beliefs().containsKey(value)) {
      throw new IllegalArgumentException("the model has no value \"" + value + "\"");
    }
    return new Derivation(p, set).walk(value);
  }

  private List<String> walk(String value) {
    Set<String> seen = new HashSet<>();
    String at = value;
    while (at != null && seen.add(at) && lines.size() < LONGEST) {
      at = step(at);
    }
    if (at != null && seen.size() > 1 && lines.size() >= LONGEST) {
      lines.add("… and so on upstream of " + at);
    }
    Collections.reverse(lines);
    return lines;
  }

  /** Writes one step; the value to go on with, or null at the beginning. */
  private String step(String value) {
    Belief b = p.beliefs().get(value);
    if (b instanceof Belief.Unknown u) {
      lines.add("q[" + value + "] is not known: " + u.reason());
      return null;
    }
    if (!(b instanceof Belief.Known k)) {
      lines.add(value + " is a constant or a weight");
      return null;
    }
    Signal s = k.signal();
    Node node = producer.get(value);
    if (node != null) {
      weights(node);
    }
    String figure = number(s);
    lines.add(
        "q[" + value + "] = " + Printer.print(s.formula()) + " = " + figure + "   " + s.step());
    return node == null ? null : upstream(node);
  }

  private String number(Signal s) {
    Stat known = e.orNull(s.stat());
    return known == null ? "?" : Printer.number(known.secondMoment());
  }

  private void weights(Node node) {
    for (String input : node.inputs()) {
      if (p.beliefs().get(input) instanceof Belief.Parameter w) {
        ParameterFacts f = w.facts();
        String law = f.law() == null ? "" : "   " + f.law().name();
        if (!f.isConstant()) {
          lines.add("var(" + f.name() + ") = " + Printer.number(e.number(f.variance())) + law);
        }
      }
    }
  }

  private String upstream(Node node) {
    for (String input : node.inputs()) {
      if (p.beliefs().get(input) instanceof Belief.Known) {
        return input;
      }
    }
    return null;
  }
}
