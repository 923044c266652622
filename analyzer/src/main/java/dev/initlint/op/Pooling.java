package dev.initlint.op;

import dev.initlint.gaussian.MaxOfGaussians;
import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pooling over windows of a map, and over all of it. */
final class Pooling {
  private Pooling() {}

  /** {@code GlobalAveragePool}: what is left is the mean overlap of all pairs of positions. */
  static List<Belief> global(Site site) {
    Signal x = site.signal(0);
    List<List<Factor>> dims = new ArrayList<>(x.axes().dims());
    for (int i = 2; i < dims.size(); i++) {
      dims.set(i, List.of());
    }
    return Site.known(Reduction.reduce(x, new Axes(dims), false, true, 1).formula(site.q(0)));
  }

  static List<Belief> average(Site site) {
    Signal x = site.signal(0);
    if (!Taps.isPlanar(x.axes())) {
      return Volume.averaged(site, x);
    }
    boolean counted = site.node().attributes().integer("count_include_pad", 0) != 0;
    Taps taps = taps(site, x, counted);
    double inside = Arrays.stream(taps.windows()).average().orElse(0) / taps.count();
    double kept = counted ? inside : 1;
    Quantity<Stat> stat =
        x.stat()
            .then(s -> Recast.along(s, taps.in()))
            .then(
                s ->
                    new Stat(
                        taps.out(),
                        taps.averaged(s.within()),
                        taps.averaged(s.across()),
                        taps.averaged(s.featureWithin()),
                        taps.averaged(s.featureAcross()),
                        new double[] {kept * s.meanEntry()},
                        s.features(),
                        s.inverseDim(),
                        s.spread()));
    return Site.known(
        Signal.of(axes(site, x), stat)
            .formula(site.q(0))
            .step("average over a window: the mean overlap of its pairs")
            .sources(x.sources())
            .zero(x.isZero())
            .edge(
                x,
                g ->
                    Quantity.of(
                        e -> {
                          Stat d = Recast.along(g.in(e), taps.out());
                          Stat s = x.stat().in(e);
                          return new Stat(
                              taps.in(),
                              taps.averagedBack(d.within()),
                              taps.averagedBack(d.across()),
                              taps.averagedBack(d.featureWithin()),
                              taps.averagedBack(d.featureAcross()),
                              new double[1],
                              s.features(),
                              d.inverseDim(),
                              d.spread());
                        })));
  }

  /**
   * {@code MaxPool}. The largest of a monotone function of Gaussians is the function of the
   * largest; that one is taken as Gaussian with the mean and variance of the maximum of k equally
   * correlated ones (moments.md a.7).
   */
  static List<Belief> max(Site site) {
    Signal x = site.signal(0);
    if (!Taps.isPlanar(x.axes())) {
      return Volume.largest(site, x);
    }
    Taps taps = taps(site, x, false);
    Signal base = x.base();
    Quantity<Stat> stat = base.stat().then(s -> largest(taps, s.refined(taps.in())));
    int k = taps.count();
    double share = taps.out().positions() / taps.in().positions();
    Signal peak =
        Signal.of(axes(site, x), stat)
            .step("largest of " + k + " correlated Gaussians")
            .sources(base.sources())
            .edge(base, g -> Quantity.of(e -> spread(g.in(e), base.stat().in(e), share)))
            .build();
    if (x.view() == null) {
      return Site.known(peak.seenAs(peak.axes()).formula(site.q(0)).step(peak.step()));
    }
    return Site.known(
        Elementwise.view(peak, peak, x.view())
            .formula(site.q(0))
            .step("largest of " + k + " correlated Gaussians, then " + x.view().name()));
  }

  private static Stat largest(Taps taps, Stat s) {
    double mu = s.mean()[0];
    double v = Math.max(0, s.within().same()[0] - mu * mu);
    int[] windows = taps.windows();
    Field averaged = taps.averaged(s.within());
    double self = Arrays.stream(windows).mapToDouble(n -> 1.0 / n).average().orElse(1);
    double pairs = averaged.same()[0] - self * s.within().same()[0];
    double covariance = self < 1 ? pairs / (1 - self) - mu * mu : 0;
    double rho = v > 0 ? Math.max(0, Math.min(1, covariance / v)) : 0;
    double mean = 0;
    double q = 0;
    Map<Integer, MaxOfGaussians> bySize = new HashMap<>();
    for (int n : windows) {
      MaxOfGaussians m = bySize.computeIfAbsent(n, MaxOfGaussians::of);
      mean += m.mean(mu, v, rho) / windows.length;
      q += m.secondMoment(mu, v, rho) / windows.length;
    }
    double shift = mean * mean - mu * mu;
    Field within = new Field(new double[] {q}, averaged.plus(shift).other());
    return new Stat(
        taps.out(),
        within,
        taps.averaged(s.across()).plus(shift),
        taps.averaged(s.featureWithin()).plus(shift),
        taps.averaged(s.featureAcross()).plus(shift),
        new double[] {mean},
        s.features(),
        s.inverseDim(),
        s.spread());
  }

  /** A window's gradient goes to one of its positions: q falls by the share of positions. */
  private static Stat spread(Stat g, Stat x, double share) {
    Layout in = x.layout();
    double other = g.within().meanOther(g.layout()) * share * share;
    return new Stat(
        in,
        Field.constant(in, g.secondMoment() * share, other),
        Field.constant(
            in,
            g.across().meanSame(g.layout()) * share * share,
            g.across().meanOther(g.layout()) * share * share),
        Field.zero(in),
        Field.zero(in),
        new double[1],
        x.features(),
        g.inverseDim(),
        g.spread());
  }

  private static Taps taps(Site site, Signal x, boolean padding) {
    if (!Convolution.isMap(x.axes())) {
      throw new Op.NotModelled("pooling of a tensor that is no map");
    }
    Node node = site.node();
    long[] kernel = node.attributes().integers("kernel_shape");
    int[] window = {kernel.length == 2 ? (int) kernel[0] : 1, (int) kernel[kernel.length - 1]};
    return Taps.averaging(node, x.axes(), window, site.outputDims(), padding);
  }

  private static Axes axes(Site site, Signal x) {
    long[] out = site.outputDims();
    List<List<Factor>> dims = new ArrayList<>(x.axes().dims());
    for (int i = 2; i < out.length; i++) {
      dims.set(i, out[i] == 1 ? List.of() : List.of(site.dims().position(out[i])));
    }
    Axes axes = new Axes(dims);
    if (axes.factors(Role.POSITION).size() > 2) {
      throw new Op.NotModelled("pooling in three dimensions");
    }
    return axes;
  }
}
