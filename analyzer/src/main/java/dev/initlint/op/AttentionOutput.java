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
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
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
    boolean oneSource =
        Projection.input(v) != null
            && Projection.input(v) == Projection.input(weights.logits().key());
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat all = v.stat().in(e);
              Stat value = Windows.inside(all, keys);
              Stat o =
                  Frames.each(
                      all,
                      keys,
                      s -> Stats.mean(weights.each(e), r -> output(r, s.sequential(), oneSource)));
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
            .relation(new Average(weights, v, oneSource))
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
                                      weights.each(e), r -> AttentionGradient.value(r, d, value)));
                        }))
            .edge(
                query,
                g ->
                    Quantity.of(
                        e ->
                            scores(
                                weights, v, oneSource, g, queries, keys, e, ScoreGradient::query)))
            .edge(
                key,
                g ->
                    Quantity.of(
                        e ->
                            scores(
                                weights, v, oneSource, g, queries, keys, e, ScoreGradient::key)));
    RelativeBias all = weights.logits().bias();
    for (RelativeBias bias : all == null ? List.<RelativeBias>of() : all.each()) {
      if (bias.signal() != null) {
        double heads = bias.signal().axes().size(Axes.Role.FEATURE);
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
                                    .stat(heads))));
      }
    }
    return o;
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
    Expr s2 = n.times(site.q(0));
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
    Spread spread = Spread.of(v.refined(keys).within(), keys, rows.visible());
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
      boolean oneSource,
      Quantity<Stat> g,
      double queries,
      double keys,
      Evaluation e,
      Function<ScoreGradient, Stat> part) {
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
                return part.apply(
                    new ScoreGradient(
                        rows, weights.logits(), d, value, oneSource, samples, sampled, e));
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
  record Average(Attention.Weights weights, Signal value, boolean oneSource) implements Relation {
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
      ScorePair scores = new ScorePair(pair, gradients.get(), g.of(value, that.value), batch);
      return edge == 1 ? scores.query() : scores.key();
    }
  }

  /** What an attention returns before its output projection. */
  public record Attended(Attention.Weights weights, Signal value) implements Signal.Unit {}

  private static Stat output(AttentionRows coarse, Stat value, boolean oneSource) {
    Layout keys = coarse.keys().refine(value.layout());
    AttentionRows rows = coarse.overKeys(keys);
    Stat v = value.refined(keys);
    Layout out = rows.queries();
    Field within = attended(rows, v.within(), keys, true);
    if (oneSource) {
      within = within.plus(response(rows, v, keys));
    }
    double[] mean = new double[out.classes()];
    for (int i = 0; i < mean.length; i++) {
      for (int j = 0; j < keys.classes(); j++) {
        mean[i] += rows.visible()[i][j] * v.mean()[j] / rows.count()[i];
      }
    }
    return new Stat(
        out,
        within,
        attended(rows, v.across(), keys, false),
        attended(rows, v.featureWithin(), keys, true),
        attended(rows, v.featureAcross(), keys, false),
        mean,
        v.features(),
        v.inverseDim(),
        v.spread());
  }

  /** P K Pᵀ, with what rows share beyond chance when both are of one sample. */
  private static Field attended(AttentionRows rows, Field k, Layout keys, boolean oneSample) {
    Layout out = rows.queries();
    if (k.isZero()) {
      return Field.zero(out);
    }
    Spread spread = Spread.of(k, keys, rows.visible(), rows.weighted());
    double[] same = new double[out.classes()];
    double[] other = new double[out.pairClasses()];
    for (int i = 0; i < same.length; i++) {
      double s2 = oneSample ? rows.participation()[i] : 1 / rows.count()[i];
      same[i] = s2 * spread.same(i) + (1 - s2) * spread.other(i);
    }
    for (int i = 0; i < other.length; i++) {
      int a = out.first(i);
      int b = out.second(i);
      double common = spread.common(a, b);
      double pairs = rows.count()[a] * rows.count()[b] - common;
      double shared =
          oneSample ? rows.shared(i, common) : common / (rows.count()[a] * rows.count()[b]);
      double atSame = common > 0 ? spread.sameSum(a, b) / common : 0;
      double atOther = pairs > 1e-9 ? spread.otherSum(a, b) / pairs : atSame;
      other[i] = shared * atSame + (1 - shared) * atOther;
    }
    return new Field(same, other);
  }

  /** What the weights' response to the keys adds: the values lean towards the query. */
  private static Field response(AttentionRows rows, Stat v, Layout keys) {
    Layout out = rows.queries();
    Spread spread = Spread.of(v.within(), keys, rows.visible(), rows.weighted());
    double[] lean = new double[out.classes()];
    for (int i = 0; i < lean.length; i++) {
      double s2 = rows.participation()[i];
      lean[i] = Math.sqrt(rows.logitVariance()[i] * Math.max(0, spread.difference(i))) * (1 - s2);
    }
    double inverseDim = Math.max(0, rows.key().inverseDim() - 1 / rows.key().features());
    double[] same = new double[out.classes()];
    double[] other = new double[out.pairClasses()];
    for (int i = 0; i < same.length; i++) {
      same[i] = lean[i] * lean[i] * inverseDim;
    }
    for (int i = 0; i < other.length; i++) {
      other[i] = lean[out.first(i)] * lean[out.second(i)] * rows.correlation()[i] * inverseDim;
    }
    return new Field(same, other);
  }
}
