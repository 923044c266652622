package dev.initlint.op;

import dev.initlint.gaussian.ScalarFunction;
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

  /** Softmax of scores over their keys. */
  public record Weights(Logits logits, Quantity<AttentionRows> rows) implements Signal.Unit {

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
            && a.axes().isOnly(ra - 2, Role.POSITION)
            && (b.axes().isOnly(rb - 1, Role.POSITION) || b.axes().size(rb - 1) == 1);
    if (!scores) {
      return Site.known(Contraction.matMul(site, a, b));
    }
    return Site.known(scores(site, a, b));
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
            .formula(headDim.times(site.q(0)).times(site.q(1)))
            .step("scores: E[(q·k)²] = d_k·E[q²]·E[k²]")
            .sources(sources)
            .zero(q.isZero() || k.isZero());
    Contraction.edges(y, q, k);
    y.scale(scale);
    return y;
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
    return x.unit() instanceof Logits l ? l.factor() : 1;
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
    boolean pairs = added.rank() > 1 && added.dims()[added.rank() - 2] > 1;
    if (table != null && table.isRandom() && pairs) {
      Signal b = RelativeBias.ofPairs(site, table);
      return biased(x, logits, (RelativeBias) b.unit(), b);
    }
    Mask mask = Mask.of(added);
    double mean = meanSquare(added);
    return next(x, logits.masked(mask).raised(mean), "a mask decides which keys a query sees")
        .formula(x.formula().plus(Expr.of(mean)));
  }

  /** Mean square of what is added where it hides nothing. */
  private static double meanSquare(Array added) {
    return Arrays.stream(added.toDoubles())
        .filter(v -> v > Mask.MASKED)
        .map(v -> v * v)
        .average()
        .orElse(0);
  }

  /** Scores of which every query sees those of the keys up to its own position. */
  static Signal.Builder causal(Signal x, Logits logits) {
    return next(x, logits.masked(new Mask.Causal(0)), "queries see the keys up to their own");
  }

  /** Scores with a mask that is true where a key is seen. */
  static Signal.Builder where(Signal x, Logits logits, boolean[] visible, long[] dims) {
    Mask mask = Mask.of(visible, dims);
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
    return next(x, l.biased(bias.at(b)), "an independent relative bias adds its variance")
        .formula(x.formula().plus(b.formula()));
  }

  /** Scores through a function, as the tanh of a soft cap. */
  static Signal.Builder capped(Site site, Signal x, Logits l, ScalarFunction f) {
    ScalarFunction all = l.cap() == null ? f : l.cap().then(f);
    return next(x, l.through(all), "scores through " + f.name());
  }

  /** Softmax over the keys. */
  static Signal.Builder softmax(Site site, Signal x, Logits logits) {
    Quantity<AttentionRows> rows = Quantity.of(e -> AttentionRows.of(logits, e));
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              List<AttentionRows> all = new Weights(logits, rows).each(e);
              AttentionRows r = all.get(0);
              Layout layout = Layout.exchangeable((long) r.queries().positions());
              double keys = r.keys().positions();
              double participation =
                  all.stream().mapToDouble(AttentionRows::meanParticipation).average().orElse(1);
              return Stat.independent(layout, 1 / keys, participation / keys, 1);
            });
    Expr n = x.axes().symbol(Role.KEY);
    return Signal.of(x.axes(), stat)
        .formula(Expr.call("participation", v -> Double.NaN, n, site.q(0)).over(n))
        .step("softmax over keys: E[p²] = participation/n (exact quadrature)")
        .sources(x.sources())
        .unit(new Weights(logits, rows));
  }
}
