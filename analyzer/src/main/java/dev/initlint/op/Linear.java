package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Set;

/**
 * Products with a weight matrix: y_j = Σ_i W_ij x_i.
 *
 * <p>For W with independent entries of mean μ and variance σ², K' = n_in σ² K + μ² n_in² M with M =
 * K/n_in + (1 − 1/n_in) F, which also is the F' of the outputs (moments.md a.1; rules.md 1, row
 * Linear). The adjoint is the same rule with n_out in place of n_in.
 */
final class Linear {
  private Linear() {}

  /** {@code MatMul(x, W)} with W[in, out], or {@code MatMul(W, x)} with W[out, in]. */
  static List<Belief> matMul(Site site) {
    boolean left = site.parameter(0) != null;
    ParameterFacts w = site.parameter(left ? 0 : 1);
    Signal x = site.signal(left ? 1 : 0);
    int rank = x.axes().rank();
    if (w.dims().length != 2) {
      return Einsum.matMul(site);
    }
    int contracted = left ? rank - 2 : rank - 1;
    return Site.known(apply(site, x, w, contracted, left, left ? 1 : 0));
  }

  /** {@code Gemm}: alpha·x·W + beta·c, with W transposed when {@code transB} says so. */
  static List<Belief> gemm(Site site) {
    ParameterFacts w = ComputedWeight.at(site, 1);
    if (w == null || site.node().attributes().integer("transA", 0) != 0) {
      throw new NotModelled("Gemm of two activations");
    }
    boolean transposed = site.node().attributes().integer("transB", 0) != 0;
    double alpha = site.node().attributes().real("alpha", 1);
    Signal x = site.signal(0);
    double beta = site.node().hasInput(2) ? site.node().attributes().real("beta", 1) : 0;
    Signal y = apply(site, x, w, 1, transposed, 0).build();
    if (beta == 0) {
      return List.of(new Belief.Known(times(site, y, alpha)));
    }
    Signal product = times(site, y, alpha / beta);
    Signal sum = Addition.withBias(site, product, product.formula(), site.input(2), 2).build();
    return List.of(new Belief.Known(times(site, sum, beta)));
  }

  private static Signal times(Site site, Signal x, double factor) {
    return factor == 1 ? x : Multiplication.scaled(site, x, factor, x.formula()).build();
  }

  /**
   * The product that contracts axis {@code axis} of {@code x} with a weight.
   *
   * @param outputsFirst whether the weight is W[out, in]
   */
  static Signal.Builder apply(
      Site site, Signal x, ParameterFacts w, int axis, boolean outputsFirst, int input) {
    long outputs = w.dims()[outputsFirst ? 0 : 1];
    double copies = 1;
    for (int i = 0; i < x.axes().rank(); i++) {
      copies *= i != axis && x.axes().isOnly(i, Role.FEATURE) ? x.axes().size(i) : 1;
    }
    return apply(site, x, w, axis, outputsFirst, outputs, copies, input);
  }

