package dev.initlint.op;

import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Scale;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
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
      Scale scale)
      implements Signal.Unit {

    Logits scaled(double by) {
      return new Logits(query, key, factor * by, headDim, mask, bias, cap, scale);
    }

    Logits biased(RelativeBias more) {
      if (bias != null) {
        throw new Op.NotModelled("attention scores with two biases");
      }
      return new Logits(query, key, factor, headDim, mask.and(more.mask()), more, cap, scale);
    }

    Logits masked(Mask more) {
      return new Logits(query, key, factor, headDim, mask.and(more), bias, cap, scale);
    }
  }

  /** Softmax of scores over their keys. */
  public record Weights(Logits logits, Quantity<AttentionRows> rows) implements Signal.Unit {}

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
      throw new Op.NotModelled("a product of two activations that is no attention");
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
    Logits logits = new Logits(q, k, 1, headDim, Mask.NONE, null, null, scale);
    Set<Object> sources = new HashSet<>(q.sources());
    sources.addAll(k.sources());
    Signal.Builder y =
        logits(axes, logits)
            .formula(
                headDim
                    .times(site.q(0))
                    .times(site.q(1))
                    .plus(
                        headDim
                            .times(headDim.minus(Expr.ONE))
                            .times(site.pairOfFeatures(0))
                            .times(site.pairOfFeatures(1))))
            .step("scores: E[(q·k)²] = d_k·E[q²]·E[k²]")
            .sources(sources)
            .zero(q.isZero() || k.isZero());
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
              return Stat.independent(Layout.exchangeable((long) n), 0, q, 1).withSpread(spread);
            });
    return Signal.of(axes, stat).unit(logits);
  }

  private static Signal.Builder next(Signal x, Logits logits, String step) {
    return logits(x.axes(), logits)
        .formula(x.formula())
        .step(step)
        .sources(x.sources())
        .scale(x.scale())
        .zero(x.isZero());
  }

  /**
   * Scores with a tensor added: a mask, or a table of biases.
   *
   * @param table the weight that {@code added} holds the entries of, or null for a constant
   */
  static Signal.Builder masked(Signal x, Logits logits, Array added, ParameterFacts table) {
    if (table != null && table.isRandom()) {
      Quantity<Double> variance = Quantity.of(e -> e.number(table.variance()));
      Logits l = logits.biased(RelativeBias.ofPairs(variance));
      Signal.Builder y = next(x, l, "an independent bias of each pair adds its variance");
      return withBias(x, y);
    }
    Mask mask = Mask.of(added);
    return next(x, logits.masked(mask), "a mask decides which keys a query sees");
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
    if (l.cap() != null) {
      throw new Op.NotModelled("attention scores through two functions");
    }
    Logits capped =
        new Logits(l.query(), l.key(), l.factor(), l.headDim(), l.mask(), l.bias(), f, l.scale());
    Signal.Builder y = next(x, capped, "scores through " + f.name());
    return y.formula(Effective.function("E[" + f.name() + "²]", y.stat(), site.q(0)));
  }

  /** Softmax over the keys. */
  static Signal.Builder softmax(Site site, Signal x, Logits logits) {
    Quantity<AttentionRows> rows = Quantity.of(e -> AttentionRows.of(logits, e));
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              AttentionRows r = rows.in(e);
              Layout layout = Layout.exchangeable((long) r.queries().positions());
              double keys = r.keys().positions();
              return Stat.independent(layout, 1 / keys, r.meanParticipation() / keys, 1);
            });
    Quantity<Double> seen = rows.then(r -> r.keys().positions());
    Expr n = Expr.call("keys", seen, x.axes().symbol(Role.KEY));
    return Signal.of(x.axes(), stat)
        .formula(
            Expr.call("participation", rows.then(AttentionRows::meanParticipation), n, site.q(0))
                .over(n))
        .step("softmax over keys: E[p²] = participation/n (exact quadrature)")
        .sources(x.sources())
        .unit(new Weights(logits, rows));
  }
}
