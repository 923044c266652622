package dev.initlint.op;

import dev.initlint.gaussian.MaxOfGaussians;
import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Convolutions over three or more axes, or over maps of which each sample has several: positions
 * are not told apart, but for the share of taps inside the map. Since different taps have
 * independent weights, one tap meets itself only at positions of the input that differ as those of
 * the output do, so that q and the mean overlap follow from q and the mean overlap.
 */
final class Volume {
  private Volume() {}

  static Signal convolved(Site site, Node node, Signal x, ParameterFacts w) {
    long[] kernel = w.dims();
    long[] out = site.outputDims();
    if (x.axes().has(0, Role.FEATURE)) {
      throw new Op.NotModelled("a convolution of a map without samples");
    }
    long taps = 1;
    double inside = 1;
    double both = 1;
    for (int i = 2; i < kernel.length; i++) {
      double[] share = inside(node, i - 2, kernel.length - 2, x.axes().size(i), out[i], kernel[i]);
      taps *= kernel[i];
      inside *= share[0];
      both *= share[1];
    }
    Convolution.Scale scale = Convolution.Scale.of(site, x, w, taps);
    Axes axes = Convolution.axes(site, x, scale.channels());
    Shares s = new Shares(inside, both, axes.size(Role.POSITION), x.axes().size(Role.POSITION));
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat in = x.stat().in(e);
              double d = e.number(scale.channels().symbol());
              Stat y = s.forward(in, scale.forward(e), d);
              return y.withSpread(
                  in.spread() + Correlation.ownVariance(y, Correlation.GAUSSIAN, e));
            });
    return Signal.of(axes, stat)
        .formula(Expr.of(inside / taps).times(scale.fanIn()).times(w.variance()).times(site.q(0)))
        .step("convolution: E[y²] = fan_in·var(W)·E[x²] over the taps inside the map")
        .zero(x.isZero() || w.isZero())
        .sources(Set.of(w.name() + "@" + site.node().name()))
        .edge(x, g -> Quantity.of(e -> s.adjoint(g.in(e), x.stat().in(e), scale.backward(e))))
        .weight(
            w,
            g ->
                Quantity.of(
                    e ->
                        s.weightGradient(
                            g.in(e), x.stat().in(e), e.number(Expr.symbol("batch")), scale.taps())))
        .build();
  }

  /** {@code AveragePool}: a mean along each axis, padding left out. */
  static List<Belief> averaged(Site site, Signal x) {
    long[] kernel = site.node().attributes().integers("kernel_shape");
    long[] out = site.outputDims();
    Signal y =
        Positions.mapped(
            site,
            x,
            i ->
                i < 2 ? null : window(site.node(), i - 2, x.axes().size(i), out[i], kernel[i - 2]));
    return List.of(new Belief.Known(y));
  }

  private static Lags.Axis window(Node node, int axis, long in, long out, long kernel) {
    long stride = at(node, "strides", axis, 1);
    long pad = at(node, "pads", axis, 0);
    int[][] index = new int[(int) out][];
    double[][] factor = new double[(int) out][];
    for (int o = 0; o < out; o++) {
      int from = (int) Math.max(0, o * stride - pad);
      int to = (int) Math.min(in, o * stride - pad + kernel);
      index[o] = IntStream.range(from, to).toArray();
      factor[o] = new double[index[o].length];
      Arrays.fill(factor[o], 1.0 / index[o].length);
    }
    return new Lags.Axis((int) in, index, factor);
  }

  /** {@code MaxPool}: the largest of as many equally correlated Gaussians as the window has. */
  static List<Belief> largest(Site site, Signal x) {
    double n = 1;
    for (long k : site.node().attributes().integers("kernel_shape")) {
      n *= k;
    }
    long[] out = site.outputDims();
    List<List<Axes.Factor>> dims = new ArrayList<>(x.axes().dims());
    for (int i = 2; i < out.length; i++) {
      dims.set(i, out[i] == 1 ? List.of() : List.of(site.dims().position(out[i])));
    }
    Axes axes = new Axes(dims);
    Signal base = x.base();
    MaxOfGaussians most = MaxOfGaussians.of(n);
    double share = axes.size(Role.POSITION) / (double) x.axes().size(Role.POSITION);
    Signal peak =
        Signal.of(axes, base.stat().then(s -> largest(s, most, axes)))
            .formula(site.q(0))
            .step("largest of " + (long) n + " correlated Gaussians")
            .sources(base.sources())
            .edge(base, g -> Quantity.of(e -> back(g.in(e), base.stat().in(e), share)))
            .build();
    return x.view() == null
        ? List.of(new Belief.Known(peak))
        : Site.known(Elementwise.view(peak, peak, x.view()).formula(site.q(0)).step(peak.step()));
  }

  private static Stat largest(Stat s, MaxOfGaussians most, Axes axes) {
    double mu = s.meanEntry();
    double v = Math.max(0, s.secondMoment() - mu * mu);
    double rho = v > 0 ? Math.max(0, Math.min(1, (s.tokenOverlap() - mu * mu) / v)) : 0;
    double mean = most.mean(mu, v, rho);
    double shift = mean * mean - mu * mu;
    Layout to = Layout.exchangeable(axes.size(Role.POSITION));
    double q = most.secondMoment(mu, v, rho);
    Field within = Field.constant(to, q, s.tokenOverlap() + shift);
    double a = s.across().meanAll(s.layout()) + shift;
    double f = s.featureWithin().meanAll(s.layout()) + shift;
    double fa = s.featureAcross().meanAll(s.layout()) + shift;
    return new Stat(
        to,
        within,
        Field.constant(to, a, a),
        Field.constant(to, f, f),
        Field.constant(to, fa, fa),
        new double[] {mean},
        s.features(),
        s.inverseDim(),
        s.spread());
  }

  private static Stat back(Stat g, Stat x, double share) {
    double across = g.across().meanAll(g.layout()) * share * share;
    Layout to = x.layout();
    return Stat.independent(to, 0, g.secondMoment() * share, x.features())
        .withFields(
            Field.constant(to, g.secondMoment() * share, g.tokenOverlap() * share * share),
            Field.constant(to, across, across),
            Field.zero(to),
            Field.zero(to),
            new double[to.classes()]);
  }

  /** Σ over taps of the share of outputs that it is inside for, and of its square. */
  private static double[] inside(Node node, int axis, int axes, long in, long out, long kernel) {
    long stride = at(node, "strides", axis, 1);
    long dilation = at(node, "dilations", axis, 1);
    long[] pads = node.attributes().integers("pads");
    long pad = pads == null ? 0 : pads[axis];
    String auto = node.attributes().text("auto_pad", "NOTSET");
    if (pads == null && auto.startsWith("SAME")) {
      long total = Math.max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - in);
      pad = auto.equals("SAME_LOWER") ? total - total / 2 : total / 2;
    }
    double once = 0;
    double twice = 0;
    for (long a = 0; a < kernel; a++) {
      long hits = 0;
      for (long y = 0; y < out; y++) {
        long at = y * stride - pad + a * dilation;
        hits += at >= 0 && at < in ? 1 : 0;
      }
      double share = hits / (double) out;
      once += share;
      twice += share * share;
    }
    return new double[] {once, twice};
  }

  private static long at(Node node, String name, int axis, long otherwise) {
    long[] all = node.attributes().integers(name);
    return all == null ? otherwise : all[axis];
  }

  /**
   * Sums over taps.
   *
   * @param inside of the share of outputs at which a tap is inside the map
   * @param both of the share of pairs of outputs at both of which it is
   */
  private record Shares(double inside, double both, double outputs, double inputs) {

    Stat forward(Stat x, double gain, double features) {
      Layout to = Layout.exchangeable((long) outputs);
      Field w = field(to, x.within(), x, gain);
      Field a = field(to, x.across(), x, gain);
      Field zero = Field.zero(to);
      double overlap = inside > 0 ? both / (inside * inside) : 1;
      double d = x.inverseDim() * Math.min(1, overlap) + 1 / features;
      return new Stat(to, w, a, zero, zero, new double[1], features, d, x.spread());
    }

    private Field field(Layout to, Field f, Stat x, double gain) {
      return Field.constant(
          to,
          gain * inside * f.meanSame(x.layout()),
          gain * both * (inputs > 1 ? f.meanOther(x.layout()) : f.meanSame(x.layout())));
    }

    /** Σ of squares over the inputs is that over the outputs: each pair is met once a tap. */
    Stat adjoint(Stat g, Stat x, double gain) {
      Layout to = Layout.exchangeable((long) inputs);
      double same = gain * inside * outputs / inputs;
      double pairs = inputs > 1 ? outputs * (outputs - 1) / (inputs * (inputs - 1)) : 0;
      Field[] all = {g.within(), g.across()};
      for (int i = 0; i < 2; i++) {
        all[i] =
            Field.constant(
                to,
                same * all[i].meanSame(g.layout()),
                gain * both * pairs * all[i].meanOther(g.layout()));
      }
      Field zero = Field.zero(to);
      return new Stat(
          to, all[0], all[1], zero, zero, new double[1], x.features(), g.inverseDim(), g.spread());
    }

    double weightGradient(Stat g, Stat x, double batch, double taps) {
      double within = pairs(g.within(), g.layout(), x.within(), x.layout());
      double across = pairs(g.across(), g.layout(), x.across(), x.layout());
      return (batch * within + batch * (batch - 1) * across) / taps;
    }

    private double pairs(Field g, Layout out, Field x, Layout in) {
      return outputs * inside * g.meanSame(out) * x.meanSame(in)
          + outputs * (outputs - 1) * both * g.meanOther(out) * x.meanOther(in);
    }
  }
}
