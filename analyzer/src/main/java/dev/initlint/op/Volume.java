package dev.initlint.op;

import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.Set;

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
