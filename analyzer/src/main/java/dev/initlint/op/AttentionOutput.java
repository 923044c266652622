package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.function.Function;

/**
 * Softmax weights times values.
 *
 * <p>At one query, K'_tt = S2·K̄_same + (1 − S2)·K̄_other over its keys; between two, the same with
 * what their rows share in place of S2 (moments.md a.5 and a.5b). Keys and values that are read
 * from one tensor add the linear response of the weights to it, (q − p)·s²(1 − S2)²/d_eff.
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
              Stat all = v.stat().in(e).sequential();
              Stat value = Windows.inside(all, keys);
              Stat o =
                  Windows.outside(
                      Stats.mean(weights.each(e), r -> output(r, value, oneSource)),
                      Picked.resized(all, all.layout().positions() / keys * queries),
                      true);
              double inherited =
                  value.spread() - Correlation.ownVariance(value, Correlation.GAUSSIAN, e);
              double own = Correlation.ownVariance(o, Correlation.GAUSSIAN, e);
              return o.withSpread(Math.max(0, inherited) + own);
            });
    Expr n = a.axes().symbol(Axes.Role.KEY);
    Signal.Builder o =
        Signal.of(axes, stat)
            .formula(Expr.call("attended", x -> Double.NaN, n, site.q(0), site.q(1)))
            .step("attention: S2·(mean of v²) + (1 − S2)·(overlap of values)")
            .sources(v.sources())
            .zero(v.isZero())
            .unit(new Attended(weights, v))
            .form(new Forms.Attended(weights, v, oneSource))
            .edge(
                v,
                g ->
                    Quantity.of(
                        e -> {
                          Stat d = g.in(e);
                          Stat all = v.stat().in(e).sequential();
                          Stat one = Windows.inside(d.sequential(), queries);
                          Stat value = Windows.inside(all, keys);
                          Stat y =
                              Stats.mean(
                                  weights.each(e), r -> AttentionGradient.value(r, one, value));
                          Stat like = Picked.resized(d.sequential(), all.layout().positions());
                          return Windows.outside(y, like, true);
                        }))
            .edge(
                query,
                g ->
                    Quantity.of(
                        e ->
                            scores(
                                weights,
                                v,
                                oneSource,
                                g,
                                queries,
                                keys,
                                query,
                                e,
                                ScoreGradient::query)))
            .edge(
                key,
                g ->
                    Quantity.of(
                        e ->
                            scores(
                                weights,
                                v,
                                oneSource,
                                g,
                                queries,
                                keys,
                                key,
                                e,
                                ScoreGradient::key)));
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
                                        Windows.inside(g.in(e).sequential(), queries),
                                        v,
                                        keys,
                                        e)
                                    .stat(heads))));
      }
    }
    return o;
  }

  private static Stat scores(
      Attention.Weights weights,
      Signal v,
      boolean oneSource,
      Quantity<Stat> g,
      double queries,
      double keys,
      Signal to,
      Evaluation e,
      Function<ScoreGradient, Stat> part) {
    Stat one = Windows.inside(g.in(e).sequential(), queries);
    Stat value = Windows.inside(v.stat().in(e).sequential(), keys);
    Stat y =
        Stats.mean(
            weights.each(e),
            r -> part.apply(new ScoreGradient(r, weights.logits(), one, value, oneSource, e)));
    return Windows.outside(y, to.stat().in(e).sequential(), false);
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
