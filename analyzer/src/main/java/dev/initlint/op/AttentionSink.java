package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.GaussianTransform;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * One more score beside those of the keys, whose share of the softmax no value takes: the sink of
 * gpt-oss, attention that may look at nothing.
 *
 * <p>With Z = Σ_s e^{z_s} over the keys that a query sees and a sink of score b, the weights are
 * those without a sink times Z/(Z + e^b) = σ(ln Z − b) (Xiao et al. 2024, eq. 2). The share moves
 * with the scores as well, by σ(1 − σ). That way of the gradient to queries and keys is left out:
 * it is 1/n of the weights' own response while the sink weighs no more than a few keys, and much of
 * it for a sink that takes most of the softmax.
 *
 * @param score the further score: one number for all queries of a head
 */
record AttentionSink(Signal score) {
  /** Scores with the sink's beside them. */
  record Scores(Attention.Logits logits, Signal keys, AttentionSink sink, boolean isFirst)
      implements Signal.Unit {}

  /** The softmax over keys and sink. */
  record Shares(Attention.Weights weights, Signal keys, boolean isFirst) implements Signal.Unit {}

  /** {@code Concat} of scores and a sink, or null where there is no such thing. */
  static Signal.Builder joined(Site site, List<Signal> parts, int axis) {
    if (parts.size() != 2) {
      return null;
    }
    boolean first = parts.get(1).unit() instanceof Attention.Logits;
    Signal keys = parts.get(first ? 1 : 0);
    Signal score = parts.get(first ? 0 : 1);
    if (!(keys.unit() instanceof Attention.Logits l)
        || !keys.axes().isOnly(axis, Role.KEY)
        || score.unit() instanceof Attention.Logits
        || score.axes().size(axis) != 1) {
      return null;
    }
    List<Factor> all = new ArrayList<>();
    all.add(
        new Factor(
            Role.KEY, keys.axes().size(axis) + 1, keys.axes().symbol(Role.KEY).plus(Expr.ONE)));
    double n = keys.axes().size(axis);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat s = keys.stat().in(e);
              double q = (n * s.secondMoment() + score.stat().in(e).secondMoment()) / (n + 1);
              return Stat.independent(s.layout(), s.meanEntry() * n / (n + 1), q, 1);
            });
    return Signal.of(keys.axes().withDim(axis, all), stat)
        .formula(Parts.formula(site, parts))
        .step("a sink beside the keys")
        .sources(keys.sources())
        .unit(new Scores(l, keys, new AttentionSink(score), first));
  }

  /** Softmax over keys and sink. */
  static Signal.Builder softmax(Site site, Signal x, Scores s) {
    Quantity<AttentionRows> rows = Quantity.of(e -> AttentionRows.of(s.logits(), e));
    Attention.Weights weights = new Attention.Weights(s.logits(), rows, s.sink());
    double n = x.axes().size(Role.KEY) - 1;
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              AttentionRows r = rows.in(e);
              double kept = weights.participation(r, e) / n;
              double sunk = r.weighted(s.sink().squares(r, -1, e));
              return Stat.independent(
                  Layout.exchangeable((long) r.queries().positions()),
                  1 / (n + 1),
                  (n * kept + sunk) / (n + 1),
                  1);
            });
    return Signal.of(x.axes(), stat)
        .formula(Effective.function("E[softmax²]", stat, Expr.of(n + 1), site.q(0)))
        .step("softmax over keys and a sink")
        .sources(x.sources())
        .unit(new Shares(weights, s.keys(), s.isFirst()));
  }

  /** {@code Slice} that leaves the keys alone, or null where it leaves anything else. */
  static Signal.Builder keys(Site site, Signal x, int axis, long from, long size) {
    if (!(x.unit() instanceof Shares s)
        || !x.axes().isOnly(axis, Role.KEY)
        || size != x.axes().size(axis) - 1
        || from != (s.isFirst() ? 1 : 0)) {
      return null;
    }
    return Attention.weights(site, s.keys(), s.weights()).sources(x.sources());
  }

  /** By query class, E σ(ln Z − b)²; for a sign of −1 that of the sink's own share. */
  double[] squares(AttentionRows rows, int sign, Evaluation e) {
    Stat b = score.stat().in(e);
    double mean = b.meanEntry();
    double variance = Math.max(0, b.secondMoment() - mean * mean);
    double[] square = new double[rows.statistics().length];
    for (int i = 0; i < square.length; i++) {
      double logit = sign * (rows.statistics()[i].logPartition() - mean);
      square[i] = GaussianTransform.of(Activation.SIGMOID, logit, variance).secondMoment();
    }
    return square;
  }

  /** Mean over queries of what the keys keep of the softmax. */
  double share(AttentionRows rows, Evaluation e) {
    return rows.weighted(shares(rows, rows.queries(), e));
  }

  private double[] shares(AttentionRows rows, Layout layout, Evaluation e) {
    double[] root = squares(rows.overQueries(rows.queries().refine(layout)), 1, e);
    for (int i = 0; i < root.length; i++) {
      root[i] = Math.sqrt(root[i]);
    }
    return root;
  }

  /** What an attention puts out, less the sink's share. */
  Signal.Builder less(Signal o, Attention.Weights weights) {
    Quantity<Stat> stat = Quantity.of(e -> scaled(o.stat().in(e), weights, e));
    double width = o.axes().size(o.axes().rank() - 1);
    return Signal.of(o.axes(), stat)
        .formula(o.formula().times(Effective.factor("share of keys", stat, o.formula())))
        .step("attention with a sink: times σ(ln Z − b)")
        .sources(o.sources())
        .zero(o.isZero())
        .unit(o.unit())
        .edge(o, g -> Quantity.of(e -> scaled(g.in(e), weights, e)))
        .edge(score, g -> Quantity.of(e -> atScore(g.in(e), o.stat().in(e), width, weights, e)));
  }

  private Stat scaled(Stat s, Attention.Weights weights, Evaluation e) {
    AttentionRows rows = weights.rows().in(e);
    Stat fine = s.sequential();
    fine = fine.refined(fine.layout().refine(rows.queries()));
    return fine.scaled(shares(rows, fine.layout(), e));
  }

  /** δb = −σ(1 − σ)·δ·o: a sum over the features of a head, for every query. */
  private Stat atScore(Stat g, Stat o, double width, Attention.Weights weights, Evaluation e) {
    AttentionRows rows = weights.rows().in(e);
    Layout layout = g.layout().sequential().refine(o.layout().sequential()).refine(rows.queries());
    Stat d = g.sequential().refined(layout);
    Stat y = o.sequential().refined(layout);
    double[] slope = shares(rows, layout, e);
    for (int i = 0; i < slope.length; i++) {
      slope[i] *= 1 - slope[i];
    }
    Field outer = Field.outer(layout, slope).times(width);
    Field within = d.within().times(y.within()).times(outer);
    Field across = d.across().times(y.across()).times(outer);
    Field none = Field.zero(layout);
    return new Stat(
        layout, within, across, none, none, new double[layout.classes()], 1, 1, g.spread());
  }
}
