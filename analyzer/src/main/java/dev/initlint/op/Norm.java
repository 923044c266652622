package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.MeanOfSquares;
import dev.initlint.gaussian.ScalarFunction;
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
import java.util.Arrays;
import java.util.List;

/**
 * Norms over features: y_t = γ·(x_t − mean)/√(var + ε) + β.
 *
 * <p>K'_ts = K_ts r_t r_s with r_t = 1/√(K_tt + ε) after the feature mean is taken out, and the
 * gradient meets the same factors: D'_ts = D_ts r_t r_s
 * (docs/theory/norms.md#layer-and-root-mean-square; Xiong et al. 2020, lemma 2).
 */
public final class Norm implements Op {
  private static final double ROUNDING = 1e-12;

  private final boolean centre;

  Norm(boolean centre) {
    this.centre = centre;
  }

  /**
   * A norm.
   *
   * @param input what is normalised
   * @param epsilon the constant under the root
   */
  public record Normalised(Signal input, double epsilon, boolean centred) implements Signal.Unit {}

  @Override
  public List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    int rank = x.axes().rank();
    int axis = Site.axis(site.node().attributes().integer("axis", -1), rank);
    boolean positions = false;
    for (int i = axis; i < rank; i++) {
      positions |= x.axes().has(i, Role.POSITION);
      if (x.axes().has(i, Role.SAMPLE)) {
        throw new NotModelled("a norm over samples");
      }
    }
    double eps = epsilon(site);
    Signal y =
        (positions ? whole(x, axis, eps, site) : normalised(x, eps, centre, site.q(0))).build();
    if (site.node().hasInput(1)) {
      y = gain(site, y, 1);
    }
    if (site.node().hasInput(2)) {
      y = shift(site, y, 2);
    }
    return List.of(new Belief.Known(y));
  }

  /** A norm over all positions and features of a sample. */
  private Signal.Builder whole(Signal x, int axis, double eps, Site site) {
    for (int i = 0; i < axis; i++) {
      if (x.axes().has(i, Role.POSITION) || x.axes().has(i, Role.FEATURE)) {
        throw new NotModelled("a norm over a part of the positions or features");
      }
    }
    if (!centre) {
      throw new NotModelled("a norm by root mean square over positions");
    }
    return GroupNorm.normalised(x, 1, eps, site.q(0));
  }

  private static double epsilon(Site site) {
    double eps = site.node().attributes().real("epsilon", 1e-5);
    return site.node().attributes().real("epsion", eps);
  }

  static Signal gain(Site site, Signal y, int input) {
    ParameterFacts w = site.parameter(input);
    Array c = site.constant(input);
    if (w == null && c == null) {
      throw new NotModelled("a gain that is no weight");
    }
    String name = site.node().input(input);
    return Multiplication.times(y, w, c, name, y.formula()).step(y.step()).unit(y.unit()).build();
  }

  static Signal shift(Site site, Signal y, int input) {
    Signal.Builder shifted = Addition.withBias(site, y, y.formula(), site.input(input), input);
    return shifted.step(y.step()).unit(y.unit()).build();
  }

  /** {@code x} over its own root mean square, or standard deviation, per position. */
  static Signal.Builder normalised(Signal x, double eps, boolean centre, Expr q) {
    Quantity<Stat> centred = centre ? x.stat().then(Norm::centred) : x.stat();
    Quantity<double[]> factor = centred.then(s -> inverseRoot(s, eps));
    Quantity<Stat> stat =
        centred.then(
            s -> {
              double rest = eps / Math.max(Double.MIN_NORMAL, s.secondMoment() + eps);
              return s.scaled(inverseRoot(s, eps)).withSpread(s.spread() * rest * rest);
            });
    return Signal.of(x.axes(), stat)
        .formula(normed(centred, eps, stat, q))
        .step("norm: q/(q + ε) at each position")
        .sources(x.sources())
        .zero(x.isZero())
        .unit(new Normalised(x, eps, centre))
        .normed()
        .relation(new Scaled(x, factor, centre))
        .ownToken(OwnToken.scaled(x, (e, n) -> factor.in(e)))
        .edge(
            x,
            g ->
                Quantity.of(
                    e -> back(g.in(e), x.stat().in(e), factor.in(e), x, centre ? 2 : 1, e)));
  }

  /**
   * {@code input} times a number a position.
   *
   * @param centred whether the feature mean was taken out before
   */
  record Scaled(Signal input, Quantity<double[]> factor, boolean centred) implements Relation {
    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      Block c = g.of(input, other);
      c = centred ? c.through(g.coarse(input.stat()), Norm::centred) : c;
      return g.scaled(c, factor, input.stat());
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return true;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return g.scaled(gradients, factor, input.stat());
    }
  }

  /**
   * v(q)/(v(q) + ε) for the variance v that is normalised: over positions, the harmonic mean of v +
   * ε less ε. Without ε, the share of entries that are not zero.
   */
  static Expr normed(Quantity<Stat> apart, double eps, Quantity<Stat> normed, Expr q) {
    if (eps == 0) {
      return Effective.figure("nonzero", normed, Stat::secondMoment);
    }
    Expr v = Expr.call("v", apart.then(s -> harmonic(s, eps)), q);
    return v.over(v.plus(Expr.of(eps)));
  }

  private static double harmonic(Stat s, double eps) {
    double inverse = 0;
    for (int k = 0; k < s.within().same().length; k++) {
      inverse += s.layout().count(k) / (Math.max(0, s.within().same()[k]) + eps);
    }
    double v = s.layout().positions() / inverse - eps;
    return v > ROUNDING * eps ? v : 0;
  }

  private static double[] ones(int n) {
    double[] one = new double[n];
    Arrays.fill(one, 1);
    return one;
  }

  private static double[] inverseRoot(Stat s, double eps) {
    return Arrays.stream(s.within().same())
        .map(q -> q + eps > 0 ? 1 / Math.sqrt(Math.max(q, 0) + eps) : 0)
        .toArray();
  }

  /** Statistics after the feature mean is taken out: (1 − 1/d)(K − F). */
  static Stat centred(Stat s) {
    double d = s.features();
    Field w = s.within().minus(s.featureWithin()).times(1 - 1 / d);
    Field a = s.across().minus(s.featureAcross()).times(1 - 1 / d);
    double other = d > 1 ? -1 / (d - 1) : 0;
    return s.withFields(w, a, w.times(other), a.times(other), new double[s.mean().length]);
  }

  /** {@code x} minus its feature mean, as an exporter that writes norms out has it. */
  static Signal.Builder centred(Signal x, Expr q) {
    Quantity<Stat> stat = x.stat().then(Norm::centred);
    Expr d = Effective.figure("features", x.stat(), Stat::features);
    Expr pair = Expr.symbol("F", x.stat().then(s -> s.featureWithin().meanSame(s.layout())));
    return Signal.of(x.axes(), stat)
        .formula(q.minus(pair).times(d.minus(Expr.ONE)).over(d))
        .step("the feature mean taken out")
        .sources(x.sources())
        .zero(x.isZero())
        .ownToken(x.ownToken())
        .unit(new Centred(x))
        .relation(new Scaled(x, x.stat().then(s -> ones(s.layout().classes())), true))
        .edge(x, g -> g);
  }

  /** A tensor minus its feature mean. */
  public record Centred(Signal input) implements Signal.Unit {}

  /**
   * D'_ts = D_ts E[r_t r_s], less what lies along x and, where a mean was taken out, along it: a
   * share of 1/d each.
   *
   * <p>The mean square over the features of one position varies about its expectation. With
   * variance v of its logarithm, E[1/q] = e^v/E[q]; two positions whose logarithms have covariance
   * c have E[(q_t q_s)^−½] = e^(3v/4 + c/4)/E[q] (lognormal moments). On a stream that is
   * normalised again and again neither is applied: its q hardly varies, and what comes through the
   * skip has lost its part along x in the norm before.
   */
  private static Stat back(Stat g, Stat x, double[] factor, Signal input, int lost, Evaluation e) {
    Stat finer = g.refined(g.layout().refine(x.layout()));
    double[] r = Block.spread(factor, x.layout(), finer.layout());
    Stat y = finer.scaled(r).withMean(new double[r.length]);
    if (g.tilt() != null) {
      double scale = Arrays.stream(r).average().orElse(1);
      y = y.withTilt(g.tilt().behind(scale, lost == 2 ? -scale * x.meanEntry() : 0));
    }
    if (onNormedStream(input)) {
      return y;
    }
    double v = dispersion(x, factor, e);
    double left = Math.max(0, 1 - lost / x.features());
    double alike = x.secondMoment() > 0 ? x.tokenOverlap() / x.secondMoment() : 0;
    double one = left * Math.exp(v);
    double two = left * Math.exp(v * (3 + Math.min(1, alike * alike)) / 4);
    return y.withFields(
            new Field(y.within().times(one).same(), y.within().times(two).other()),
            y.across().times(two),
            y.featureWithin().times(one),
            y.featureAcross().times(two),
            y.mean())
        .withTilt(y.tilt());
  }

  /** Whether {@code x} is a sum of which one side comes from a norm. */
  private static boolean onNormedStream(Signal x) {
    return x.unit() instanceof Addition.Fork f && (isNormed(f.left()) || isNormed(f.right()));
  }

  private static boolean isNormed(Signal s) {
    return s.unit() instanceof Normalised || s.root().unit() instanceof Normalised;
  }

  /**
   * Variance of ln q of one position: what is carried is that of the mean over all positions of a
   * batch, which is smaller by the mean squared cosine between them.
   */
  private static double dispersion(Stat x, double[] factor, Evaluation e) {
    double q = x.secondMoment();
    double mean = Correlation.meanSquare(x, e.number(Expr.symbol("batch")));
    double r = factor[factor.length - 1];
    double share = Math.min(1, r * r * q);
    return mean > 0 ? Math.min(1, x.spread() / mean) * share * share : 0;
  }

  /**
   * {@code x} times or over one number a position that is a function of a feature mean: a norm
   * written out. Where the mean m is that of x's own squares, E[x² r(m)²] = E[x²]·E[m r²]/E[m] by
   * the law of m, whose relative variance is 2/d; any other mean is taken as its expectation.
   */
  static Signal.Builder dividedBy(
      Signal x, Signal number, Reduction.FeatureMean mean, boolean division, Expr q) {
    Signal of = mean.of().view() == null ? mean.of() : mean.of().base();
    boolean own = of.root() == x.root();
    boolean squares = own && Activation.SQUARE.equals(mean.of().view());
    Signal base = number.view() == null ? number : number.base();
    ScalarFunction f = number.view() == null ? Activation.IDENTITY : number.view();
    ScalarFunction r = division ? f.then(Activation.power(-1)) : f;
    Quantity<double[]> factor =
        Quantity.of(
            e -> {
              Stat m = base.stat().in(e);
              return squares
                  ? MeanOfSquares.normalising(r, m.mean(), m.within().same())
                  : Arrays.stream(m.mean()).map(r::value).toArray();
            });
    Quantity<Stat> stat = Quantity.of(e -> x.stat().in(e).scaled(factor.in(e)).withSpread(0));
    Signal source = x.unit() instanceof Centred c ? c.input() : x;
    int lost = x.unit() instanceof Centred ? 2 : 1;
    return Signal.of(x.axes(), stat)
        .formula(normalised(q, factor, stat))
        .step("norm written out: each position over its own root mean square")
        .normed()
        .sources(x.sources())
        .zero(x.isZero())
        .relation(new Scaled(x, factor, false))
        .unit(own ? new Normalised(source, Double.NaN, x.unit() instanceof Centred) : null)
        .ownToken(OwnToken.scaled(x, (e, n) -> factor.in(e)))
        .edge(
            x, g -> Quantity.of(e -> back(g.in(e), x.stat().in(e), factor.in(e), source, lost, e)));
  }

  /** q·r² with r² = E[m r(m)²]/E[m], and what the two have in common over positions. */
  private static Expr normalised(Expr q, Quantity<double[]> factor, Quantity<Stat> stat) {
    Quantity<Double> square =
        Quantity.of(
            e -> Field.outer(stat.in(e).layout(), factor.in(e)).meanSame(stat.in(e).layout()));
    Expr apart = q.times(Expr.symbol("E[m·r²]/E[m]", square));
    return apart.plus(Effective.term("cov[x², r²]", stat, apart));
  }
}
