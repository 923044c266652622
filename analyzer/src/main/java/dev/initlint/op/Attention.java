package dev.initlint.op;

import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.ElementType;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Scale;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Products of two activations, followed from the queries and keys over scores and softmax to the
 * values: attention in any spelling, with the whole product of its scale factors. Gradients go from
 * the output straight to queries, keys and values; scores and weights have none of their own.
 */
public final class Attention {
  /** What is no more than this of one is rounding. */
  private static final double ROUNDING = 1e-12;

  private Attention() {}

  /**
   * Scores of queries and keys.
   *
   * @param factor product of the scalars applied to the scores since the product
   * @param headDim number of features that the product contracted
   * @param bias relative bias added, or null
   * @param raise mean square of the constants that were added
   * @param cap function applied to the scores, as a soft cap, or null
   */
  public record Logits(
      Signal query,
      Signal key,
      double factor,
      Expr headDim,
      Mask mask,
      RelativeBias bias,
      ScalarFunction cap,
      Scale scale,
      double raise)
      implements Signal.Unit {

    Logits scaled(double by) {
      if (cap != null) {
        return through(cap.times(by));
      }
      RelativeBias b = bias == null ? null : bias.scaled(by);
      double r = raise * by * by;
      return new Logits(query, key, factor * by, headDim, mask.scaled(by), b, cap, scale, r);
    }

    Logits raised(double by) {
      return new Logits(query, key, factor, headDim, mask, bias, cap, scale, raise + by);
    }

    Logits through(ScalarFunction f) {
      return new Logits(query, key, factor, headDim, mask, bias, f, scale, raise);
    }

    Logits biased(RelativeBias more) {
      RelativeBias all = bias == null ? more : bias.and(more);
      Mask both = mask.and(more.mask());
      return new Logits(query, key, factor, headDim, both, all, cap, scale, raise);
    }

    Logits seenBy(Mask other) {
      return new Logits(query, key, factor, headDim, other, bias, cap, scale, raise);
    }

    Logits masked(Mask more) {
      return seenBy(mask.and(more));
    }
  }

  /**
   * Scores times zero where a query does not see a key and times one where it does, before what is
   * added there hides it: {@code w·b − 10⁴(1 − b)}, as the first GPT wrote its mask.
   *
   * @param scores the scores as they were
   * @param seen the zeros and ones
   */
  record Cleared(Logits scores, Array seen) implements Signal.Unit {
    /** What scores times a table are for the sum that follows, or null. */
    static Signal.Unit of(Signal x, Array table) {
      boolean cleared = x.unit() instanceof Logits && table != null && table.rank() > 1;
      for (int i = 0; cleared && i < table.size(); i++) {
        cleared = table.at(i) == 0 || table.at(i) == 1;
      }
      return cleared ? new Cleared((Logits) x.unit(), table) : null;
    }

    /** Whether a sum hides all that was cleared, so that nothing of it is met. */
    boolean isHiddenBy(Array added) {
      boolean hidden = Arrays.equals(added.dims(), seen.dims());
      for (int i = 0; hidden && i < seen.size(); i++) {
        hidden = seen.at(i) == 1 || added.at(i) <= Mask.MASKED;
      }
      return hidden;
    }
  }

  /**
   * Softmax of scores over their keys.
   *
   * @param sink a further score that takes its share, or null
   */
  public record Weights(Logits logits, Quantity<AttentionRows> rows, AttentionSink sink)
      implements Signal.Unit {

    /** Mean over queries of E Σ p². */
    double participation(AttentionRows r, Evaluation e) {
      if (sink == null) {
        return r.meanParticipation();
      }
      double[] kept = sink.squares(r, 1, e);
      Arrays.setAll(kept, i -> kept[i] * r.participation()[i]);
      return r.weighted(kept);
    }

    /** The rows of each mask that is followed by itself, as where heads have their own. */
    List<AttentionRows> each(Evaluation e) {
      List<Mask> masks = logits.mask().each();
      return masks.size() == 1
          ? List.of(rows.in(e))
          : masks.stream().map(m -> AttentionRows.of(logits.seenBy(m), e)).toList();
    }
  }

