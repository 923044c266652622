package dev.initlint.propagate;

import dev.initlint.finding.Coverage;
import dev.initlint.finding.Unmodelled;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Value;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Signal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts the values of a model that have a figure, and finds what the others lack theirs for. */
final class Covering {
  /** Operators whose outputs are whole numbers or truth values. */
  private static final Set<OpKind> WHOLE =
      EnumSet.of(OpKind.INDEX, OpKind.COMPARISON, OpKind.LOGIC);

  private final Propagation p;
  private final Evaluation e;
  private final Set<String> read = new HashSet<>();
  private final Map<String, Belief.Unknown> why = new HashMap<>();
  private final Set<String> carries = new HashSet<>();
  private final Map<Belief.Cause, Hidden> hidden = new LinkedHashMap<>();
  private int values;
  private int known;

  /** What one cause hides. */
  private static final class Hidden {
    private final String reason;
    private int values;

    Hidden(String reason) {
      this.reason = reason;
    }
  }

  private Covering(Propagation p, Evaluation e) {
    this.p = p;
    this.e = e;
    p.graph().nodes().forEach(n -> read.addAll(n.inputs()));
    p.graph().outputs().forEach(v -> read.add(v.name()));
  }

  static Coverage of(Propagation p, Evaluation e) {
    Covering c = new Covering(p, e);
    for (Value input : p.graph().inputs()) {
      c.carries.add(input.name());
      c.look(input.name(), List.of(), "Input");
    }
    for (Node node : p.graph().nodes()) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          c.output(node, output);
        }
      }
    }
    return new Coverage(c.values, c.known, c.causes());
  }

  private void output(Node node, String name) {
    look(name, node.inputs(), node.op());
    if (!isValue(node, name)) {
      return;
    }
    carries.add(name);
    values++;
    Belief.Unknown u = why.get(name);
    if (u == null) {
      known++;
    } else {
      hidden.computeIfAbsent(u.first(), k -> new Hidden(u.reason())).values++;
    }
  }

  /**
   * Notes why a value has no figure, if it has none: because of an input, or for the first time.
   */
  private void look(String name, List<String> inputs, String op) {
    Belief b = p.beliefs().get(name);
    if (b instanceof Belief.Unknown u) {
      why.put(name, u);
    } else if (b instanceof Belief.Known k) {
      String reason = reason(k.signal(), e);
      if (reason != null) {
        Belief.Unknown inherited =
            inputs.stream().map(why::get).filter(u -> u != null).findFirst().orElse(null);
        why.put(
            name,
            inherited != null
                ? inherited
                : new Belief.Unknown(reason, new Belief.Cause(op, name, false)));
      }
    }
  }

  /** Why a signal has no finite second moment, or null where it has one. */
  static String reason(Signal s, Evaluation e) {
    if (Tracing.secondMoment(s, e) != null) {
      return null;
    }
    String why = e.whyNot(s.stat());
    return why == null ? "its rule has no finite value here" : why;
  }

  /** Whether a result is one that ought to have a figure. */
  private boolean isValue(Node node, String name) {
    ElementType type = p.shapes().type(name);
    boolean real =
        type.isReal() || type == ElementType.UNDEFINED && !OpKind.isOneOf(WHOLE, node.op());
    Belief b = p.beliefs().get(name);
    if (!real || !read.contains(name)) {
      return false;
    }
    if (b instanceof Belief.Known) {
      return true;
    }
    boolean source = node.inputs().stream().allMatch(String::isEmpty);
    return b instanceof Belief.Unknown
        && (source || node.inputs().stream().anyMatch(this::isActivation));
  }

  private boolean isActivation(String name) {
    return carries.contains(name)
        || p.beliefs().get(name) instanceof Belief.Known
        || p.beliefs().get(name) instanceof Belief.Unknown;
  }

  private List<Unmodelled> causes() {
    List<Unmodelled> all = new ArrayList<>();
    hidden.forEach(
        (cause, h) -> all.add(new Unmodelled(cause.op(), 1, h.reason, h.values, cause.defect())));
    return Coverage.merged(all);
  }
}
