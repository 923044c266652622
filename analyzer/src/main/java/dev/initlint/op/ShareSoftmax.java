package dev.initlint.op;

import dev.initlint.gaussian.SoftmaxStatistics;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.Arrays;

/**
 * {@code Softmax} along an axis that is neither the keys of scores nor all features: positions of a
 * sequence that is pooled, features of one head, keys of a tensor that is no product. n entries
 * that differ by a variance v give E p² = S2(n, √v)/n and, because they sum to one, E p p' = (1 −
 * S2)/(n(n − 1)) (docs/theory/attention.md#routers-and-pools).
 */
final class ShareSoftmax {
  private ShareSoftmax() {}

  static Signal.Builder of(Site site, Signal x, int axis) {
    double n = x.axes().size(axis);
    boolean positions = x.axes().has(axis, Role.POSITION);
    boolean keys = x.axes().has(axis, Role.KEY);
    Quantity<Stat> stat = Quantity.of(e -> shares(x.stat().in(e), n, positions, keys, e));
    return Signal.of(x.axes(), stat)
        .formula(Effective.function("E[softmax²]", stat, Expr.of(n), site.q(0)))
        .step("softmax: E[p²] = participation/n (exact quadrature)")
        .sources(x.sources())
        .edge(
            x,
            g ->
                Quantity.of(
                    e -> {
                      Stat s = x.stat().in(e);
                      Stat d = g.in(e).refined(g.in(e).layout().refine(s.layout()));
                      double gain = statistics(s, n, positions, keys, e).jacobian() / n;
                      return d.scaled(Math.sqrt(Math.max(0, gain)))
                          .withMean(new double[d.layout().classes()]);
                    }));
  }

  private static SoftmaxStatistics statistics(
      Stat x, double n, boolean positions, boolean keys, Evaluation e) {
    double m = x.meanEntry();
    double common =
        positions ? x.tokenOverlap() : keys ? m * m : x.featureWithin().meanSame(x.layout());
    double v = Math.max(0, x.secondMoment() - common);
    return SoftmaxRows.of(new double[] {n}, new double[] {v}, Double.POSITIVE_INFINITY, 0)[0];
  }

  private static Stat shares(Stat x, double n, boolean positions, boolean keys, Evaluation e) {
    double s2 = statistics(x, n, positions, keys, e).s2();
    double q = s2 / n;
    double rest = n > 1 ? (1 - s2) / (n * (n - 1)) : q;
    double even = 1 / (n * n);
    double v = x.secondMoment();
    double alike = v > 0 ? Math.max(0, Math.min(1, x.tokenOverlap() / v)) : 0;
    double across = v > 0 ? Math.max(0, x.across().meanSame(x.layout()) / v) : 0;
    Layout layout = x.layout();
    double other = positions ? rest : even + (q - even) * alike;
    Field w = Field.constant(layout, q, other);
    Field a = Field.constant(layout, even + (q - even) * Math.min(1, across), even);
    double f = positions || keys ? even : rest;
    Field off = Field.constant(layout, f, positions ? even : f);
    double[] mean = new double[layout.classes()];
    Arrays.fill(mean, 1 / n);
    return new Stat(layout, w, a, off, off, mean, x.features(), 1 / x.features(), x.spread());
  }
}