  /** {@code MatMul} of two activations. */
  static List<Belief> matMul(Site site) {
    Signal a = site.signal(0);
    Signal b = site.signal(1);
    int ra = a.axes().rank();
    int rb = b.axes().rank();
    if (a.unit() instanceof Weights w && a.axes().isOnly(ra - 1, Role.KEY)) {
      return Site.known(AttentionOutput.of(site, a, w, b));
    }
    boolean scores =
        a.axes().isOnly(ra - 1, Role.FEATURE)
            && rb >= 2
            && b.axes().isOnly(rb - 2, Role.FEATURE)
            && (isPlaces(a.axes(), ra - 2) && b.axes().size(rb - 1) == 1
                || isPlaces(b.axes(), rb - 1)
                    && (isPlaces(a.axes(), ra - 2) || a.axes().size(ra - 2) == 1));
    if (!scores) {
      return Site.known(Contraction.matMul(site, a, b));
    }
    return Site.known(scores(site, a, b));
  }

  /** Positions, perhaps those of all samples one after another. */
  private static boolean isPlaces(Axes axes, int axis) {
    return axis >= 0
        && axes.has(axis, Role.POSITION)
        && !axes.has(axis, Role.FEATURE)
        && !axes.has(axis, Role.KEY);
  }

  /**
   * The part of a mask that says what the first sample sees of itself, where queries and keys of
   * all samples stand one after another.
   */
  private static Array own(Signal x, Array mask) {
    int rank = x.axes().rank();
    if (!x.axes().has(rank - 2, Role.SAMPLE) || mask.rank() < 2) {
      return mask;
    }
    long samples = 1;
    for (Factor f : x.axes().dims().get(rank - 2)) {
      samples *= f.role() == Role.SAMPLE ? f.size() : 1;
    }
    long[] dims = mask.dims();
    int keys = (int) dims[mask.rank() - 1];
    int n = (int) (dims[mask.rank() - 2] / samples);
    int m = (int) (keys / samples);
    double[] block = new double[n * m];
    for (int t = 0; t < n; t++) {
      for (int s = 0; s < m; s++) {
        block[t * m + s] = mask.at(t * keys + s);
      }
    }
    return Array.of(mask.type(), new long[] {n, m}, block);
  }

  private static Signal.Builder scores(Site site, Signal q, Signal k) {
    int rank = q.axes().rank();
    Expr headDim = q.axes().symbol(rank - 1);
    List<Factor> keys = new ArrayList<>();
    for (Factor f : k.axes().dims().get(k.axes().rank() - 1)) {
      keys.add(new Factor(Role.KEY, f.size(), f.symbol()));
    }
    Axes axes = q.axes().withDim(rank - 1, keys);
    Scale scale = q.scale().times(k.scale());
    Logits logits = new Logits(q, k, 1, headDim, Mask.NONE, null, null, scale, 0);
    Set<Object> sources = new HashSet<>(q.sources());
    sources.addAll(k.sources());
    Signal.Builder y =
        logits(axes, logits)
            .formula(
                headDim
                    .times(site.q(0).times(site.q(1)).plus(covarianceOfSquares(logits)))
                    .plus(
                        headDim
                            .times(headDim.minus(Expr.ONE))
                            .times(site.pairOfFeatures(0))
                            .times(site.pairOfFeatures(1))))
            .step("scores: E[(q·k)²] = d_k·E[q²]·E[k²]")
            .sources(sources)
            .zero(q.isZero() || k.isZero());
    Contraction.edges(y, q, k);
    y.scale(scale);
    return y;
  }

  /** cov[q², k²] over features, where queries and keys have met one table. */
  private static Expr covarianceOfSquares(Logits l) {
    Quantity<Double> covariance =
        Quantity.of(
            e -> {
              double more = AttentionRows.met(l, e) - 1;
              double apart =
                  l.query().stat().in(e).secondMoment() * l.key().stat().in(e).secondMoment();
              return Math.abs(more) <= ROUNDING ? 0 : more * apart;
            });
    return Expr.symbol("cov[q², k²]", covariance);
  }

