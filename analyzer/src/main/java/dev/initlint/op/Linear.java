package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Products with a weight matrix: y_j = Σ_i W_ij x_i.
 *
 * <p>For W with independent entries of mean μ and variance σ², K' = n_in σ² K + μ² n_in² M with M =
 * K/n_in + (1 − 1/n_in) F, which also is the F' of the outputs (docs/theory/linear.md#matrix). The
 * adjoint is the same rule with n_out in place of n_in.
 */
final class Linear {
  /** Stands for a number of positions where a matrix mixes positions. */
  private static final long MIXED = -1;

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
    Quantity<Stat> flat =
        positions && !onlyPositions
            ? x.stat().then(s -> contracted(s, axes.size(Role.POSITION)))
            : x.stat();
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat s = flat.in(e);
              if (onlyPositions) {
                return mixed(s, e.number(fanIn) * e.number(variance), mean, e.number(out.symbol()));
              }
              Stat y = rule.forward(s, e);
              return own == null ? y : withOwn(y, own.in(e), e.number(out.symbol()));
            });
    Expr formula = fanIn.times(variance).times(site.q(input));
    if (mean != 0) {
      Quantity<Double> common =
          Quantity.of(e -> squaredMean(flat.in(e), onlyPositions, e.number(fanIn)));
      Expr mu = Expr.symbol("mean(" + w.name() + ")", Quantity.fixed(mean));
      Expr m = Expr.symbol("M[" + site.node().input(input) + "]", common);
      formula = formula.plus(mu.squared().times(fanIn.squared()).times(m));
    }
    if (own != null) {
      Expr square = Expr.symbol("E[ownLogit²]", own.then(Linear::square));
      formula = formula.plus(square.over(out.symbol()));
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
    long remaining = onlyPositions ? MIXED : positions ? axes.size(Role.POSITION) : 0;
    y.relation(own == null || draw == null ? new Matrix(x, draw, rule, remaining) : null);
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

  /**
   * What a product with a weight is a mixture of: its own use, and the draw where several hold it.
   */
  static Set<Object> sources(Site site, ParameterFacts w, ParameterFacts.Draw draw) {
    String own = w.name() + "@" + site.node().name();
    return draw == null ? Set.of(own) : Set.of(own, draw);
  }

  private static String wish(Axes axes, int axis, long outputs) {
    return axes.size(axis) != outputs ? "d_ff" : "d_model";
  }

  /**
   * {@code W·input}.
   *
   * @param draw what is equal for all uses of the same matrix; null when there is but this one
   * @param remaining number of positions left where some are contracted with the features; 0 where
   *     none are, {@link #MIXED} where positions are contracted and features are not
   */
  record Matrix(Signal input, Object draw, Rule rule, long remaining) implements Relation {
    private boolean isOneDraw(Signal other) {
      return other.relation() instanceof Matrix that
          && (this == that || draw != null && draw.equals(that.draw))
          && remaining == that.remaining;
    }

    private Stat image(Stat x, Evaluation e) {
      if (remaining == MIXED) {
        double gain = e.number(rule.fanIn) * e.number(rule.variance);
        return mixed(x, gain, rule.mean, e.number(rule.fanOut));
      }
      return rule.image(remaining > 0 ? contracted(x, remaining) : x, e);
    }

    private Stat backward(Stat d, Stat x, Evaluation e) {
      if (remaining == MIXED) {
        double gain = e.number(rule.fanOut) * e.number(rule.variance);
        return mixed(d, gain, rule.mean, e.number(rule.fanIn));
      }
      return spreadOver(rule.backward(d, e), x.layout());
    }

    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (!isOneDraw(other)) {
        return other.relation().isMatrix() ? g.independent(self, other) : null;
      }
      Signal that = ((Matrix) other.relation()).input;
      return g.of(input, that).through(g.coarse(input.stat()), s -> image(s, g.evaluation()));
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      if (!isOneDraw(other)) {
        return null;
      }
      Stat x = g.coarse(input.stat());
      return gradients.get().through(g.coarse(self.stat()), s -> backward(s, x, g.evaluation()));
    }

    @Override
    public double weight(Signal self, Signal other, Block gradients, Gram g) {
      if (!(other.relation() instanceof Matrix that)
          || (remaining == MIXED) != (that.remaining == MIXED)) {
        return Relation.super.weight(self, other, gradients, g);
      }
      Block x = g.of(input, that.input);
      if (remaining == MIXED) {
        return mixedGradient(
            gradients.stat(g.coarse(self.stat())),
            x.stat(g.coarse(input.stat())),
            g.evaluation().number(Expr.symbol("batch")));
      }
      if (remaining > 0) {
        x = x.through(g.coarse(input.stat()), s -> contracted(s, remaining));
      }
      double apart = x.secondMoment() - x.tokenOverlap();
      double batch = g.evaluation().number(Expr.symbol("batch"));
      return Correlation.pairSum(gradients, x, batch) + gradients.coherence() * apart;
    }

    @Override
    public boolean isMatrix() {
      return true;
    }
  }

  record Rule(Expr fanIn, Expr fanOut, Expr variance, double mean, long outputs) {
    Stat image(Stat x, Evaluation e) {
      return project(x, e.number(fanIn), e.number(variance), mean, e.number(fanOut));
    }

    Stat forward(Stat x, Evaluation e) {
      Stat y = image(x, e);
      return y.withSpread(x.spread() + Correlation.ownVariance(y, Correlation.GAUSSIAN, e));
    }

    Stat backward(Stat g, Evaluation e) {
      return project(g, e.number(fanOut), e.number(variance), mean, e.number(fanIn));
    }
  }

  /** M: the mean product of any two of the entries that are contracted. */
  private static double squaredMean(Stat x, boolean overPositions, double n) {
    return overPositions
        ? x.within().meanAll(x.layout())
        : meanField(x.within(), x.featureWithin(), n).meanSame(x.layout());
  }

  private static double square(OwnToken.Logit own) {
    return own.mean() * own.mean() + own.variance();
  }

  /** Scores of a tied head: one in V is the own token's. */
  private static Stat withOwn(Stat y, OwnToken.Logit own, double classes) {
    double added = square(own) / classes;
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
    if (mean == 0) {
      return centred(x, n * variance, outputs);
    }
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

  /** The same for weights without a mean, under which features have nothing in common. */
  private static Stat centred(Stat x, double gain, double outputs) {
    Field none = Field.zero(x.layout());
    return new Stat(
        x.layout(),
        x.within().times(gain),
        x.across().times(gain),
        none,
        none,
        new double[x.mean().length],
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
    double batch = Broadcast.samples(input.axes(), e);
    if (overPositions) {
      return mixedGradient(g, x, batch);
    }
    if (g.layout().positions() != x.layout().positions()) {
      return Correlation.pairSum(g, contracted(x, (long) g.layout().positions()), batch);
    }
    double apart = x.secondMoment() - x.tokenOverlap();
    return Correlation.pairSum(g, x, copies, batch) + g.coherence() * apart;
  }

  /** Of a matrix over positions, which all features share. */
  private static double mixedGradient(Stat g, Stat x, double batch) {
    double features = x.features();
    double within = g.secondMoment() * x.secondMoment();
    double across = g.across().meanSame(g.layout()) * x.across().meanSame(x.layout());
    double samples = batch * within + batch * (batch - 1) * across;
    double f = g.featureWithin().meanSame(g.layout()) * x.featureWithin().meanSame(x.layout());
    return features * samples + batch * features * (features - 1) * f;
  }
}
