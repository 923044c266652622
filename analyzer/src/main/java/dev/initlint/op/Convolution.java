package dev.initlint.op;

import dev.initlint.gaussian.Marginal;
import dev.initlint.gaussian.Tilt;
import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * {@code Conv}, in one and two dimensions lag by lag, in more by {@link Volume}.
 *
 * <p>K'[Δ] = (C_in/groups)·σ²·Σ over taps of K[sΔ], times the share of positions at which the tap
 * is inside the map at both ends of the lag (docs/theory/linear.md#convolution; Xiao et al. 2018,
 * eq. 2.6).
 */
final class Convolution {
  private Convolution() {}

  static List<Belief> forward(Site site) {
    ParameterFacts w = ComputedWeight.at(site, 1);
    if (w == null) {
      throw new Op.NotModelled("a convolution by a kernel that is no weight");
    }
    Signal given = site.signal(0);
    ZeroPadding.Padded padded = ZeroPadding.Padded.of(given, true);
    Node node = padded == null ? site.node() : padded.folded(site.node());
    Signal x = Recast.asMap(padded == null ? given : padded.input(), site.dims());
    long[] out = site.outputDims();
    if (!Taps.isPlanar(x.axes())) {
      return biased(site, Volume.convolved(site, node, x, w));
    }
    ResolvedTaps few = ResolvedTaps.of(node, x.axes(), w.dims(), out);
    Window window =
        few != null ? resolved(few) : stationary(Taps.of(node, x.axes(), w.dims(), out));
    long taps = 1;
    for (int i = 2; i < w.dims().length; i++) {
      taps *= w.dims()[i];
    }
    Scale scale = Scale.of(site, x, w, taps);
    Kernel rule = new Kernel(x, w.draw(), window, scale, ComputedWeight.centred(w));
    long groups = site.node().attributes().integer("group", 1);
    double terms = (double) x.axes().size(1) / groups * taps;
    Taps lags = terms > FEW ? null : Taps.of(node, x.axes(), w.dims(), out);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat s = x.stat().in(e);
              Stat y = rule.mapped(s, e);
              return lags == null ? y : y.withLaw(law(lags, s, groups, e));
            });
    Signal y =
        Signal.of(axes(site, x, scale.channels()), stat)
            .formula(formula(site, scale.fanIn(), w, stat))
            .step("convolution: E[y²] = fan_in·var(W)·E[x²] over the taps inside the map")
            .zero(x.isZero() || w.isZero())
            .sources(Linear.sources(site, w, w.draw()))
            .relation(rule)
            .edge(
                x,
                g ->
                    Quantity.of(
                        e -> {
                          Stat s = x.stat().in(e);
                          return rule.adjoint(g.in(e), s, e)
                              .withTilt(tilt(lags, g.in(e), s, stat.in(e), groups));
                        }))
            .weight(
                w,
                g ->
                    Quantity.of(
                        e -> {
                          Stat s = x.stat().in(e);
                          Tilt tilt = tilt(lags, g.in(e), s, stat.in(e), groups);
                          return window.weightGradient(
                              Broadcast.bySample(g.in(e), x.axes(), e),
                              Regression.weighed(s, tilt),
                              e);
                        }))
            .build();
    if (KernelMean.matters(w)) {
      y = KernelMean.added(site, node, x, w, y);
    }
    return biased(site, overFeatures(y, given));
  }

  /** One channel that slid over features, as a gate's along the channels, has features again. */
  private static Signal overFeatures(Signal y, Signal given) {
    Axes axes = given.axes();
    boolean along =
        axes.rank() == 3
            && axes.size(1) == 1
            && y.axes().size(1) == 1
            && axes.size(2) == y.axes().size(2)
            && axes.isOnly(2, Role.FEATURE)
            && axes.size(2) > 1;
    return along ? Recast.under(y, y.axes().withDim(2, axes.dims().get(2))) : y;
  }

  /**
   * By what a convolution multiplies second moments.
   *
   * @param fanIn inputs of one output
   * @param perTap channels of one output that an input feeds through one tap
   */
  record Scale(Factor channels, Expr fanIn, Expr perTap, ParameterFacts weight, double taps) {
    static Scale of(Site site, Signal x, ParameterFacts w, long taps) {
      long groups = site.node().attributes().integer("group", 1);
      Factor channels = site.dims().feature(w.dims()[0], "channels");
      Expr fanIn = x.axes().symbol(1).times(Expr.of((double) taps / groups));
      // Initialisers take all output channels for the fan-out, also where there are groups.
      site.dims().defineVariance(w, fanIn, channels.symbol().times(Expr.of(taps)));
      return new Scale(channels, fanIn, channels.symbol().times(Expr.of(1.0 / groups)), w, taps);
    }

    /** Factor of second moments for each tap. */
    double forward(Evaluation e) {
      return e.number(fanIn) / taps * e.number(weight.variance());
    }

    /** The same for gradients. */
    double backward(Evaluation e) {
      return e.number(perTap) * e.number(weight.variance());
    }
  }

  /** The axes of a map after its extents and channels have changed to those of the output. */
  static Axes axes(Site site, Signal x, Factor channels) {
    long[] out = site.outputDims();
    List<List<Factor>> dims = new ArrayList<>(x.axes().dims());
    dims.set(1, out[1] == 1 ? List.of() : List.of(channels));
    for (int i = 2; i < out.length; i++) {
      dims.set(i, out[i] == 1 ? List.of() : List.of(site.dims().position(out[i])));
    }
    return new Axes(dims);
  }

  /** A map and the bias of its channels, where there is one. */
  static List<Belief> biased(Site site, Signal y) {
    if (!site.node().hasInput(2)) {
      return List.of(new Belief.Known(y));
    }
    ParameterFacts b = site.parameter(2);
    Array constant = site.constant(2);
    if (b == null && constant == null) {
      throw new Op.NotModelled("a convolution's bias that is no weight");
    }
    if (b != null ? b.isZero() : Table.isZero(constant)) {
      Signal.Builder same = y.seenAs(y.axes()).formula(y.formula()).step(y.step());
      if (b != null) {
        same.weight(b, g -> biasGradient(g, y));
      }
      return Site.known(same);
    }
    double m = b != null ? b.mean() : Arrays.stream(constant.toDoubles()).average().orElse(0);
    Expr variance =
        b != null
            ? b.variance()
            : Expr.of(
                Arrays.stream(constant.toDoubles()).map(v -> v * v).average().orElse(0) - m * m);
    double spread = b == null ? 0 : Table.spread(b);
    Quantity<Stat> table = Quantity.of(e -> bias(y.stat().in(e), m, variance, spread, e));
    Quantity<Stat> stat = Quantity.of(e -> Addition.biased(y.stat().in(e), table.in(e), e));
    Object key = b == null ? constant : b.draw() == null ? b.name() : b.draw();
    String name = site.node().input(2);
    Expr apart = y.formula().plus(variance).plus(Expr.of(m * m));
    Signal.Builder sum =
        Signal.of(y.axes(), stat)
            .relation(new Addition.Biased(y, table, key))
            .formula(Effective.sum("x·" + name, stat, apart, 1))
            .step(y.step() + ", and an independent bias")
            .sources(y.sources())
            .edge(y, g -> g);
    if (b != null) {
      sum.weight(b, g -> biasGradient(g, y));
    }
    return Site.known(sum);
  }

  /** fan_in·var(W)·q, times the share of the taps that are inside the map. */
  private static Expr formula(Site site, Expr fanIn, ParameterFacts w, Quantity<Stat> stat) {
    Expr whole = fanIn.times(w.variance()).times(site.q(0));
    return whole.times(Effective.factor("inside[" + site.node().output() + "]", stat, whole));
  }

  /** Up to this many terms an output is told from a Gaussian. */
  private static final double FEW = 64;

  /** Channels of one output up to which their mean square is told from a lognormal. */
  private static final double FEW_CHANNELS = 8;

  /**
   * The law of an output with few terms. All channels of an output of one group meet one mean
   * square of the terms, so that what of it all positions and samples share is no difference
   * between entries but one between draws.
   */
  private static Marginal law(Taps taps, Stat x, long groups, Evaluation e) {
    DoubleSupplier channel = within(taps, x, groups);
    if (x.features() / groups < FEW_CHANNELS && groups > 1) {
      return few(taps, x, groups).sum(channel);
    }
    double batch = groups == 1 ? e.number(Expr.symbol("batch")) : 0;
    return Marginal.scales(
        () -> {
          double m = x.meanEntry();
          double v = x.entryVariance();
          double q = m * m + v;
          double spread = x.law().fourthMoment(m, v) - q * q;
          double linear = Math.min(spread, 4 * m * m * v);
          double r1 = alike(taps, x, 1);
          double r2 = alike(taps, x, 2);
          if (batch > 0) {
            r1 = Math.max(0, r1 - overall(x, 1, batch));
            r2 = Math.max(0, r2 - overall(x, 2, batch));
          }
          double all = linear * r1 + (spread - linear) * r2;
          return v > 0 ? all / (q * q) * groups / x.features() : 0;
        },
        channel);
  }

  /** Mean of a power of the correlation between two positions of a batch. */
  private static double overall(Stat x, int power, double batch) {
    double m = x.meanEntry();
    double v = x.entryVariance();
    if (!(v > 0)) {
      return 0;
    }
    double within = x.within().map(k -> Math.pow((k - m * m) / v, power)).meanAll(x.layout());
    double across = x.across().map(k -> Math.pow((k - m * m) / v, power)).meanAll(x.layout());
    return (within + (batch - 1) * across) / batch;
  }

  /** The terms x of an output, where the taps of one channel are correlated. */
  private static Marginal.Few few(Taps taps, Stat x, long groups) {
    double m = x.meanEntry();
    double v = x.entryVariance();
    double shared = taps.apart(Recast.along(x, taps.in()).within());
    return new Marginal.Few(
        x.law(), m, v, v > 0 ? (shared - m * m) / v : 0, taps.inside(), x.features() / groups);
  }

  /** How the gradient at x depends on x, where x is one of few terms of what it was met behind. */
  private static Tilt tilt(Taps few, Stat gradient, Stat x, Stat y, long groups) {
    return few == null ? null : few(few, x, groups).behind(gradient.tilt(), y.entryVariance());
  }

  /**
   * Relative variance of the size of an output within its channel, whose weights are fixed: it has
   * the variance wᵀCw, of relative variance 2R₂ with R₂ the mean square of the correlation between
   * two taps of a window, which is taken out.
   */
  private static DoubleSupplier within(Taps taps, Stat x, long groups) {
    return () -> {
      double r = alike(taps, x, 2) * groups / x.features();
      return (1 + (x.law().kurtosis() - 1) * r) / (1 + 2 * r) - 1;
    };
  }

  /** Mean of a power of the correlation between two taps of a window, equal ones included. */
  private static double alike(Taps taps, Stat x, int power) {
    Stat s = Recast.along(x, taps.in());
    double m = s.meanEntry();
    double v = s.entryVariance();
    if (!(v > 0)) {
      return 0;
    }
    Field rho = s.within().map(k -> Math.pow((k - m * m) / v, power));
    return taps.overlap(s.withFields(rho, rho, rho, rho, s.mean()));
  }

  /** A bias: one number a channel at all positions of all samples. */
  private static Stat bias(Stat y, double m, Expr variance, double spread, Evaluation e) {
    double q = e.number(variance) + m * m;
    Field k = Field.constant(y.layout(), q, q);
    Field f = Field.constant(y.layout(), m * m, m * m);
    double[] mean = new double[y.layout().classes()];
    Arrays.fill(mean, m);
    return new Stat(y.layout(), k, k, f, f, mean, y.features(), 1 / y.features(), spread);
  }

  private static Quantity<Double> biasGradient(Quantity<Stat> g, Signal y) {
    return Quantity.of(e -> biasGradient(Broadcast.bySample(g.in(e), y.axes(), e), 1, e));
  }

  /** Second moment of the gradient of a bias that {@code copies} channels share. */
  static double biasGradient(Stat g, double copies, Evaluation e) {
    Stat one = Stat.independent(g.layout(), 1, 1, g.features());
    return Correlation.pairSum(g, one, copies, e.number(Expr.symbol("batch")));
  }

  /** True for [sample, feature, position..]: a map in one, two or more dimensions. */
  static boolean isMap(Axes axes) {
    int rank = axes.rank();
    if (rank < 3 || !axes.isOnly(1, Role.FEATURE) && axes.size(1) != 1) {
      return false;
    }
    for (int i = 2; i < rank; i++) {
      if (axes.size(i) > 1 && !axes.isOnly(i, Role.POSITION)) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code kernel * input}.
   *
   * @param draw what is equal for all uses of the same kernel; null when there is but this one
   * @param centred whether the kernel's mean was taken out of it
   */
  record Kernel(Signal input, Object draw, Window window, Scale scale, boolean centred)
      implements Relation {

    private Stat image(Stat x, Evaluation e) {
      double outputs = e.number(scale.channels().symbol());
      return window.forward(centred ? Convolution.centred(x) : x, scale.forward(e), outputs);
    }

    private Stat mapped(Stat x, Evaluation e) {
      Stat y = image(x, e);
      return y.withSpread(y.spread() + Correlation.ownVariance(y, Correlation.GAUSSIAN, e));
    }

    private Stat adjoint(Stat gradient, Stat x, Evaluation e) {
      return window.adjoint(gradient, scale.backward(e), x);
    }

    private boolean isOneDraw(Signal other) {
      return other.relation() instanceof Kernel that
          && (this == that || draw != null && draw.equals(that.draw))
          && window.isAlike(that.window);
    }

    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (isOneDraw(other)) {
        Signal that = ((Kernel) other.relation()).input;
        return g.of(input, that).through(g.coarse(input.stat()), s -> image(s, g.evaluation()));
      }
      boolean sameDraw = draw != null && draw.equals(other.relation().draw());
      return other.relation().isMatrix() && !sameDraw ? g.independent(self, other) : null;
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      if (!isOneDraw(other)) {
        return null;
      }
      Stat x = g.coarse(input.stat());
      Stat like = g.coarse(self.stat());
      return gradients.get().through(like, s -> adjoint(s, x, g.evaluation()));
    }

    @Override
    public double weight(Signal self, Signal other, Block gradients, Gram g) {
      if (!isOneDraw(other)) {
        return Relation.super.weight(self, other, gradients, g);
      }
      Block x = g.of(input, ((Kernel) other.relation()).input);
      Stat joint = gradients.stat(g.coarse(self.stat()));
      return window.weightGradient(joint, x.stat(g.coarse(input.stat())), g.evaluation());
    }

    @Override
    public boolean isMatrix() {
      return true;
    }
  }

  /** What is left of a tensor once that is taken out which two of its features share. */
  private static Stat centred(Stat x) {
    Field zero = Field.zero(x.layout());
    return x.withFields(
        x.within().minus(x.featureWithin()),
        x.across().minus(x.featureAcross()),
        zero,
        zero,
        new double[x.layout().classes()]);
  }

  /** What a window over a map makes of second moments, there and back. */
  private interface Window {
    Stat forward(Stat x, double gain, double outputs);

    Stat adjoint(Stat g, double gain, Stat x);

    double weightGradient(Stat g, Stat x, Evaluation e);

    /** What is equal for two windows that meet the same taps at every position. */
    boolean isAlike(Window other);

    /** The taps. */
    Object frame();
  }

  /** A map of few positions, each followed by itself. */
  private static Window resolved(ResolvedTaps taps) {
    return new Window() {
      @Override
      public Stat forward(Stat x, double gain, double outputs) {
        return taps.forward(x, gain, outputs);
      }

      @Override
      public Stat adjoint(Stat g, double gain, Stat x) {
        return taps.adjoint(g, gain, x);
      }

      @Override
      public double weightGradient(Stat g, Stat x, Evaluation e) {
        return taps.weightGradient(g, x, e);
      }

      @Override
      public boolean isAlike(Window other) {
        return other.frame() instanceof ResolvedTaps that && taps.isAlike(that);
      }

      @Override
      public Object frame() {
        return taps;
      }
    };
  }

  /** A map whose figures depend on the lag alone. */
  private static Window stationary(Taps taps) {
    return new Window() {
      @Override
      public Stat forward(Stat given, double gain, double outputs) {
        Stat x = Recast.along(given, taps.in());
        return taps.forward(x, gain)
            .withFeatures(outputs)
            .withInverseDim(x.inverseDim() * taps.overlap(x) + 1 / outputs);
      }

      @Override
      public Stat adjoint(Stat g, double gain, Stat x) {
        return taps.adjoint(Recast.along(g, taps.out()), gain, Recast.along(x, taps.in()));
      }

      @Override
      public double weightGradient(Stat g, Stat x, Evaluation e) {
        return taps.weightGradient(Recast.along(g, taps.out()), Recast.along(x, taps.in()), e);
      }

      @Override
      public boolean isAlike(Window other) {
        return other.frame() instanceof Taps that && taps.isAlike(that);
      }

      @Override
      public Object frame() {
        return taps;
      }
    };
  }
}
