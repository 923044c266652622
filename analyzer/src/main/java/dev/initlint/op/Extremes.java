package dev.initlint.op;

import dev.initlint.gaussian.MaxOfGaussians;
import dev.initlint.gaussian.SoftmaxStatistics;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code ReduceMax} and {@code ReduceMin} over features or positions: the largest of n Gaussians of
 * one mean, variance and correlation (docs/theory/elementwise.md#largest-of-several); the gradient
 * goes to one of them.
 */
final class Extremes {
  private Extremes() {}

  static Op of(boolean largest) {
    int sign = largest ? 1 : -1;
    return site -> {
      Signal x = site.signal(0);
      boolean through = x.view() != null && isNeverFalling(x.view());
      if (!through) {
        return Site.known(forward(site, x, sign));
      }
      Signal below = x.base().seenAs(x.axes()).build();
      Signal most = forward(site, below, sign).build();
      return Site.known(
          Elementwise.apply(most, x.view(), site.q(0))
              .step("the largest of n Gaussians, through a function that never falls"));
    };
  }

  /** Whether a function keeps the order of its arguments. */
  private static boolean isNeverFalling(dev.initlint.gaussian.ScalarFunction f) {
    for (double x = -6; x <= 6; x += 0.05) {
      if (f.slope(x) < -1e-9) {
        return false;
      }
    }
    return true;
  }

  private static Signal.Builder forward(Site site, Signal x, int sign) {
    boolean[] reduced = Reduction.axes(site, x.axes().rank());
    boolean keep = site.node().attributes().integer("keepdims", 1) != 0;
    List<List<Factor>> dims = new ArrayList<>();
    double n = 1;
    boolean features = false;
    boolean positions = false;
    for (int i = 0; i < reduced.length; i++) {
      if (!reduced[i]) {
        dims.add(x.axes().dims().get(i));
        continue;
      }
      if (x.axes().has(i, Role.SAMPLE)) {
        throw new NotModelled("an extreme over samples");
      }
      n *= x.axes().size(i);
      features |= x.axes().has(i, Role.FEATURE) || x.axes().has(i, Role.KEY);
      positions |= x.axes().has(i, Role.POSITION);
      if (keep) {
        dims.add(List.of());
      }
    }
    if (n == 1) {
      return x.seenAs(new Axes(dims)).formula(site.q(0));
    }
    Axes axes = new Axes(dims);
    double count = n;
    boolean overPositions = positions;
    boolean overFeatures = features;
    double left = Math.max(1, axes.size(Role.FEATURE));
    double places = Math.max(1, axes.size(Role.POSITION));
    Quantity<Stat> stat =
        x.stat().then(s -> extreme(s, count, overFeatures, overPositions, left, places, sign));
    return Signal.of(axes, stat)
        .formula(Effective.function("largest of n", stat, Expr.of(n), site.q(0)))
        .step("the largest of n Gaussians: e_n by quadrature")
        .sources(x.sources())
        .edge(x, g -> Quantity.of(e -> back(g.in(e), x.stat().in(e), count)));
  }

  private static Stat extreme(
      Stat s, double n, boolean features, boolean positions, double left, double places, int sign) {
    Layout layout = positions ? Layout.exchangeable((long) places) : s.layout();
    Stat at = positions ? Picked.thinned(s, places) : s;
    MaxOfGaussians max = MaxOfGaussians.of(n);
    double[] mean = new double[layout.classes()];
    double[] same = new double[mean.length];
    double[] grown = new double[mean.length];
    for (int k = 0; k < mean.length; k++) {
      double m = at.mean()[k];
      double q = at.within().same()[k];
      double v = Math.max(0, q - m * m);
      double shared =
          positions && !features ? s.tokenOverlap() - m * m : at.featureWithin().same()[k] - m * m;
      double rho = v > 0 ? Math.max(0, Math.min(1, shared / v)) : 0;
      mean[k] = sign * max.mean(sign * m, v, rho);
      same[k] = max.secondMoment(sign * m, v, rho);
      grown[k] = v;
    }
    Field own = Field.outer(layout, mean);
    Field within = new Field(same, own.other());
    double d = features ? left : s.features();
    return new Stat(layout, within, own, own, own, mean, d, 1 / d, s.spread());
  }

  /** The gradient goes to one entry of n. */
  private static Stat back(Stat g, Stat x, double n) {
    Layout to = x.layout();
    double q = g.secondMoment() / n;
    Stat y = Stat.independent(to, 0, q, x.features());
    double across = g.across().meanSame(g.layout()) / (n * n);
    return y.withFields(
        y.within(),
        Field.constant(to, across, across),
        y.featureWithin(),
        y.featureAcross(),
        y.mean());
  }

  /** {@code ReduceLogSumExp} over all features: its expectation is the exact log-partition. */
  static List<Belief> logSumExp(Site site) {
    Signal x = site.signal(0);
    boolean[] reduced = Reduction.axes(site, x.axes().rank());
    boolean keep = site.node().attributes().integer("keepdims", 1) != 0;
    List<List<Factor>> dims = new ArrayList<>();
    double n = 1;
    for (int i = 0; i < reduced.length; i++) {
      if (!reduced[i]) {
        dims.add(x.axes().dims().get(i));
      } else if (!x.axes().isOnly(i, Role.FEATURE)) {
        throw new NotModelled("the logarithm of a sum of exponentials over other than features");
      } else {
        n *= x.axes().size(i);
        if (keep) {
          dims.add(List.of());
        }
      }
    }
    double count = n;
    Quantity<Stat> stat = Quantity.of(e -> partition(x.stat().in(e), count, e));
    return Site.known(
        Signal.of(new Axes(dims), stat)
            .formula(Effective.function("(ln Z)²", stat, Expr.of(n), site.q(0)))
            .step("logarithm of a sum of exponentials: (E ln Z)² (exact quadrature)")
            .sources(x.sources())
            .edge(x, g -> Quantity.of(e -> shares(g.in(e), x.stat().in(e), count, e))));
  }

  /** ∂ln Z/∂x_i = p_i: second moment S2/n, and (1 − S2)/(n(n − 1)) between two features. */
  private static Stat shares(Stat g, Stat x, double n, Evaluation e) {
    double s2 = 0;
    SoftmaxStatistics[] rows = rows(x, n, e);
    for (int k = 0; k < rows.length; k++) {
      s2 += x.layout().count(k) / x.layout().positions() * rows[k].s2();
    }
    double other = n > 1 ? (1 - s2) / (n * (n - 1)) : 0;
    Field apart = g.across().times(1 / (n * n));
    double[] own = g.within().times(s2 / n).same();
    double[] pairs = g.within().times(other).same();
    double[] overlap = g.within().times(1 / (n * n)).other();
    return new Stat(
        g.layout(),
        new Field(own, overlap),
        apart,
        new Field(pairs, overlap),
        apart,
        new double[g.mean().length],
        n,
        1 / n,
        g.spread());
  }

  private static SoftmaxStatistics[] rows(Stat x, double n, Evaluation e) {
    double[] variance = new double[x.layout().classes()];
    double[] keys = new double[variance.length];
    Arrays.fill(keys, n);
    Arrays.setAll(variance, k -> Math.max(0, x.within().same()[k] - x.featureWithin().same()[k]));
    return SoftmaxRows.of(keys, variance, Double.POSITIVE_INFINITY, 0);
  }

  private static Stat partition(Stat x, double n, Evaluation e) {
    SoftmaxStatistics[] rows = rows(x, n, e);
    double[] mean = new double[rows.length];
    Arrays.setAll(mean, k -> rows[k].logPartition() + x.mean()[k]);
    Field own = Field.outer(x.layout(), mean);
    return new Stat(x.layout(), own, own, own, own, mean, 1, 1, x.spread());
  }
}
