package dev.initlint.op;

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
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code Conv} in one and two dimensions.
 *
 * <p>K'[Δ] = (C_in/groups)·σ²·Σ over taps of K[sΔ], times the share of positions at which the tap
 * is inside the map at both ends of the lag (docs/theory/linear.md#convolution; Xiao et al. 2018,
 * eq. 2.6).
 */
final class Convolution {
  private Convolution() {}

  static List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    ParameterFacts w = site.parameter(1);
    if (w == null || !isMap(x.axes())) {
      throw new Op.NotModelled("a convolution of this rank, or by a kernel that is no weight");
    }
    long[] kernel = w.dims();
    long[] out = site.outputDims();
    Taps taps = Taps.of(site.node(), x.axes(), kernel, out);
    long groups = site.node().attributes().integer("group", 1);
    Factor channels = site.dims().feature(kernel[0], "channels");
    List<List<Factor>> dims = new ArrayList<>(x.axes().dims());
    dims.set(1, List.of(channels));
    for (int i = 2; i < out.length; i++) {
      dims.set(i, out[i] == 1 ? List.of() : List.of(site.dims().position(out[i])));
    }
    Axes axes = new Axes(dims);
    Expr fanIn = x.axes().symbol(1).times(Expr.of((double) taps.count() / groups));
    Expr fanOut = channels.symbol().times(Expr.of(1.0 / groups));
    site.dims().defineVariance(w, fanIn, fanOut.times(Expr.of(taps.count())));
    Kernel rule = new Kernel(x, w.draw(), taps, w, fanIn, fanOut, channels.symbol());
    Quantity<Stat> stat = Quantity.of(e -> rule.mapped(x.stat().in(e), e));
    Signal y =
        Signal.of(axes, stat)
            .formula(formula(site, fanIn, w, stat))
            .step("convolution: E[y²] = fan_in·var(W)·E[x²] over the taps inside the map")
            .zero(x.isZero() || w.isZero())
            .sources(Linear.sources(site, w, w.draw()))
            .relation(rule)
            .edge(x, g -> Quantity.of(e -> rule.adjoint(g.in(e), x.stat().in(e), e)))
            .weight(w, g -> Quantity.of(e -> taps.weightGradient(g.in(e), x.stat().in(e), e)))
            .build();
    if (!site.node().hasInput(2)) {
      return List.of(new Belief.Known(y));
    }
    return Site.known(biased(site, y));
  }

  /** fan_in·var(W)·q, times the share of the taps that are inside the map. */
  private static Expr formula(Site site, Expr fanIn, ParameterFacts w, Quantity<Stat> stat) {
    Expr whole = fanIn.times(w.variance()).times(site.q(0));
    return whole.times(Effective.factor("inside[" + site.node().output() + "]", stat, whole));
  }

  private static Signal.Builder biased(Site site, Signal y) {
    ParameterFacts b = site.parameter(2);
    if (b == null) {
      throw new Op.NotModelled("a convolution's bias that is no weight");
    }
    if (b.isZero()) {
      return y.seenAs(y.axes())
          .formula(y.formula())
          .step(y.step())
          .weight(b, g -> Quantity.of(e -> biasGradient(g.in(e), 1, e)));
    }
    Quantity<Stat> table =
        Quantity.of(
            e -> {
              Stat s = y.stat().in(e);
              double m = b.mean();
              double q = e.number(b.variance()) + m * m;
              Field k = Field.constant(s.layout(), q, q);
              Field f = Field.constant(s.layout(), m * m, m * m);
              double[] mean = new double[s.layout().classes()];
              java.util.Arrays.fill(mean, m);
              return new Stat(s.layout(), k, k, f, f, mean, s.features(), 1 / s.features(), 0);
            });
    Quantity<Stat> stat = Quantity.of(e -> y.stat().in(e).plus(table.in(e)));
    Object key = b.draw() == null ? b.name() : b.draw();
    Expr apart = y.formula().plus(b.variance()).plus(Expr.of(b.mean() * b.mean()));
    return Signal.of(y.axes(), stat)
        .relation(new Addition.Biased(y, table, key))
        .formula(Effective.sum("x·" + b.name(), stat, apart, 1))
        .step(y.step() + ", and an independent bias")
        .sources(y.sources())
        .edge(y, g -> g)
        .weight(b, g -> Quantity.of(e -> biasGradient(g.in(e), 1, e)));
  }

  /** Second moment of the gradient of a bias that {@code copies} channels share. */
  static double biasGradient(Stat g, double copies, Evaluation e) {
    Stat one = Stat.independent(g.layout(), 1, 1, g.features());
    return Correlation.pairSum(g, one, copies, e.number(Expr.symbol("batch")));
  }

  /** True for [sample, feature, position] and [sample, feature, position, position]. */
  static boolean isMap(Axes axes) {
    int rank = axes.rank();
    if (rank < 3 || rank > 4 || !axes.isOnly(1, Role.FEATURE) && axes.size(1) != 1) {
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
   */
  record Kernel(
      Signal input,
      Object draw,
      Taps taps,
      ParameterFacts weight,
      Expr fanIn,
      Expr fanOut,
      Expr channels)
      implements Relation {

    private Stat image(Stat x, Evaluation e) {
      return taps.forward(x, e.number(fanIn) / taps.count() * e.number(weight.variance()));
    }

    private Stat adjoint(Stat gradient, Stat x, Evaluation e) {
      return taps.adjoint(gradient, e.number(fanOut) * e.number(weight.variance()), x);
    }

    private Stat mapped(Stat x, Evaluation e) {
      Stat y = image(x, e);
      double outputs = e.number(channels);
      Stat mapped =
          new Stat(
              y.layout(),
              y.within(),
              y.across(),
              Field.zero(y.layout()),
              Field.zero(y.layout()),
              new double[y.layout().classes()],
              outputs,
              x.inverseDim() * taps.overlap(x) + 1 / outputs,
              x.spread());
      double own = Correlation.ownVariance(mapped, Correlation.GAUSSIAN, e);
      return mapped.withSpread(x.spread() + own);
    }

    private boolean isOneDraw(Signal other) {
      return other.relation() instanceof Kernel that
          && (this == that || draw != null && draw.equals(that.draw))
          && taps.isAlike(that.taps);
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
      return taps.weightGradient(joint, x.stat(g.coarse(input.stat())), g.evaluation());
    }

    @Override
    public boolean isMatrix() {
      return true;
    }
  }
}
