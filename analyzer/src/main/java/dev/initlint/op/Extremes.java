package dev.initlint.op;

import dev.initlint.gaussian.MaxOfGaussians;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.List;

/**
 * {@code ReduceMax} and {@code ReduceMin}, over all positions or all features. The largest of a
 * non-decreasing function of Gaussians is the function of the largest; that one is taken as
 * Gaussian with the mean and variance of the maximum of n equally correlated ones (moments.md a.7).
 */
final class Extremes implements Op {
  private final double sign;

  /** The largest for a sign of 1, the smallest for −1. */
  Extremes(double sign) {
    this.sign = sign;
  }

  @Override
  public List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    boolean[] reduced = Reduction.axes(site, x.axes().rank());
    Axes axes = Reduction.remaining(site, x.axes(), reduced);
    boolean positions = false;
    boolean features = false;
    long size = 1;
    for (int i = 0; i < reduced.length; i++) {
      positions |= reduced[i] && x.axes().has(i, Role.POSITION);
      features |= reduced[i] && x.axes().has(i, Role.FEATURE);
      size *= reduced[i] ? x.axes().size(i) : 1;
    }
    if (size == 1) {
      return Site.known(x.seenAs(axes).formula(site.q(0)));
    }
    if (positions && features) {
      throw new NotModelled("the largest over positions and features at once");
    }
    boolean follows = x.view() != null && rises(x.view());
    Signal base = follows ? x.base() : x;
    double n = size;
    boolean overPositions = positions;
    Quantity<Stat> stat =
        base.stat().then(s -> overPositions ? overPositions(s, n, axes) : overFeatures(s, n, axes));
    Signal peak =
        Signal.of(axes, stat)
            .formula(site.q(0))
            .step("largest of " + (long) n + " correlated Gaussians")
            .sources(base.sources())
            .edge(base, g -> Quantity.of(e -> back(g.in(e), base.stat().in(e), n)))
            .build();
    return Site.known(
        follows
            ? Elementwise.view(peak, peak, x.view()).formula(site.q(0)).step(peak.step())
            : peak.seenAs(axes).formula(site.q(0)).step(peak.step()));
  }

  /** Whether a function never falls, looked at on a grid. */
  private static boolean rises(ScalarFunction f) {
    double last = Double.NEGATIVE_INFINITY;
    for (int i = -24; i <= 24; i++) {
      double v = f.value(i / 4.0);
      if (!(v >= last)) {
        return false;
      }
      last = v;
    }
    return true;
  }

  private Stat overPositions(Stat s, double n, Axes axes) {
    double left = s.layout().positions() / n;
    double q = s.secondMoment();
    double p = s.tokenOverlap();
    Layout to = Layout.exchangeable(Math.max(1, Math.round(left)));
    double across = s.across().meanAll(s.layout());
    double featureWithin = s.featureWithin().meanAll(s.layout());
    double featureAcross = s.featureAcross().meanAll(s.layout());
    return largest(s, to, n, q, p, new double[] {p, across, featureWithin, featureAcross}, axes);
  }

  private Stat overFeatures(Stat s, double n, Axes axes) {
    double q = s.secondMoment();
    double f = s.featureWithin().meanSame(s.layout());
    double p = (s.tokenOverlap() + (n - 1) * s.featureWithin().meanOther(s.layout())) / n;
    double a =
        (s.across().meanSame(s.layout()) + (n - 1) * s.featureAcross().meanSame(s.layout())) / n;
    Layout to = Layout.exchangeable((long) s.layout().positions());
    return largest(s, to, n, q, f, new double[] {p, a, f, a}, axes);
  }

  /** The maximum of n of second moment q and covariance c, and what such maxima share. */
  private Stat largest(
      Stat s, Layout to, double n, double q, double c, double[] shared, Axes axes) {
    double mu = s.meanEntry();
    double v = Math.max(0, q - mu * mu);
    double rho = v > 0 ? Math.max(0, Math.min(1, (c - mu * mu) / v)) : 0;
    MaxOfGaussians m = MaxOfGaussians.of((int) n);
    double mean = sign * m.mean(sign * mu, v, rho);
    double square = m.secondMoment(sign * mu, v, rho);
    double shift = mean * mean - mu * mu;
    double[] means = new double[to.classes()];
    java.util.Arrays.fill(means, mean);
    double d = Math.max(1, axes.size(Role.FEATURE));
    Field[] f = new Field[4];
    for (int i = 0; i < 4; i++) {
      double both = Math.min(square, shared[i] + shift);
      f[i] = Field.constant(to, i == 0 ? square : both, both);
    }
    return new Stat(to, f[0], f[1], f[2], f[3], means, d, 1 / d, s.spread());
  }

  /** The gradient goes to one entry of n; two samples take the same one by chance. */
  private static Stat back(Stat g, Stat x, double n) {
    double across = g.across().meanSame(g.layout()) / (n * n);
    Layout to = x.layout();
    return new Stat(
        to,
        Field.constant(to, g.secondMoment() / n, 0),
        Field.constant(to, across, across),
        Field.zero(to),
        Field.zero(to),
        new double[to.classes()],
        x.features(),
        g.inverseDim(),
        g.spread());
  }
}
