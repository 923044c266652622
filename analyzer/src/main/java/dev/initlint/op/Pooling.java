package dev.initlint.op;

import dev.initlint.gaussian.Marginal;
import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
    Signal.Builder y = Reduction.reduce(x, new Axes(dims), false, true, 1);
    return Site.known(y.formula(Reduction.formula(site, new Axes(dims), y.stat(), false, true, 1)));
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
                    averaged(
                        s,
                        new Stat(
                            taps.out(),
                            taps.averaged(s.within()),
                            taps.averaged(s.across()),
                            taps.averaged(s.featureWithin()),
                            taps.averaged(s.featureAcross()),
                            new double[] {kept * s.meanEntry()},
                            s.features(),
                            s.inverseDim(),
                            s.spread())));
    return Site.known(
        Signal.of(axes(site, x), stat)
            .formula(averaged(site, taps, counted, stat))
            .step("average over a window: the mean overlap of its pairs")
            .sources(x.sources())
            .zero(x.isZero())
            .relation(new Average(x, taps, counted))
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

  /** What is left of a law in means: they are worth as many entries as their variance says. */
  private static Stat averaged(Stat x, Stat mean) {
    double v = mean.entryVariance();
    return v > 0 ? mean.withLaw(x.law().averaged(x.entryVariance() / v)) : mean;
  }

  /**
   * The mean of {@code input} over a window.
   *
   * @param padding whether taps in the padding count as zeros
   */
  record Average(Signal input, Taps taps, boolean padding) implements Relation {
    private boolean isAlike(Signal other) {
      return other.relation() instanceof Average that
          && taps.isAlike(that.taps)
          && padding == that.padding;
    }

    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (!isAlike(other)) {
        return null;
      }
      Block c = g.of(input, ((Average) other.relation()).input).refined(taps.in());
      return Block.of(c, taps.out(), taps::averaged);
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      return moves() ? once(g.of(input, other)) : null;
    }

    /** Whether a window stands at every position of the input. */
    private boolean moves() {
      return taps.in().sameAs(taps.out());
    }

    private Block once(Block c) {
      OneWindow window = new OneWindow(taps, padding);
      return Block.of(c.refined(taps.in()), taps.in(), window::averaged);
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return moves();
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return once(gradients);
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      return isAlike(other)
          ? Block.of(gradients.get().refined(taps.out()), taps.in(), taps::averagedBack)
          : null;
    }
  }

  /**
   * q/k for windows of k entries, and the mean product of two different ones for the rest of the
   * pairs; fewer where windows reach over the border, or more zeros where those are counted.
   */
  private static Expr averaged(Site site, Taps taps, boolean counted, Quantity<Stat> stat) {
    double k = taps.count();
    int[] windows = taps.windows();
    double own =
        Arrays.stream(windows)
            .mapToDouble(n -> counted ? n / (k * k) : 1.0 / n)
            .average()
            .orElse(1);
    double all =
        Arrays.stream(windows).mapToDouble(n -> counted ? n * n / (k * k) : 1).average().orElse(1);
    Expr alone = Expr.of(own).times(site.q(0));
    if (all - own < 1e-12) {
      return alone;
    }
    Quantity<Double> pair =
        Quantity.of(e -> (stat.in(e).secondMoment() - e.number(alone)) / (all - own));
    String name = "windowOverlap[" + site.node().input(0) + "]";
    return alone.plus(Expr.of(all - own).times(Expr.symbol(name, pair)));
  }

  /**
   * {@code MaxPool}. The largest of a monotone function of Gaussians is the function of the
   * largest, which is that of k equally correlated ones
   * (docs/theory/elementwise.md#largest-of-several).
   */
  static List<Belief> max(Site given) {
    ZeroPadding.Padded among = ZeroPadding.Padded.of(given.signal(0), false);
    Site site =
        among == null ? given : given.on(among.name(), among.input(), among.folded(given.node()));
    Signal x = site.signal(0);
    if (!Taps.isPlanar(x.axes())) {
      return Volume.largest(site, x);
    }
    Taps taps = taps(site, x, false);
    Signal base = x.base();
    Quantity<Stat> stat = base.stat().then(s -> largest(taps, s.refined(taps.in())));
    int k = taps.count();
    Signal peak =
        Signal.of(axes(site, x), stat)
            .step("largest of " + k + " correlated Gaussians")
            .sources(base.sources())
            .relation(new Largest(base, taps))
            .edge(
                base,
                g ->
                    Quantity.of(
                        e -> MaxGradient.of(taps, g.in(e), base.stat().in(e), stat.in(e), e)))
            .build();
    if (x.view() == null) {
      return Site.known(peak.seenAs(peak.axes()).formula(largest(site, k, stat)).step(peak.step()));
    }
    Signal.Builder y = Elementwise.view(peak, peak, x.view());
    return Site.known(
        y.formula(largest(site, k, y.stat()))
            .step("largest of " + k + " correlated Gaussians, then " + x.view().name()));
  }

  /** Mean correlation of two entries of a window, not below 0. */
  static double correlation(Taps taps, Stat s, Field averaged) {
    double mu = s.mean()[0];
    double v = Math.max(0, s.within().same()[0] - mu * mu);
    double self = Arrays.stream(taps.windows()).mapToDouble(n -> 1.0 / n).average().orElse(1);
    double pairs = averaged.same()[0] - self * s.within().same()[0];
    double covariance = self < 1 ? pairs / (1 - self) - mu * mu : 0;
    return v > 0 ? Math.max(0, Math.min(1, covariance / v)) : 0;
  }

  /** The largest entries of {@code input} in each window. */
  record Largest(Signal input, Taps taps) implements Relation {
    /** As of one tensor: the covariances of the entries, beside the means of the largest. */
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (!(other.relation() instanceof Largest that) || !taps.isAlike(that.taps)) {
        return null;
      }
      double mean = g.coarse(self.stat()).meanEntry() * g.coarse(other.stat()).meanEntry();
      double before = g.coarse(input.stat()).meanEntry() * g.coarse(that.input.stat()).meanEntry();
      return Block.of(g.of(input, that.input).refined(taps.in()), taps.out(), taps::averaged)
          .each(f -> f.plus(mean - before));
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      if (!(other.relation() instanceof Largest that) || !taps.isAlike(that.taps)) {
        return null;
      }
      Block d = gradients.get().refined(taps.out());
      Stat x = g.coarse(input.stat());
      Stat peak = g.coarse(self.stat());
      return MaxGradient.of(taps, d, x.refined(taps.in()), peak, g.evaluation());
    }
  }

  private static Expr largest(Site site, int k, Quantity<Stat> stat) {
    return Effective.function("E[largest²]", stat, Expr.of(k), site.q(0));
  }

  private static Stat largest(Taps taps, Stat s) {
    double mu = s.mean()[0];
    double v = Math.max(0, s.within().same()[0] - mu * mu);
    int[] windows = taps.windows();
    Field averaged = taps.averaged(s.within());
    double rho = correlation(taps, s, averaged);
    double deviation = Math.sqrt(v);
    double mean = 0;
    double q = 0;
    Map<Integer, Marginal.Largest> bySize = new HashMap<>();
    for (int n : windows) {
      Marginal.Largest m = bySize.computeIfAbsent(n, k -> s.law().largest(k, rho));
      mean += (mu + deviation * m.mean()) / windows.length;
      q += (mu * mu + 2 * mu * deviation * m.mean() + v * m.secondMoment()) / windows.length;
    }
    double most = mean * mean;
    double top = q;
    Marginal.Largest whole = bySize.get(Arrays.stream(windows).max().orElse(1));
    UnaryOperator<Field> pairs =
        f ->
            f.map(
                k -> v > 0 ? Math.min(top, most + v * whole.covariance((k - mu * mu) / v)) : most);
    Field within = new Field(new double[] {q}, pairs.apply(averaged).other());
    return new Stat(
            taps.out(),
            within,
            pairs.apply(taps.averaged(s.across())),
            pairs.apply(taps.averaged(s.featureWithin())),
            pairs.apply(taps.averaged(s.featureAcross())),
            new double[] {mean},
            s.features(),
            s.inverseDim(),
            s.spread())
        .withLaw(whole.law());
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
