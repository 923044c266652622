package dev.initlint.op;

import dev.initlint.moment.Cross;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The gradients of one output, and what two of them have in common because one matrix, or copies of
 * it, carried parts of both.
 *
 * <p>The mirror of {@link CrossMoments}: E[(Wᵀδ)_i (Wᵀε)_i] = n_out σ² E[δ ε], with Wᵀ as good as
 * independent of the W that made the activations (Yang 2020, "Tensor Programs II", simple gradient
 * independence: the weights of the output layer are drawn by themselves).
 */
public final class CrossGradients {
  private final Map<Signal, Quantity<Stat>> gradients = new IdentityHashMap<>();
  private final Map<Signal, List<Flow>> flows = new IdentityHashMap<>();
  private final Map<Signal, List<Quantity<Stat>>> pulled = new IdentityHashMap<>();
  private final Map<Signal, Set<Object>> sources = new IdentityHashMap<>();
  private final boolean sharing;

  /** One way of a gradient: back through {@code consumer} to its input number {@code edge}. */
  private record Flow(Signal consumer, int edge) {
    Signal input() {
      return consumer.edges().get(edge).input();
    }
  }

  private record Pair(CrossGradients of, Object a, Object b) {}

  /**
   * Gradients of one output.
   *
   * @param signals all that the output depends on, each before what it was computed from
   * @param seed gradient at the first of them
   */
  public CrossGradients(List<Signal> signals, Quantity<Stat> seed) {
    sharing =
        signals.stream().anyMatch(s -> s.form() instanceof Forms.Matrix m && m.draw() != null);
    gradients.put(signals.get(0), seed);
    for (Signal s : signals) {
      Quantity<Stat> g = gradients.computeIfAbsent(s, this::total);
      if (sharing) {
        sources.put(s, sources(s));
      }
      for (int i = 0; i < s.edges().size(); i++) {
        flows.computeIfAbsent(s.edges().get(i).input(), k -> new ArrayList<>()).add(new Flow(s, i));
      }
      pulled.put(s, s.edges().stream().map(x -> x.pull().apply(g)).toList());
    }
  }

