package dev.initlint.op;

import dev.initlint.graph.Node;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Lags.Axis;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code ConvTranspose}: y[o] = Σ W[a] x[i] over taps a and inputs i with i·stride + a·dilation −
 * pad = o.
 *
 * <p>Each tap places the input on a grid as wide as the stride, so that K'[Δ] = (C_in/groups)·σ²·Σ
 * over taps of K[Δ/stride], and 0 where the stride does not divide Δ: the adjoint of {@link
 * Convolution}.
 */
final class TransposedConvolution {
  private TransposedConvolution() {}

  static List<Belief> forward(Site site) {
    ParameterFacts w = ComputedWeight.at(site, 1);
    Signal x = Recast.asMap(site.signal(0), site.dims());
    if (w == null || !Taps.isPlanar(x.axes())) {
      throw new Op.NotModelled("a transposed convolution in three dimensions or by no weight");
    }
    if (KernelMean.matters(w)) {
      throw new Op.NotModelled("a transposed convolution by a kernel whose mean is not zero");
    }
    long groups = site.node().attributes().integer("group", 1);
    Factor channels = site.dims().feature(w.dims()[1] * groups, "channels");
    Expr perGroup = channels.symbol().times(Expr.of(1.0 / groups));
    Expr fanIn = x.axes().symbol(1).times(Expr.of(1.0 / groups));
    Lags lags = lags(site.node(), x, w.dims(), site.outputDims());
    double taps = 1;
    for (int i = 2; i < w.dims().length; i++) {
      taps *= w.dims()[i];
    }
    double all = taps;
    // Frameworks take the second extent, of outputs, for the fan-in here as well.
    site.dims()
        .defineVariance(w, perGroup.times(Expr.of(taps)), x.axes().symbol(1).times(Expr.of(taps)));
    double inside = lags.forward(Field.constant(lags.in(), 1, 0)).same()[0];
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              double gain = e.number(fanIn) * e.number(w.variance());
              return mapped(lags, x.stat().in(e), gain, e.number(channels.symbol()), e);
            });
    Signal y =
        Signal.of(Convolution.axes(site, x, channels), stat)
            .formula(Expr.of(inside).times(fanIn).times(w.variance()).times(site.q(0)))
            .step("transposed convolution: fan_in·var(W)·E[x²] for each tap that meets an input")
            .zero(x.isZero() || w.isZero())
            .sources(Set.of(w.name() + "@" + site.node().name()))
            .edge(
                x,
                g ->
                    Quantity.of(
                        e -> {
                          double gain = e.number(perGroup) * e.number(w.variance());
                          return adjoint(lags, g.in(e), x.stat().in(e), gain);
                        }))
            .weight(w, g -> Quantity.of(e -> gradient(lags, g.in(e), x.stat().in(e), all, e)))
            .build();
    return Convolution.biased(site, y);
  }

  private static Stat mapped(Lags lags, Stat in, double gain, double features, Evaluation e) {
    Stat x = Recast.along(in, lags.in());
    Field zero = Field.zero(lags.out());
    Stat y =
        new Stat(
            lags.out(),
            lags.forward(x.within()).times(gain),
            lags.forward(x.across()).times(gain),
            zero,
            zero,
            new double[1],
            features,
            x.inverseDim() + 1 / features,
            x.spread());
    return y.withSpread(x.spread() + Correlation.ownVariance(y, Correlation.GAUSSIAN, e));
  }

  private static Stat adjoint(Lags lags, Stat gradient, Stat x, double gain) {
    Stat g = Recast.along(gradient, lags.out());
    Field zero = Field.zero(lags.in());
    return new Stat(
        lags.in(),
        lags.adjoint(g.within()).times(gain),
        lags.adjoint(g.across()).times(gain),
        zero,
        zero,
        new double[1],
        x.features(),
        g.inverseDim(),
        g.spread());
  }

  private static double gradient(Lags lags, Stat gradient, Stat in, double taps, Evaluation e) {
    Stat g = Recast.along(gradient, lags.out());
    Stat x = Recast.along(in, lags.in());
    double batch = e.number(Expr.symbol("batch"));
    return (batch * lags.paired(g.within(), x.within())
            + batch * (batch - 1) * lags.paired(g.across(), x.across()))
        / taps;
  }

  private static Lags lags(Node node, Signal x, long[] kernel, long[] out) {
    int spatial = kernel.length - 2;
    List<List<Axis>> axes = new ArrayList<>();
    for (int i = 0; i < spatial; i++) {
      axes.add(taps(node, i, x.axes().size(i + 2), out[i + 2], kernel[i + 2]));
    }
    return spatial == 1
        ? Lags.of(List.of(Axis.identity(1)), axes.get(0))
        : Lags.of(axes.get(0), axes.get(1));
  }

  private static List<Axis> taps(Node node, int axis, long in, long out, long kernel) {
    long stride = at(node, "strides", axis, 1);
    long dilation = at(node, "dilations", axis, 1);
    long pad = at(node, "pads", axis, 0);
    if (node.attributes().text("auto_pad", "NOTSET").startsWith("SAME")
        || node.attributes().integers("output_shape") != null) {
      long whole = stride * (in - 1) + (kernel - 1) * dilation + 1;
      pad = Math.max(0, (whole - out) / 2);
    }
    List<Axis> all = new ArrayList<>();
    for (long a = 0; a < kernel; a++) {
      int[] source = new int[Math.toIntExact(out)];
      for (int o = 0; o < source.length; o++) {
        long at = o + pad - a * dilation;
        source[o] = at % stride == 0 ? (int) Math.floorDiv(at, stride) : -1;
      }
      all.add(Axis.picking((int) in, source));
    }
    return all;
  }

  private static long at(Node node, String name, int axis, long otherwise) {
    long[] all = node.attributes().integers(name);
    return all == null ? otherwise : all[axis];
  }
}