  private static Signal.Builder logits(Axes axes, Logits logits) {
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              double q = AttentionRows.scoreSecondMoment(logits, e);
              double n = Math.round(e.number(axes.symbol(Role.POSITION)));
              double spread =
                  logits.query().stat().in(e).spread() + logits.key().stat().in(e).spread();
              double mean = logits.cap() == null ? 0 : AttentionRows.scoreMean(logits, e);
              return Stat.independent(Layout.exchangeable((long) n), mean, q, 1).withSpread(spread);
            });
    return Signal.of(axes, stat).unit(logits);
  }

  private static Signal.Builder next(Signal x, Logits logits, String step) {
    return logits(x.axes(), logits)
        .formula(x.formula())
        .step(step)
        .sources(x.sources())
        .scale(x.scale())
        .zero(x.isZero())
        .edge(x, g -> logits.factor() == factor(x) ? g : g.then(s -> s.scaled(gain(x, logits))));
  }

  private static double factor(Signal x) {
    return x.unit() instanceof Logits l
        ? l.factor()
        : x.unit() instanceof Cleared c ? c.scores().factor() : 1;
  }

  private static double gain(Signal x, Logits logits) {
    return factor(x) == 0 ? 0 : logits.factor() / factor(x);
  }

  /**
   * Scores with a tensor added: a mask, or a table of biases.
   *
   * @param table the weight that {@code added} holds the entries of, or null for a constant
   */
  static Signal.Builder masked(
      Site site, Signal x, Logits logits, Array added, ParameterFacts table) {
    added = own(x, added);
    boolean pairs = added.rank() > 1 && added.dims()[added.rank() - 2] > 1;
    // A small mask may look drawn; no draw hides a key.
    if (table != null && table.isRandom() && pairs && !hides(added)) {
      Signal b = RelativeBias.ofPairs(site, table);
      return biased(x, logits, (RelativeBias) b.unit(), b);
    }
    Mask mask = Mask.of(added);
    double mean = meanSquare(added);
    return next(x, logits.masked(mask).raised(mean), "a mask decides which keys a query sees")
        .formula(x.formula().plus(Expr.of(mean)));
  }

  private static boolean hides(Array added) {
    for (int i = 0; i < added.size(); i++) {
      if (added.at(i) <= Mask.MASKED) {
        return true;
      }
    }
    return false;
  }

  /** Mean square of what is added where it hides nothing. */
  private static double meanSquare(Array added) {
    double sum = 0;
    int seen = 0;
    for (int i = 0; i < added.size(); i++) {
      double v = added.at(i);
      if (v > Mask.MASKED) {
        sum += v * v;
        seen++;
      }
    }
    return seen == 0 ? 0 : sum / seen;
  }

  /**
   * Scores of which every query sees those of the keys up to its own position.
   *
   * @param offset number of keys before the first query
   * @param window number of keys that a query sees at most; negative for all
   */
  static Signal.Builder causal(Signal x, Logits logits, int offset, long window) {
    Mask mask = new Mask.Causal(offset);
    int rank = x.axes().rank();
    int queries = (int) x.axes().size(rank - 2);
    int keys = (int) x.axes().size(rank - 1);
    if (window > 0 && window < keys) {
      boolean[][] seen = new boolean[queries][keys];
      for (int t = 0; t < queries; t++) {
        for (int s = 0; s < keys; s++) {
          seen[t][s] = s <= t + offset && s > t + offset - window;
        }
      }
      mask = new Mask.Listed(seen);
    }
    return next(x, logits.masked(mask), "queries see the keys up to their own");
  }

  /** Scores with a mask that is true where a key is seen. */
  static Signal.Builder where(Signal x, Logits logits, boolean[] visible, long[] dims) {
    double[] shown = new double[visible.length];
    Arrays.setAll(shown, i -> visible[i] ? 1 : 0);
    Array own = own(x, Array.of(ElementType.BOOL, dims, shown));
    boolean[] seen = new boolean[own.size()];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = own.at(i) != 0;
    }
    Mask mask = Mask.of(seen, own.dims());
    return next(x, logits.masked(mask), "a mask decides which keys a query sees");
  }

  /**
   * Scores with another tensor added that varies with query and key, as scores of relative
   * positions are.
   */
  static Signal.Builder joined(Signal x, Logits l, Signal other) {
    Quantity<Double> variance =
        Quantity.of(
            e -> {
              if (other.unit() instanceof Logits o) {
                return AttentionRows.of(o.seenBy(Mask.NONE), e).meanVariance();
              }
              Stat s = other.stat().in(e);
              return Math.max(0, s.secondMoment() - s.meanEntry() * s.meanEntry());
            });
    Quantity<Double> square = other.stat().then(Stat::secondMoment);
    return biased(x, l, RelativeBias.ofPairs(variance, square), other);
  }

  /**
   * Scores with a term added that is not known: what they had without it, with a wider band.
   *
   * @param reason why the term is not known
   */
  static Signal.Builder unknown(Signal x, String reason) {
    Quantity<Stat> stat = x.stat().then(s -> s.withSpread(s.spread() + 1));
    return Signal.of(x.axes(), stat)
        .formula(x.formula())
        .step("taken for a mask that hides nothing: " + reason)
        .sources(x.sources())
        .scale(x.scale())
        .unit(x.unit());
  }

  /** Scores with a relative bias. */
  static Signal.Builder biased(Signal x, Logits l, RelativeBias bias, Signal b) {
    return withBias(
        x, next(x, l.biased(bias.at(b)), "an independent relative bias adds its variance"));
  }

  private static Signal.Builder withBias(Signal x, Signal.Builder y) {
    return y.formula(x.formula().plus(Effective.term("var[bias]", y.stat(), x.formula())));
  }

  /** Scores through a function, as the tanh of a soft cap. */
  static Signal.Builder capped(Site site, Signal x, Logits l, ScalarFunction f) {
    ScalarFunction all = l.cap() == null ? f : l.cap().then(f);
    Logits through = l.through(all);
    Signal.Builder y = logits(x.axes(), through);
    return y.formula(Effective.function("E[" + f.name() + "²]", y.stat(), site.q(0)))
        .step("scores through " + f.name())
        .sources(x.sources())
        .scale(x.scale())
        .edge(
            x,
            g ->
                Quantity.of(
                    e -> {
                      double gain = slope(through, e) / slope(l, e);
                      return g.in(e).scaled(Double.isFinite(gain) ? Math.sqrt(gain) : 0);
                    }));
  }

  /** Mean square of the slope of what the scores went through. */
  private static double slope(Logits l, Evaluation e) {
    return l.cap() == null ? 1 : AttentionRows.capSlope(l, e);
  }

  /** Softmax over the keys. */
  static Signal.Builder softmax(Site site, Signal x, Logits logits) {
    Quantity<AttentionRows> rows = Quantity.of(e -> AttentionRows.of(logits, e));
    return weights(site, x, new Weights(logits, rows, null));
  }

  /**
   * The weights of the keys.
   *
   * @param x their scores
   */
  static Signal.Builder weights(Site site, Signal x, Weights weights) {
    Quantity<AttentionRows> rows = weights.rows();
    double keys = x.axes().size(x.axes().rank() - 1);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              List<AttentionRows> all = weights.each(e);
              AttentionRows r = all.get(0);
              Layout layout = Layout.exchangeable((long) r.queries().positions());
              double participation =
                  all.stream().mapToDouble(a -> weights.participation(a, e)).average().orElse(1);
              double follows = r.participationElasticity();
              double kept = weights.sink() == null ? 1 : weights.sink().share(r, e);
              return Stat.independent(layout, kept / keys, participation / keys, 1)
                  .withSpread(x.stat().in(e).spread() * follows * follows);
            });
    Expr n = Expr.call("keys", Quantity.fixed(keys), x.axes().symbol(Role.KEY));
    Quantity<Double> participation = stat.then(s -> s.secondMoment() * keys);
    return Signal.of(x.axes(), stat)
        .formula(Expr.call("participation", participation, n, site.q(0)).over(n))
        .step("softmax over keys: E[p²] = participation/n (exact quadrature)")
        .sources(x.sources())
        .unit(weights);
  }
}
