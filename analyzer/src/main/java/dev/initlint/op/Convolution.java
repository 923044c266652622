package dev.initlint.op;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code Conv}, in one and two dimensions lag by lag, in more by {@link Volume}.
 *
 * <p>K'[Δ] = (C_in/groups)·σ²·Σ over taps of K[sΔ], times the share of positions at which the tap
 * is inside the map at both ends of the lag (moments.md a.1, row "Conv"; Xiao et al. 2018, eq.
 * 2.6).
 */
final class Convolution {
  private Convolution() {}

  static List<Belief> forward(Site site) {
    ParameterFacts w = ComputedWeight.at(site, 1);
    if (w == null) {
      throw new Op.NotModelled("a convolution by a kernel that is no weight");
    }
    Signal given = site.signal(0);
    ZeroPadding.Padded padded = given.unit() instanceof ZeroPadding.Padded p ? p : null;
    Node node = padded == null ? site.node() : padded(site.node(), padded, given.axes().rank());
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
    boolean centred = ComputedWeight.centred(w);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              double outputs = e.number(scale.channels().symbol());
              Stat in = x.stat().in(e);
              Stat y = window.forward(centred ? centred(in) : in, scale.forward(e), outputs);
              double own = Correlation.ownVariance(y, Correlation.GAUSSIAN, e);
              return y.withSpread(y.spread() + own);
            });
    Signal y =
        Signal.of(axes(site, x, scale.channels()), stat)
            .formula(scale.fanIn().times(w.variance()).times(site.q(0)))
            .step("convolution: E[y²] = fan_in·var(W)·E[x²] over the taps inside the map")
            .zero(x.isZero() || w.isZero())
            .sources(Set.of(w.name() + "@" + site.node().name()))
            .edge(
                x,
                g -> Quantity.of(e -> window.adjoint(g.in(e), scale.backward(e), x.stat().in(e))))
            .weight(w, g -> Quantity.of(e -> window.weightGradient(g.in(e), x.stat().in(e), e)))
            .build();
    return biased(site, y);
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

  /** The node with the padding of the tensor before it counted as its own. */
  private static Node padded(Node node, ZeroPadding.Padded padding, int rank) {
    int spatial = rank - 2;
    long[] own = node.attributes().integers("pads");
    long[] pads = own == null ? new long[2 * spatial] : own.clone();
    String auto = node.attributes().text("auto_pad", "NOTSET");
    if (own == null && auto.startsWith("SAME")) {
      throw new Op.NotModelled("a convolution that pads a padded map by itself");
    }
    for (int i = 0; i < spatial; i++) {
      pads[i] += padding.begin()[i + 2];
      pads[spatial + i] += padding.end()[i + 2];
    }
    Map<String, Object> attributes = new HashMap<>(node.attributes().byName());
    attributes.put("pads", pads);
    attributes.remove("auto_pad");
    return new Node(
        node.op(),
        node.domain(),
        node.opset(),
        node.name(),
        node.inputs(),
        node.outputs(),
        new Attributes(attributes),
        node.origin());
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
        same.weight(b, g -> Quantity.of(e -> biasGradient(g.in(e), 1, e)));
      }
      return Site.known(same);
    }
    double m = b != null ? b.mean() : Arrays.stream(constant.toDoubles()).average().orElse(0);
    Expr variance =
        b != null
            ? b.variance()
            : Expr.of(
                Arrays.stream(constant.toDoubles()).map(v -> v * v).average().orElse(0) - m * m);
    Quantity<Stat> stat =
        Quantity.of(e -> y.stat().in(e).plus(bias(y.stat().in(e), m, variance, e)));
    Signal.Builder sum =
        Signal.of(y.axes(), stat)
            .formula(y.formula().plus(variance).plus(Expr.of(m * m)))
            .step(y.step() + ", and an independent bias")
            .sources(y.sources())
            .edge(y, g -> g);
    if (b != null) {
      sum.weight(b, g -> Quantity.of(e -> biasGradient(g.in(e), 1, e)));
    }
    return Site.known(sum);
  }

  /** A bias: one number a channel at all positions of all samples. */
  private static Stat bias(Stat y, double m, Expr variance, Evaluation e) {
    double q = e.number(variance) + m * m;
    Field k = Field.constant(y.layout(), q, q);
    Field f = Field.constant(y.layout(), m * m, m * m);
    double[] mean = new double[y.layout().classes()];
    Arrays.fill(mean, m);
    return new Stat(y.layout(), k, k, f, f, mean, y.features(), 1 / y.features(), 0);
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
    };
  }
}