  /** The gradient at a signal, or null when the output does not depend on it. */
  public Quantity<Stat> at(Signal s) {
    return gradients.get(s);
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
    return flows(s).stream().map(f -> new Way(f.consumer(), pulled(f))).toList();
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
    return Quantity.of(
        e -> {
          Stat sum = pulled(all.get(0)).in(e);
          for (int i = 1; i < all.size(); i++) {
            sum = sum.plus(pulled(all.get(i)).in(e));
          }
          for (int i = 0; sharing && i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
              if (related(all.get(i), all.get(j))) {
                sum = CrossMoments.plus(sum, of(all.get(i), all.get(j), e).times(2));
              }
            }
          }
          return sum;
        });
  }

  private boolean related(Flow f, Flow g) {
    return !Collections.disjoint(sources(f), sources(g));
  }

  /** What the gradient at a signal is a mixture of: the matrices it came through last. */
  private Set<Object> sources(Signal s) {
    List<Flow> all = flows(s);
    if (all.size() == 1) {
      return sources(all.get(0));
    }
    Set<Object> union = new HashSet<>();
    if (all.isEmpty()) {
      union.add(s);
    }
    all.forEach(f -> union.addAll(sources(f)));
    return union;
  }

  private Set<Object> sources(Flow f) {
    if (f.consumer().form() instanceof Forms.Matrix m) {
      return m.draw() == null ? Set.of(f.consumer()) : Set.of(f.consumer(), m.draw());
    }
    return sources.get(f.consumer());
  }

  /** E[δ ε] of the gradients at two signals, entry by entry. */
  public Cross of(Signal a, Signal b, Evaluation e) {
    return of((Object) a, b, e);
  }

  /**
   * E[u v] for an entry of the gradients u and v that two uses of one weight give it: Σ over all
   * pairs of positions of E[δ ε]·E[x y], as within one use; 0 where the uses are not compared.
   */
  public double ofWeight(Signal a, Signal b, Evaluation e) {
    double batch = e.number(Expr.symbol("batch"));
    try {
      if (a.form() instanceof Forms.Matrix m && b.form() instanceof Forms.Matrix n) {
        Cross g = of(a, b, e);
        Cross x = CrossMoments.of(m.input(), n.input(), e);
        double apart = x.secondMoment() - x.tokenOverlap();
        return Correlation.pairSum(g, x, batch) + g.coherence() * apart;
      }
      if (a.form() instanceof Forms.Biased && b.form() instanceof Forms.Biased) {
        Signal.WeightEdge w = a.weightEdges().get(0);
        Stat like = CrossMoments.coarse(gradients.get(a), e);
        return w.pull().apply(Quantity.fixed(of(a, b, e).stat(like))).in(e);
      }
    } catch (CrossMoments.NotFollowed notKnown) {
      return 0;
    }
    return 0;
  }

  /** The same for two of {@link Signal}, the gradient there, and {@link Flow}, a part of one. */
  private Cross of(Object a, Object b, Evaluation e) {
    return e.shared(new Pair(this, a, b), p -> compute(a, b, e));
  }

  private Cross compute(Object a, Object b, Evaluation e) {
    if (a.equals(b)) {
      return Cross.of(CrossMoments.coarse(a instanceof Flow f ? pulled(f) : gradients.get(a), e));
    }
    if (Collections.disjoint(sourcesOf(a), sourcesOf(b))) {
      return none(a, e);
    }
    if (a instanceof Flow f && !pairs(f)) {
      return through(f, b, e);
    }
    if (b instanceof Flow f && !pairs(f)) {
      return through(f, a, e);
    }
    if (a instanceof Signal s && (!(b instanceof Signal t) || s.depth() <= t.depth())) {
      return parts(s, b, e);
    }
    if (b instanceof Signal s) {
      return parts(s, a, e);
    }
    return both((Flow) a, (Flow) b, e);
  }

  private Set<Object> sourcesOf(Object a) {
    return a instanceof Flow f ? sources(f) : sources.get(a);
  }

  private Cross none(Object a, Evaluation e) {
    Stat like = CrossMoments.coarse((a instanceof Flow f ? f.input() : (Signal) a).stat(), e);
    Field zero = Field.zero(like.layout());
    return new Cross(like.layout(), zero, zero, zero, zero);
  }

  private Cross parts(Signal s, Object b, Evaluation e) {
    Cross sum = none(s, e);
    for (Flow f : flows(s)) {
      sum = sum.plus(of(f, b, e));
    }
    return sum;
  }

  /** Whether a part of a gradient is compared with parts of its own kind only. */
  private static boolean pairs(Flow f) {
    Signal.Form form = f.consumer().form();
    return f.consumer().view() != null
        || form == null
        || form instanceof Forms.Matrix
        || form instanceof Forms.Product
        || form instanceof Forms.Part
        || form instanceof Forms.Repeated
        || form instanceof Forms.Attended
        || widened(f);
  }

  /** Whether the input was repeated over positions, samples or features to meet another. */
  private static boolean widened(Flow f) {
    return Broadcast.entries(f.input().axes()) != Broadcast.entries(f.consumer().axes());
  }

  /** A linear step back. */
  private Cross through(Flow f, Object b, Evaluation e) {
    Cross c = of(f.consumer(), b, e);
    Signal.Form form = f.consumer().form();
    if (form instanceof Forms.Sum m) {
      return f.edge() == 1 ? c.times(m.sign()) : c;
    }
    if (form instanceof Forms.Scaled m) {
      return CrossMoments.scaled(c, m.factor(), f.input().stat(), e);
    }
    if (form instanceof Forms.Gained m) {
      Stat table = CrossMoments.coarse(m.stat(), e);
      return c.scaled(table.mean(), table.layout());
    }
    return c;
  }

  /** Two parts that each go through what is no plain linear step. */
  private Cross both(Flow f, Flow g, Evaluation e) {
    Signal a = f.consumer();
    Signal b = g.consumer();
    if (a.view() != null && b.view() != null) {
      Stat x = CrossMoments.coarse(a.base().stat(), e);
      Stat y = CrossMoments.coarse(b.base().stat(), e);
      Cross c = CrossMoments.of(a.base(), b.base(), e);
      return of(a, b, e).times(Elementwise.cross(x, a.view(), y, b.view(), c, true, e));
    }
    if (a.view() != null || b.view() != null) {
      Flow bent = a.view() != null ? f : g;
      Signal s = bent.consumer();
      Stat x = CrossMoments.coarse(s.base().stat(), e);
      return of(s, bent == f ? g : f, e).scaled(Elementwise.meanSlopes(x, s.view(), e), x.layout());
    }
    return alike(f, g, a.form(), b.form(), e);
  }

  private Cross alike(Flow f, Flow g, Signal.Form x, Signal.Form y, Evaluation e) {
    Signal a = f.consumer();
    Signal b = g.consumer();
    if (x instanceof Forms.Matrix m && y instanceof Forms.Matrix n) {
      return m.draw() != null && m.draw().equals(n.draw())
          ? of(a, b, e).through(CrossMoments.coarse(gradients.get(a), e), s -> m.backward(s, e))
          : none(f, e);
    }
    if (f.edge() != g.edge()) {
      return none(f, e);
    }
    if (x instanceof Forms.Product m && y instanceof Forms.Product n) {
      Signal p = f.edge() == 0 ? m.right() : m.left();
      Signal q = f.edge() == 0 ? n.right() : n.left();
      return of(a, b, e).times(CrossMoments.of(p, q, e));
    }
    if (x instanceof Forms.Part m && y instanceof Forms.Part n) {
      boolean same = m.axis() == n.axis() && m.from() == n.from() && m.share() == n.share();
      return same ? of(a, b, e).times(m.share()) : none(f, e);
    }
    if (x instanceof Forms.Repeated m && y instanceof Forms.Repeated n) {
      return of(a, b, e).times(m.copies());
    }
    if (x instanceof Forms.Attended m && y instanceof Forms.Attended n) {
      return attended(f, m, n, of(a, b, e), e);
    }
    return none(f, e);
  }

  private Cross attended(Flow f, Forms.Attended m, Forms.Attended n, Cross g, Evaluation e) {
    AttentionPair pair = AttentionPair.of(m, n, e);
    if (f.edge() == 0) {
      return pair.values(g);
    }
    Cross v = CrossMoments.of(m.value(), n.value(), e);
    double batch = e.number(Expr.symbol("batch"));
    ScorePair scores = new ScorePair(pair, g, v, batch);
    return !pair.followed() ? none(f, e) : f.edge() == 1 ? scores.query() : scores.key();
  }
}
