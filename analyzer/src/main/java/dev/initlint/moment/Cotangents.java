package dev.initlint.moment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The gradients of one output, and what two of them have in common: the mirror of {@link Gram}
 * (docs/theory/pairs.md#backward).
 *
 * <p>Gradients that came through two matrices of their own are independent; those that part from
 * one gradient, or came through one matrix or copies of it, are compared by the {@link Relation}s
 * of the tensors that they came through.
 */
public final class Cotangents {
  /** Ways back to one tensor beyond which they are taken for independent, with a wide band. */
  private static final int MANY = 64;

  private final Map<Signal, Quantity<Stat>> gradients = new IdentityHashMap<>();
  private final Map<Signal, List<Flow>> flows = new IdentityHashMap<>();
  private final Map<Signal, List<Quantity<Stat>>> pulled = new IdentityHashMap<>();
  private final Map<Signal, Set<Object>> draws = new IdentityHashMap<>();
  private final Map<Signal, List<Signal>> bypassed = new IdentityHashMap<>();
  private final boolean sharing;

  /** One way of a gradient: back through {@code consumer} to its input number {@code edge}. */
  private record Flow(Signal consumer, int edge) {
    Signal input() {
      return consumer.edges().get(edge).input();
    }

    Relation relation() {
      return consumer.relation();
    }

    boolean isPart() {
      return consumer.relation() != null && consumer.relation().isPart();
    }

    boolean isMatrix() {
      return consumer.relation() != null && consumer.relation().isMatrix();
    }
  }

  private record Pair(Cotangents of, Object a, Object b) {}

  /**
   * Gradients of one output.
   *
   * @param signals all that the output depends on, each before what it was computed from
   * @param seed gradient at the first of them
   */
  public Cotangents(List<Signal> signals, Quantity<Stat> seed) {
    sharing = signals.stream().anyMatch(s -> s.relation() != null && s.relation().draw() != null);
    gradients.put(signals.get(0), seed);
    for (Signal s : signals) {
      Quantity<Stat> g = gradients.computeIfAbsent(s, this::total);
      if (sharing) {
        draws.put(s, drawsBelow(s));
      }
      for (int i = 0; i < s.edges().size(); i++) {
        flows.computeIfAbsent(s.edges().get(i).input(), k -> new ArrayList<>()).add(new Flow(s, i));
      }
      pulled.put(s, s.edges().stream().map(x -> x.pull().apply(g)).toList());
      if (s.bypass() != null) {
        s.bypass().at().forEach(w -> bypassed.computeIfAbsent(w, k -> new ArrayList<>()).add(s));
      }
    }
  }

  /** The gradient at a signal, or null when the output does not depend on it. */
  public Quantity<Stat> at(Signal s) {
    Quantity<Stat> sum = gradients.get(s);
    for (Signal y : bypassed.getOrDefault(s, List.of())) {
      Quantity<Stat> past = past(y.bypass());
      Quantity<Stat> before = sum;
      sum = before == null ? past : Quantity.of(e -> before.in(e).plus(past.in(e)));
    }
    return sum;
  }

  /** What gradients that go round a tensor to its parts are at an entry of the whole. */
  private Quantity<Stat> past(Signal.Bypass b) {
    return Quantity.of(
        e -> {
          Stat sum = null;
          for (int i = 0; i < b.share().length; i++) {
            double share = b.share()[i];
            Stat part = pulled.get(b.through().get(i)).get(0).in(e).each(f -> f.times(share));
            sum = sum == null ? part : sum.plus(part);
          }
          return sum;
        });
  }

  /**
   * One way of the gradient to a signal.
   *
   * @param consumer what reads the signal
   * @param gradient what comes back from there
   */
  public record Way(Signal consumer, Quantity<Stat> gradient) {}

  /** Everything that the gradient at a signal is the sum of; none for the output itself. */
  public List<Way> ways(Signal s) {
    List<Way> all = new ArrayList<>();
    flows(s).forEach(f -> all.add(new Way(f.consumer(), pulled(f))));
    bypassed.getOrDefault(s, List.of()).forEach(y -> all.add(new Way(y, past(y.bypass()))));
    return all;
  }

  private List<Flow> flows(Signal s) {
    return flows.getOrDefault(s, List.of());
  }

  private Quantity<Stat> pulled(Flow f) {
    return pulled.get(f.consumer()).get(f.edge());
  }

  /** The sum of all that flows back to a signal. */
  private Quantity<Stat> total(Signal s) {
    List<Flow> all = flows(s);
    if (all.size() == 1) {
      return pulled(all.get(0));
    }
    if (all.size() > MANY) {
      return Quantity.of(e -> apart(all, e).withSpread(1));
    }
    List<Flow[]> related = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (related(all.get(i), all.get(j))) {
          related.add(new Flow[] {all.get(i), all.get(j)});
        }
      }
    }
    return Quantity.of(
        e -> {
          Stat sum = apart(all, e);
          for (Flow[] pair : related) {
            sum = joined(sum, pair[0], pair[1], e);
          }
          return sum;
        });
  }

  private Stat apart(List<Flow> all, Evaluation e) {
    Stat sum = pulled(all.get(0)).in(e);
    for (int i = 1; i < all.size(); i++) {
      sum = sum.plus(pulled(all.get(i)).in(e));
    }
    return sum;
  }

  /**
   * Twice E[δ ε] added; where it is not known it is at most √(E δ²·E ε²), by which the band widens.
   */
  private Stat joined(Stat sum, Flow f, Flow g, Evaluation e) {
    try {
      return Gram.plus(sum, of(f, g, Gram.of(e)).times(2));
    } catch (Gram.NotFollowed notKnown) {
      double q = sum.secondMoment();
      double most = 4 * pulled(f).in(e).secondMoment() * pulled(g).in(e).secondMoment();
      return q > 0 ? sum.withSpread(sum.spread() + most / (q * q)) : sum;
    }
  }

  /**
   * Whether two gradients came from one, or through one draw: both are followed towards the output
   * until they meet, or until one of them has come to matrices only.
   */
  private boolean related(Object a, Object b) {
    if (sharing && !Collections.disjoint(drawsOf(a), drawsOf(b))) {
      return true;
    }
    Meeting meeting = new Meeting();
    meeting.reach(a, 0);
    meeting.reach(b, 1);
    return meeting.happens();
  }

  /** A gradient that has passed a matrix. */
  private record Passed(Signal matrix) {}

  /** Two gradients on their ways towards the output, the one nearer to the input first. */
  private final class Meeting {
    private final PriorityQueue<Signal> next =
        new PriorityQueue<>(Comparator.comparingInt(Signal::depth));
    private final Map<Object, Integer> reachedBy = new HashMap<>();
    private final int[] open = new int[2];
    private boolean met;

    void reach(Object at, int way) {
      Object node = at;
      if (at instanceof Flow f) {
        node = f.isMatrix() ? new Passed(f.consumer()) : f.consumer();
      }
      Integer before = reachedBy.putIfAbsent(node, way);
      met |= before != null && before != way;
      if (before == null && node instanceof Signal s) {
        open[way]++;
        next.add(s);
      }
    }

    boolean happens() {
      while (!met && open[0] > 0 && open[1] > 0) {
        Signal s = next.poll();
        int way = reachedBy.get(s);
        open[way]--;
        flows(s).forEach(f -> reach(f, way));
      }
      return met;
    }
  }

  /** Draws that several layers hold among the matrices that a gradient came through last. */
  private Set<Object> drawsBelow(Signal s) {
    List<Flow> all = flows(s);
    if (all.size() == 1) {
      return draws(all.get(0));
    }
    Set<Object> union = new HashSet<>();
    all.forEach(f -> union.addAll(draws(f)));
    return union;
  }

  private Set<Object> drawsOf(Object a) {
    return a instanceof Flow f ? draws(f) : draws.get(a);
  }

  private Set<Object> draws(Flow f) {
    if (f.isMatrix()) {
      Object draw = f.relation().draw();
      return draw == null ? Set.of() : Set.of(draw);
    }
    return draws.get(f.consumer());
  }

  /** E[δ ε] of the gradients at two signals, entry by entry. */
  public Block of(Signal a, Signal b, Evaluation e) {
    return of(a, b, Gram.of(e));
  }

  /**
   * E[u v] for an entry of the gradients u and v that two uses of one weight give it: Σ over all
   * pairs of positions of E[δ ε]·E[x y], as within one use
   * (docs/theory/pairs.md#uses-of-one-weight).
   *
   * @throws Gram.NotFollowed if the two uses have no rule together
   */
  public double ofWeight(Signal a, Signal b, Evaluation e) {
    Gram g = Gram.of(e);
    Block gradients = of(a, b, g);
    if (gradients.isZero()) {
      return 0;
    }
    if (a.relation() == null || b.relation() == null) {
      throw new Gram.NotFollowed("two uses of one weight that are not compared");
    }
    return a.relation().weight(a, b, gradients, g);
  }

  /** The same for two of {@link Signal}, the gradient there, and {@link Flow}, a part of one. */
  private Block of(Object a, Object b, Gram g) {
    return g.evaluation().shared(new Pair(this, a, b), p -> compute(a, b, g));
  }

  private Block compute(Object a, Object b, Gram g) {
    if (a.equals(b)) {
      return Block.of(g.coarse(a instanceof Flow f ? pulled(f) : gradients.get(a)));
    }
    if (!related(a, b)) {
      return g.none(a instanceof Flow f ? f.input() : (Signal) a);
    }
    if (a instanceof Flow f && b instanceof Flow h && f.isPart() && h.isPart()) {
      return both(f, h, g);
    }
    if (a instanceof Flow f) {
      Block linear = linear(f, b, g);
      if (linear != null) {
        return linear;
      }
    }
    if (b instanceof Flow f) {
      Block linear = linear(f, a, g);
      if (linear != null) {
        return linear;
      }
    }
    if (a instanceof Signal s && (!(b instanceof Signal t) || s.depth() <= t.depth())) {
      return parts(s, b, g);
    }
    if (b instanceof Signal s) {
      return parts(s, a, g);
    }
    return both((Flow) a, (Flow) b, g);
  }

  /** A linear step back, or null where the operator is compared with its own kind only. */
  private Block linear(Flow f, Object b, Gram g) {
    if (f.relation() == null || f.isMatrix()) {
      return null;
    }
    if (f.relation().isLinearBack(f.consumer(), f.edge())) {
      return f.relation().back(f.consumer(), f.edge(), of(f.consumer(), b, g), g);
    }
    return null;
  }

  private Block parts(Signal s, Object b, Gram g) {
    Block sum = null;
    for (Flow f : flows(s)) {
      Block part = of(f, b, g);
      sum = sum == null || sum.isZero() ? part : part.isZero() ? sum : sum.plus(part);
    }
    return sum == null ? g.none(s) : sum;
  }

  /** Two parts that each go through what is no plain linear step. */
  private Block both(Flow f, Flow h, Gram g) {
    if (f.relation() == null || h.relation() == null) {
      throw new Gram.NotFollowed("a gradient through an operator that is not compared");
    }
    Signal a = f.consumer();
    Signal b = h.consumer();
    Block together = f.relation().backTogether(a, f.edge(), b, h.edge(), () -> of(a, b, g), g);
    if (together == null) {
      together = f.relation().bent(a, f.edge(), () -> of(a, h, g), g);
    }
    if (together == null) {
      together = h.relation().bent(b, h.edge(), () -> of(b, f, g), g);
    }
    return together == null ? g.none(f.input()) : together;
  }
}
