package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.moment.Strata;
import dev.initlint.symbol.Expr;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Softmax weights times values.
 *
 * <p>At one query, K'_tt = S2·K̄_same + (1 − S2)·K̄_other over its keys; between two, the same with
 * what their rows share in place of S2 (docs/theory/attention.md#output). Keys and values that are
 * read from one tensor add the linear response of the weights to it, (q − p)·s²(1 − S2)²/d_eff.
 */
public final class AttentionOutput {
  private AttentionOutput() {}

  static Signal.Builder of(Site site, Signal a, Attention.Weights weights, Signal v) {
    Signal query = weights.logits().query();
    Signal key = weights.logits().key();
    double queries = Windows.size(query, query.axes().rank() - 2);
    double keys = Windows.size(key, key.axes().rank() - 1);
    List<Factor> features = v.axes().dims().get(v.axes().rank() - 1);
    Axes axes = a.axes().withDim(a.axes().rank() - 1, features);
    double heads = v.axes().size(Axes.Role.FEATURE) / (double) v.axes().size(v.axes().rank() - 1);
    Projection.Source source = Projection.source(key, v, heads);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat all = v.stat().in(e);
              Stat value = Windows.inside(all, keys);
              Stat o =
                  Frames.each(
                      all,
                      keys,
                      s ->
                          Stats.mean(
                              weights.each(e),
                              r -> output(r, weights.logits(), s.sequential(), source, e)));
              double inherited =
                  value.spread() - Correlation.ownVariance(value, Correlation.GAUSSIAN, e);
              double own = Correlation.ownVariance(o, Correlation.GAUSSIAN, e);
              return o.withSpread(Math.max(0, inherited) + own);
            });
    Quantity<Double> own =
        Quantity.of(e -> own(weights.rows().in(e), Windows.inside(v.stat().in(e), keys)));
    Signal.Builder o =
        Signal.of(axes, stat)
            .formula(formula(site, weights, own, stat))
            .step("attention: S2·(mean of v²) + (1 − S2)·(overlap of values)")
            .sources(v.sources())
            .zero(v.isZero())
            .unit(new Attended(weights, v))
            .relation(new Average(weights, v, source))
            .edge(
                v,
                g ->
                    Quantity.of(
                        e -> {
                          Stat value = Windows.inside(v.stat().in(e), keys);
                          return Frames.each(
                              g.in(e),
                              queries,
                              d ->
                                  Stats.mean(
                                      weights.each(e),
                                      r -> values(r, weights.logits(), d, value, source, e)));
                        }))
            .edge(
                query,
                g ->
                    Quantity.of(
                        e ->
                            scores(
                                    weights,
                                    v,
                                    source,
                                    g,
                                    queries,
                                    keys,
                                    e,
                                    AttentionOutput::atQuery)
                                .withStrata(Strata.centred(key.stat().in(e)))))
            .edge(
                key,
                g ->
                    Quantity.of(
                        e ->
                            scores(weights, v, source, g, queries, keys, e, AttentionOutput::atKey)
                                .withStrata(Strata.centred(query.stat().in(e)))));
    RelativeBias all = weights.logits().bias();
    for (RelativeBias bias : all == null ? List.<RelativeBias>of() : all.each()) {
      if (bias.signal() != null) {
        double rows = bias.signal().axes().size(Axes.Role.FEATURE);
        o.edge(
            bias.signal(),
            g ->
                Quantity.of(
                    e ->
                        Stats.mean(
                            weights.each(e),
                            r ->
                                new BiasGradient(
                                        r,
                                        weights.logits(),
                                        bias,
                                        Windows.inside(g.in(e), queries),
                                        v,
                                        keys,
                                        e)
                                    .stat(rows))));
      }
    }
    return weights.sink() == null ? o : weights.sink().less(o.build(), weights);
  }

  /**
   * S2·q + (1 − S2)·p with S2 = n·E[p²], for the q of the values as they are weighed, and what the
   * values of the keys of one query have in common, with the response of the weights to them.
   */
  private static Expr formula(
      Site site, Attention.Weights weights, Quantity<Double> own, Quantity<Stat> stat) {
    String name = site.node().input(1);
    Quantity<Double> seen = weights.rows().then(r -> r.keys().positions());
    Expr n = Expr.call("keys", seen, weights.logits().key().axes().symbol(Axes.Role.POSITION));
    Expr s2 =
        weights.sink() == null
            ? n.times(site.q(0))
            : Expr.symbol(
                "S2[" + site.node().input(0) + "]",
                weights.rows().then(AttentionRows::meanParticipation));
    Expr q = Expr.call("weighed", own, site.q(1));
    Expr apart = s2.times(q);
    Expr rest = Expr.ONE.minus(s2);
    Quantity<Double> common =
        Quantity.of(
            e -> {
              double share = e.number(rest);
              double left = stat.in(e).secondMoment() - e.number(apart);
              return share > 1e-12 ? left / share : 0;
            });
    return apart.plus(rest.times(Expr.symbol("overlapOfKeys[" + name + "]", common)));
  }

  /** E Σ_s p_s²·v_s² over E Σ_s p_s²: the q of the values, weighed as it is met. */
  private static double own(AttentionRows coarse, Stat value) {
    Stat v = value.sequential();
    Layout keys = coarse.keys().refine(v.layout());
    AttentionRows rows = coarse.overKeys(keys);
    KeyAverages spread = KeyAverages.of(v.refined(keys).within(), rows.sight());
    double sum = 0;
    double s2 = 0;
    for (int i = 0; i < rows.participation().length; i++) {
      double share = rows.queries().count(i) * rows.participation()[i];
      sum += share * spread.same(i);
      s2 += share;
    }
    return s2 > 0 ? sum / s2 : 0;
  }

  private static Stat scores(
      Attention.Weights weights,
      Signal v,
      Projection.Source source,
      Quantity<Stat> g,
      double queries,
      double keys,
      Evaluation e,
      Side part) {
    double batch = e.number(Expr.symbol("batch"));
    Stat gradient = g.in(e);
    Signal query = weights.logits().query();
    Signal key = weights.logits().key();
    double frames = Math.max(1, gradient.layout().positions() / queries);
    double pairs = batch * (batch - 1);
    Level level =
        (inside, samples, sampled) -> {
          Stat d = inside.apply(gradient, queries).sequential();
          Stat value = inside.apply(v.stat().in(e), keys).sequential();
          return Stats.mean(
              weights.each(e),
              r -> {
                AttentionRows rows =
                    frames == 1
                        ? r
                        : r.across(
                            inside.apply(query.stat().in(e), queries),
                            inside.apply(key.stat().in(e), keys));
                AttentionPair pair =
                    AttentionPair.self(
                        rows, weights.logits(), d.layout(), value.layout(), source, e);
                Supplier<ScoreGradient> scores =
                    () -> new ScoreGradient(pair, Block.of(d), Block.of(value), samples, sampled);
                ScoreGradient made = frames == 1 ? once(g, v, r, scores, e) : scores.get();
                return part.of(pair, made, d.spread());
              });
        };
    Stat one = level.at(Frames::one, batch * frames, pairs * frames);
    if (frames == 1) {
      return one;
    }
    double between = frames * (frames - 1);
    Stat apart = level.at(Frames::apart, 0, batch * between);
    Stat farApart = level.at(Frames::farApart, 0, pairs * between);
    return Frames.joined(Math.round(frames), one, apart, farApart)
        .withCoherence(one.coherence() + apart.coherence() + farApart.coherence());
  }

  private record Made(Quantity<Stat> gradient, Signal value) {}

  /** What the ways back to queries and to keys both need, kept from the first to the second. */
  private static ScoreGradient once(
      Quantity<Stat> g, Signal v, AttentionRows rows, Supplier<ScoreGradient> make, Evaluation e) {
    Map<AttentionRows, ScoreGradient> made = e.shared(new Made(g, v), k -> new IdentityHashMap<>());
    ScoreGradient before = made.remove(rows);
    if (before == null) {
      before = make.get();
      made.put(rows, before);
    }
    return before;
  }

  /** The gradient at queries or at keys. */
  private interface Side {
    Stat of(AttentionPair pair, ScoreGradient scores, double spread);
  }

  /**
   * δq is a sum of keys and δk one of queries, so that each is large in the entries where the other
   * is, if these met a table.
   */
  private static Stat atQuery(AttentionPair pair, ScoreGradient scores, double spread) {
    return stat(scores.query(), pair.first().query().features(), 0, spread);
  }

  private static Stat atKey(AttentionPair pair, ScoreGradient scores, double spread) {
    Block c = scores.key();
    double[] same = c.within().same().clone();
    for (int j = 0; j < same.length; j++) {
      same[j] = Math.max(0, same[j]);
    }
    Stat s = stat(c, pair.first().key().features(), 0, spread);
    return s.withFields(
            new Field(same, c.within().other()),
            s.across(),
            s.featureWithin(),
            s.featureAcross(),
            s.mean())
        .withCoherence(c.coherence());
  }

  private static Stat stat(Block c, double features, double inverseDim, double spread) {
    return new Stat(
        c.layout(),
        c.within(),
        c.across(),
        c.featureWithin(),
        c.featureAcross(),
        new double[c.layout().classes()],
        features,
        inverseDim,
        spread);
  }

  /** The gradient at the values, PᵀDP (docs/theory/attention.md#gradient-at-the-values). */
  private static Stat values(
      AttentionRows rows,
      Attention.Logits logits,
      Stat g,
      Stat v,
      Projection.Source source,
      Evaluation e) {
    Stat d = g.sequential();
    Layout keys = v.layout().sequential();
    AttentionPair pair = AttentionPair.self(rows, logits, d.layout(), keys, source, e);
    return stat(pair.values(Block.of(d)), v.features(), d.inverseDim(), d.spread());
  }

  /** The gradient at queries or keys for one kind of pairs of frames. */
  private interface Level {
    /**
     * The figures for one kind.
     *
     * @param inside the figures of a tensor inside a frame
     * @param samples number of frames of the batch
     * @param pairs number of pairs of them that are of this kind
     */
    Stat at(BiFunction<Stat, Double, Stat> inside, double samples, double pairs);
  }

  /** Softmax weights times values. */
  record Average(Attention.Weights weights, Signal value, Projection.Source source)
      implements Relation {
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      return other.relation() instanceof Average that
          ? AttentionPair.of(this, that, g).output(g.of(value, that.value))
          : null;
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      if (edge != otherEdge || edge > 2 || !(other.relation() instanceof Average that)) {
        return null;
      }
      AttentionPair pair = AttentionPair.of(this, that, g);
      if (edge == 0) {
        return pair.values(gradients.get());
      }
      if (!pair.followed()) {
        throw new Gram.NotFollowed("scores of two attentions that are not compared");
      }
      double batch = g.evaluation().number(Expr.symbol("batch"));
      Block values = g.of(value, that.value);
      ScoreGradient scores =
          new ScoreGradient(pair, gradients.get(), values, batch, batch * (batch - 1));
      return edge == 1 ? scores.query() : scores.key();
    }
  }

  /** What an attention returns before its output projection. */
  public record Attended(Attention.Weights weights, Signal value) implements Signal.Unit {}

  private static Stat output(
      AttentionRows coarse,
      Attention.Logits logits,
      Stat value,
      Projection.Source source,
      Evaluation e) {
    AttentionPair pair =
        AttentionPair.self(coarse, logits, coarse.queries(), value.layout(), source, e);
    AttentionRows rows = pair.first();
    Stat v = value.refined(pair.keys());
    Block o = pair.output(Block.of(v));
    double[] mean = new double[o.layout().classes()];
    for (int i = 0; i < mean.length; i++) {
      for (int j = 0; j < pair.keys().classes(); j++) {
        mean[i] += rows.visible()[i][j] * v.mean()[j] / rows.count()[i];
      }
    }
    return stat(o, v.features(), v.inverseDim(), v.spread()).withMean(mean);
  }
}
