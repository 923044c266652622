package dev.initlint.unit;

import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import dev.initlint.op.Addition;
import dev.initlint.op.Attention;
import dev.initlint.op.AttentionOutput;
import dev.initlint.op.BatchNorm;
import dev.initlint.op.Embedding;
import dev.initlint.op.Multiplication;
import dev.initlint.op.Norm;
import dev.initlint.op.Reduction;
import dev.initlint.op.Softmax;
import dev.initlint.propagate.Propagation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All signals of a propagation in topological order, where each stands, and who reads it. */
final class Signals {
  private final List<Signal> order = new ArrayList<>();
  private final Map<Signal, Integer> index = new IdentityHashMap<>();
  private final Map<Signal, Place> places = new IdentityHashMap<>();
  private final Map<Signal, List<Signal>> readers = new IdentityHashMap<>();

  private Signals() {}

  static Signals of(Propagation p) {
    Map<String, Node> producers = new LinkedHashMap<>();
    for (Node node : p.graph().nodes()) {
      node.outputs().forEach(o -> producers.put(o, node));
    }
    Signals all = new Signals();
    p.beliefs()
        .forEach(
            (name, belief) -> {
              if (belief instanceof Belief.Known k) {
                all.add(k.signal(), new Place(producers.get(name), name));
              }
            });
    return all;
  }

  /** Adds a signal after what it was computed from; parts of one node all stand at that node. */
  private void add(Signal s, Place place) {
    if (index.containsKey(s)) {
      return;
    }
    for (Signal.Edge edge : s.edges()) {
      add(edge.input(), place);
    }
    index.put(s, order.size());
    order.add(s);
    places.put(s, place);
    for (Signal.Edge edge : s.edges()) {
      readers.computeIfAbsent(edge.input(), k -> new ArrayList<>()).add(s);
    }
  }

  List<Signal> order() {
    return order;
  }

  Place place(Signal s) {
    return places.getOrDefault(s, Place.NOWHERE);
  }

  int index(Signal s) {
    return index.getOrDefault(s, -1);
  }

  List<Signal> readers(Signal s) {
    return readers.getOrDefault(s, List.of());
  }

  /** The first signal that carries each unit of a kind; later ones are the same seen otherwise. */
  <U extends Signal.Unit> Map<U, Signal> owners(Class<U> kind) {
    Map<U, Signal> found = new LinkedHashMap<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Signal s : order) {
      if (kind.isInstance(s.unit()) && seen.add(s.unit())) {
        found.put(kind.cast(s.unit()), s);
      }
    }
    return found;
  }

  /** Signals that {@code from} was computed from, down to {@code lowest} in order; itself too. */
  Set<Signal> upstream(Signal from, int lowest) {
    Set<Signal> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Signal> open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      Signal s = open.remove(open.size() - 1);
      if (index(s) >= lowest && seen.add(s)) {
        s.edges().forEach(e -> open.add(e.input()));
      }
    }
    return seen;
  }

  /** The one signal that {@code s} is a mere rearrangement, rescaling or shift of, or null. */
  Signal before(Signal s) {
    boolean moved = s.edges().size() == 1 && !Linears.isProduct(this, s);
    if (!moved || makes(s)) {
      return null;
    }
    return s.view() == null ? s.edges().get(0).input() : isLinear(s.view()) ? s.base() : null;
  }

  /** Whether a signal is what its unit stands for, and not that unit seen otherwise. */
  private static boolean makes(Signal s) {
    Signal.Unit u = s.unit();
    Signal from = s.edges().get(0).input();
    boolean own = u != null && from.unit() != u;
    return own
        && (u instanceof Addition.Fork
            || u instanceof Multiplication.Gate
            || u instanceof Norm.Normalised
            || u instanceof Norm.Centred
            || u instanceof Reduction.FeatureMean
            || u instanceof AttentionOutput.Attended
            || u instanceof Attention.Weights
            || u instanceof Softmax.Probabilities
            || u instanceof BatchNorm.Running
            || u instanceof Embedding.Rows);
  }

  /** Whether a function is x times a number: its slope is the same everywhere and f(0) = 0. */
  static boolean isLinear(ScalarFunction f) {
    double slope = f.slope(0.7);
    boolean straight = f.slope(-1.3) == slope && f.slope(2.1) == slope && f.value(0) == 0;
    return straight && Math.abs(f.value(-1.3) + 1.3 * slope) <= 1e-9 * Math.abs(slope);
  }
}