  /**
   * The same with a weight of any rank.
   *
   * @param outputs number of outputs for one vector that is contracted
   * @param copies number of features that the one matrix is applied to, each by itself
   */
  static Signal.Builder apply(
      Site site,
      Signal x,
      ParameterFacts w,
      int axis,
      boolean outputsFirst,
      long outputs,
      double copies,
      int input) {
    List<Factor> dim = x.axes().dims().get(axis);
    boolean onlyPositions = x.axes().isOnly(axis, Role.POSITION);
    if (x.axes().has(axis, Role.SAMPLE) || x.axes().has(axis, Role.KEY)) {
      throw new NotModelled("a product that mixes samples");
    }
    Expr fanIn = x.axes().symbol(axis);
    String wish = wish(x.axes(), axis, outputs);
    Factor out =
        onlyPositions
            ? new Factor(Role.POSITION, outputs, site.dims().position(outputs).symbol())
            : site.dims().feature(outputs, wish);
    Axes axes = x.axes().withDim(axis, List.of(out));
    site.dims().defineVariance(w, fanIn, out.symbol());
    Expr variance = w.variance();
    double mean = w.mean();
    Rule rule = new Rule(fanIn, out.symbol(), variance, mean, outputs);
    boolean positions = dim.stream().anyMatch(f -> f.role() == Role.POSITION);
    Quantity<OwnToken.Logit> own = OwnToken.logit(x, w);
    ParameterFacts.Draw draw = draw(w, outputsFirst);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat s = x.stat().in(e);
              if (onlyPositions) {
                return mixed(s, e.number(fanIn) * e.number(variance), mean, e.number(out.symbol()));
              }
              Stat flat = positions ? contracted(s, axes.size(Role.POSITION)) : s;
              Stat y = rule.forward(flat, e);
              return own == null ? y : withOwn(y, own.in(e), e.number(out.symbol()));
            });
    Expr formula = fanIn.times(variance).times(site.q(input));
    if (mean != 0) {
      formula = formula.plus(Expr.of(mean * mean).times(fanIn.squared()).times(site.q(input)));
    }
    Signal.Builder y =
        Signal.of(axes, stat)
            .formula(formula)
            .step(
                own == null
                    ? "linear map: E[y²] = fan_in·var(W)·E[x²] (He et al. 2015, eq. 6)"
                    : "tied head: E[y²] = d·var(E)·E[x²] + (own-token logit)²/V")
            .zero(x.isZero() || w.isZero())
            .sources(sources(site, w, draw));
    if (!onlyPositions && !positions && own == null) {
      y.form(new Forms.Matrix(x, draw, fanIn, out.symbol(), variance, mean));
    }
    y.edge(
        x,
        g ->
            Quantity.of(
                e ->
                    onlyPositions
                        ? mixed(
                            g.in(e),
                            e.number(out.symbol()) * e.number(variance),
                            mean,
                            e.number(fanIn))
                        : spreadOver(rule.backward(g.in(e), e), x.stat().in(e).layout())));
    y.weight(w, g -> Quantity.of(e -> weightGradient(g.in(e), x, onlyPositions, copies, e)));
    return y;
  }

  /** The draw as this use sees it, whatever the order of the axes; null when it is used once. */
  private static ParameterFacts.Draw draw(ParameterFacts w, boolean outputsFirst) {
    ParameterFacts.Draw d = w.draw();
    return d == null ? null : new ParameterFacts.Draw(d.leader(), d.transposed() != outputsFirst);
  }

  private static Set<Object> sources(Site site, ParameterFacts w, ParameterFacts.Draw draw) {
    String own = w.name() + "@" + site.node().name();
    return draw == null ? Set.of(own) : Set.of(own, draw);
  }

  private static String wish(Axes axes, int axis, long outputs) {
    return axes.size(axis) != outputs ? "d_ff" : "d_model";
  }

  private record Rule(Expr fanIn, Expr fanOut, Expr variance, double mean, long outputs) {
    Stat forward(Stat x, Evaluation e) {
      double n = e.number(fanIn);
      Stat y = project(x, n, e.number(variance), mean, e.number(fanOut));
      return y.withSpread(x.spread() + Correlation.ownVariance(y, Correlation.GAUSSIAN, e));
    }

    Stat backward(Stat g, Evaluation e) {
      return project(g, e.number(fanOut), e.number(variance), mean, e.number(fanIn));
    }
  }

  /** Scores of a tied head: one in V is the own token's. */
  private static Stat withOwn(Stat y, OwnToken.Logit own, double classes) {
    double added = (own.mean() * own.mean() + own.variance()) / classes;
    double[] same = y.within().same().clone();
    for (int k = 0; k < same.length; k++) {
      same[k] += added;
    }
    return y.withFields(
        new Field(same, y.within().other()),
        y.across(),
        y.featureWithin(),
        y.featureAcross(),
        y.mean());
  }

  /** K' = n σ² K + μ² n² M and F' = μ² n² M. */
  static Stat project(Stat x, double n, double variance, double mean, double outputs) {
    double mu2 = mean * mean * n * n;
    Field mw = meanField(x.within(), x.featureWithin(), n);
    Field ma = meanField(x.across(), x.featureAcross(), n);
    double gain = n * variance;
    double[] m = x.mean().clone();
    for (int k = 0; k < m.length; k++) {
      m[k] *= mean * n;
    }
    return new Stat(
        x.layout(),
        x.within().times(gain).plus(mw.times(mu2)),
        x.across().times(gain).plus(ma.times(mu2)),
        mw.times(mu2),
        ma.times(mu2),
        m,
        outputs,
        x.inverseDim() + 1 / outputs,
        x.spread());
  }

  /** E of the product of two feature means: K/n + (1 − 1/n) F. */
  static Field meanField(Field k, Field f, double n) {
    return k.times(1 / n).plus(f.times(1 - 1 / n));
  }

  /** The tensor whose axis of positions and features is one of features alone. */
  static Signal flattened(Site site, Signal x, int axis) {
    Factor all = site.dims().feature(x.axes().size(axis), "d_flat");
    Axes axes = x.axes().withDim(axis, List.of(all));
    long left = axes.size(Role.POSITION);
    return Signal.of(axes, x.stat().then(s -> contracted(s, left)))
        .formula(x.formula())
        .step("positions counted among the features")
        .sources(x.sources())
        .zero(x.isZero())
        .edge(x, g -> Quantity.of(e -> spreadOver(g.in(e), x.stat().in(e).layout())))
        .build();
  }

  /** Statistics after positions are counted among the features that a product contracts. */
  private static Stat contracted(Stat x, long remaining) {
    Layout layout = Layout.exchangeable(remaining);
    Field w = Field.constant(layout, x.within().meanSame(x.layout()), 0);
    Field a = Field.constant(layout, x.across().meanSame(x.layout()), 0);
    Field fw = Field.constant(layout, x.featureWithin().meanSame(x.layout()), 0);
    Field fa = Field.constant(layout, x.featureAcross().meanSame(x.layout()), 0);
    if (remaining > 1) {
      double other = x.within().meanOther(x.layout());
      double cross = x.across().meanOther(x.layout());
      w = Field.constant(layout, w.same()[0], other);
      a = Field.constant(layout, a.same()[0], cross);
    }
    double[] m = new double[layout.classes()];
    java.util.Arrays.fill(m, x.meanEntry());
    double d = x.features() * x.layout().positions() / remaining;
    return new Stat(layout, w, a, fw, fa, m, d, x.inverseDim(), x.spread());
  }

  /** The gradient of contracted positions: every one gets the same. */
  private static Stat spreadOver(Stat g, Layout layout) {
    if (g.layout().positions() == layout.positions()) {
      return g;
    }
    double same = g.secondMoment();
    double across = g.across().meanSame(g.layout());
    return new Stat(
        layout,
        Field.constant(layout, same, 0),
        Field.constant(layout, across, 0),
        Field.zero(layout),
        Field.zero(layout),
        new double[layout.classes()],
        g.features(),
        g.inverseDim(),
        g.spread());
  }

  /** A fresh matrix over positions: every output position mixes all input positions. */
  private static Stat mixed(Stat x, double gain, double mean, double outputs) {
    Layout layout = Layout.exchangeable((long) outputs);
    double n = x.layout().positions();
    double common = mean * mean * n * n;
    Field[] in = {x.within(), x.across(), x.featureWithin(), x.featureAcross()};
    Field[] out = new Field[4];
    for (int i = 0; i < 4; i++) {
      double all = common * in[i].meanAll(x.layout());
      out[i] = Field.constant(layout, gain * in[i].meanSame(x.layout()) + all, all);
    }
    double[] m = new double[layout.classes()];
    java.util.Arrays.fill(m, mean * n * x.meanEntry());
    return new Stat(
        layout, out[0], out[1], out[2], out[3], m, x.features(), x.inverseDim(), x.spread());
  }

  private static double weightGradient(
      Stat g, Signal input, boolean overPositions, double copies, Evaluation e) {
    Stat x = input.stat().in(e);
    double batch = e.number(Expr.symbol("batch"));
    if (overPositions) {
      double features = x.features();
      double within = g.secondMoment() * x.secondMoment();
      double across = g.across().meanSame(g.layout()) * x.across().meanSame(x.layout());
      double samples = batch * within + batch * (batch - 1) * across;
      double f = g.featureWithin().meanSame(g.layout()) * x.featureWithin().meanSame(x.layout());
      return features * samples + batch * features * (features - 1) * f;
    }
    if (g.layout().positions() != x.layout().positions()) {
      return Correlation.pairSum(g, contracted(x, (long) g.layout().positions()), batch);
    }
    double apart = x.secondMoment() - x.tokenOverlap();
    return Correlation.pairSum(g, x, copies, batch) + g.coherence() * apart;
  }
}
