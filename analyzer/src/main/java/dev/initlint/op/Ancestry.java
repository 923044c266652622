package dev.initlint.op;

import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Signal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The last tensor that two tensors were both computed from, and what lies between: by how much
 * their second moments vary together over draws of the weights
 * (docs/theory/state.md#spread-over-draws).
 *
 * @param origin the common tensor; null where there is none near
 * @param between what was computed from it on the way to either, each after its inputs
 */
record Ancestry(Signal origin, List<Signal> between) {
  /** Tensors that are looked at; branches that part earlier are taken for unrelated. */
  private static final int MOST = 512;

  private static final int BOTH = 3;

  /** Of two tensors. */
  static Ancestry of(Signal a, Signal b) {
    PriorityQueue<Signal> open =
        new PriorityQueue<>(Comparator.comparingInt(Signal::depth).reversed());
    Map<Signal, Integer> reached = new HashMap<>();
    List<Signal> between = new ArrayList<>();
    reach(a, 1, reached, open);
    reach(b, 2, reached, open);
    while (between.size() < MOST && !open.isEmpty()) {
      Signal next = open.poll();
      int side = reached.get(next);
      if (side == BOTH) {
        java.util.Collections.reverse(between);
        return new Ancestry(next, between);
      }
      between.add(next);
      for (Signal.Edge e : next.edges()) {
        reach(e.input(), side, reached, open);
      }
    }
    return new Ancestry(null, List.of());
  }

  private static void reach(
      Signal s, int side, Map<Signal, Integer> reached, PriorityQueue<Signal> open) {
    Integer before = reached.get(s);
    if (before == null) {
      open.add(s);
    }
    reached.put(s, before == null ? side : before | side);
  }

  /** Covariance over draws of ln q of the two tensors. */
  double covariance(Signal a, Signal b, Evaluation e) {
    double source = origin == null ? 0 : origin.stat().in(e).spread();
    if (!(source > 0)) {
      return 0;
    }
    Map<Signal, Double> slope = new HashMap<>();
    slope.put(origin, 1.0);
    for (Signal s : between) {
      double most = Math.sqrt(s.stat().in(e).spread() / source);
      slope.put(s, Math.min(most, slope(s, slope, e)));
    }
    return source * slope.getOrDefault(a, 0.0) * slope.getOrDefault(b, 0.0);
  }

  /** d ln q of a tensor over d ln q of the origin. */
  private static double slope(Signal s, Map<Signal, Double> known, Evaluation e) {
    if (s.relation() instanceof Elementwise.Image image) {
      double below = known.getOrDefault(image.base(), 0.0);
      return below == 0
          ? 0
          : below * Elementwise.elasticity(image.base().stat().in(e), image.f(), e);
    }
    double sum = 0;
    double all = 0;
    double most = 0;
    for (Signal.Edge edge : s.edges()) {
      double q = edge.input().stat().in(e).secondMoment();
      double own = known.getOrDefault(edge.input(), 0.0);
      sum += q * own;
      all += q;
      most = Math.max(most, own);
    }
    return s.relation() instanceof Addition.Sum && all > 0 ? sum / all : most;
  }
}
