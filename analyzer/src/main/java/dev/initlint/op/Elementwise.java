package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.GaussianTransform;
import dev.initlint.gaussian.Marginal;
import dev.initlint.gaussian.MeanOfSquares;
import dev.initlint.gaussian.PairMoment;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.gaussian.Tilt;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Functions of one tensor, entry by entry.
 *
 * <p>For Gaussian x with variances v_t, v_s and correlation ρ, K' = E φ(u)φ(w) and the gradient's
 * D' = D·E φ'(u)φ'(w); both by Hermite series (Poole et al. 2016, eq. 3 and 6;
 * docs/theory/elementwise.md#activation). A function of a function of x stays a function of x, so
 * that an activation written out in several operators is the activation.
 */
final class Elementwise implements Op {
  /** Length of the name of a composed function from which it is taken for no activation. */
  private static final int COMPOSED = 4000;

  private final Function<Site, ScalarFunction> function;

  private Elementwise(Function<Site, ScalarFunction> function) {
    this.function = function;
  }

  static Op of(ScalarFunction f) {
    return new Elementwise(site -> f);
  }

  static Op of(Function<Site, ScalarFunction> f) {
    return new Elementwise(f);
  }

  /** The function that a node is. */
  ScalarFunction function(Site site) {
    return function.apply(site);
  }

  @Override
  public List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    ScalarFunction f = function(site);
    if (x.unit() instanceof Attention.Logits logits) {
      return Site.known(Attention.capped(site, x, logits, f));
    }
    if (x.view() == null && x.unit() instanceof Widened w) {
      return Site.known(Widened.apply(x, w, f, site.q(0)));
    }
    return Site.known(apply(x, f, site.q(0)));
  }

  /** {@code f} of a signal. */
  static Signal.Builder apply(Signal x, ScalarFunction f, Expr q) {
    ScalarFunction composed = x.view() == null ? f : x.view().then(f);
    Signal.Builder y = view(x, x.base(), composed);
    return y.formula(Effective.function("E[" + f.name() + "²]", y.stat(), q, mean(x, q)))
        .zero(x.isZero() && f.value(0) == 0)
        .step("element-wise " + f.name() + ": E[f(√q·z)²] by quadrature over z ~ N(0, 1)");
  }

  /** The mean of {@code x}, named as its second moment {@code q} is. */
  private static Expr mean(Signal x, Expr q) {
    String name = q instanceof Expr.Symbol s ? s.name().replaceFirst("^q\\[", "mean[") : "mean";
    return Effective.figure(name, x.stat(), Stat::meanEntry);
  }

  /** The signal {@code f(base)} with the axes of {@code like}. */
  static Signal.Builder view(Signal like, Signal base, ScalarFunction f) {
    if (f.name().length() > COMPOSED) {
      throw new NotModelled("a chain of more element-wise functions than are composed");
    }
    boolean sharp = base.root().unit() instanceof Reduction.FeatureMean;
    Quantity<Stat> stat =
        Quantity.of(e -> sharp ? concentrated(base.stat().in(e), f) : ByStratum.map(base, f, e));
    return Signal.of(like.axes(), stat)
        .viewOf(base, f)
        .relation(new Image(base, f, sharp))
        .sources(base.sources())
        .edge(base, g -> Quantity.of(e -> ByStratum.pull(g.in(e), base, f, e)));
  }

  /**
   * {@code f(base)} for Gaussian {@code base}.
   *
   * @param sharp whether the base hardly varies about its mean, so that f is as good as linear
   */
  record Image(Signal base, ScalarFunction f, boolean sharp) implements Relation {
    Image(Signal base, ScalarFunction f) {
      this(base, f, false);
    }

    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (!(other.relation() instanceof Image that)) {
        return null;
      }
      if (sharp || that.sharp) {
        return null;
      }
      if (base == that.base && base.stat().in(g.evaluation()).strata() != null) {
        return ByStratum.together(g.coarse(base.stat()), f, that.f, g);
      }
      Block c = g.of(base, that.base);
      return cross(g.coarse(base.stat()), f, g.coarse(that.base.stat()), that.f, c, false, g);
    }

    private Block along(Line line, Stat x, Stat b, Block c) {
      return c.plus(Block.independent(x, b).times(-1))
          .scaled(line.slope(), x.layout())
          .plus(Block.independent(x.withMean(line.value()), b));
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      Block c = g.of(base, other);
      Stat x = g.coarse(base.stat());
      Stat b = g.coarse(other.stat());
      return sharp ? along(Line.of(x, f), x, b, c) : cross(x, f, b, c, g.evaluation());
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      if (!(other.relation() instanceof Image that)) {
        return null;
      }
      Stat x = g.coarse(base.stat());
      Stat y = g.coarse(that.base.stat());
      return gradients.get().times(cross(x, f, y, that.f, g.of(base, that.base), true, g));
    }

    @Override
    public Block bent(Signal self, int edge, Supplier<Block> gradients, Gram g) {
      Stat x = g.coarse(base.stat());
      return gradients.get().scaled(meanSlopes(x, f, g.evaluation()), x.layout());
    }
  }

  /**
   * Statistics of φ(x) for Gaussian x.
   *
   * @param part whether x is one of many parts of a tensor, which differ little from layer to layer
   */
  static Stat map(Stat x, ScalarFunction f, boolean part, Evaluation e) {
    return f.equals(Activation.IDENTITY)
        ? x
        : moments(x, f, part, e).withSpread(spread(x, transforms(x, f, part, e)[0], e));
  }

  /** The same without what φ does to the spread over draws, for which φ² is integrated as well. */
  static Stat moments(Stat x, ScalarFunction f, boolean part, Evaluation e) {
    GaussianTransform[] t = transforms(x, f, part, e);
    double[] mean = Arrays.stream(t).mapToDouble(GaussianTransform::mean).toArray();
    double[] q = Arrays.stream(t).mapToDouble(GaussianTransform::secondMoment).toArray();
    Dual dual = Dual.VALUES;
    Field within = dual(x, x.within(), t, dual);
    double linear = linearShare(t[0]);
    double fresh = 1 / x.features();
    return new Stat(
            x.layout(),
            new Field(q, within.other()),
            dual(x, x.across(), t, dual),
            dual(x, x.featureWithin(), t, dual),
            dual(x, x.featureAcross(), t, dual),
            mean,
            x.features(),
            fresh + linear * linear * Math.max(0, x.inverseDim() - fresh),
            0)
        .withLaw(x.law().image(f, x.meanEntry(), x.entryVariance()));
  }

  /** Statistics of f(x) for a feature mean x. */
  private static Stat concentrated(Stat x, ScalarFunction f) {
    Line line = Line.of(x, f);
    Field at = Field.outer(x.layout(), line.value());
    Field gain = Field.outer(x.layout(), line.slope());
    Field mean = Field.outer(x.layout(), x.mean());
    return x.each(k -> at.plus(k.minus(mean).times(gain))).withMean(line.value());
  }

  /**
   * What stands for f(x) of a feature mean x, whose relative variance is 2/d for squares: at each
   * position a line with the mean and the variance that f(x) has by the law of such means, or the
   * tangent at the mean where x hardly varies.
   */
  private record Line(double[] value, double[] slope) {
    static Line of(Stat x, ScalarFunction f) {
      double[] mean = x.mean();
      double[] value = Arrays.stream(mean).map(f::value).toArray();
      double[] slope = Arrays.stream(mean).map(f::slope).toArray();
      double[] variance = x.variance();
      for (int k = 0; k < mean.length; k++) {
        if (MeanOfSquares.varies(mean[k], variance[k])) {
          MeanOfSquares.Moments m = MeanOfSquares.of(f::value, mean[k], variance[k]);
          value[k] = m.mean();
          double spread = Math.max(0, m.secondMoment() - m.mean() * m.mean());
          slope[k] = Math.copySign(Math.sqrt(spread / variance[k]), slope[k]);
        }
      }
      return new Line(value, slope);
    }
  }

  /** Share of the variance of φ that is linear in its argument. */
  private static double linearShare(GaussianTransform t) {
    double slope = t.regression();
    double linear = slope * slope * t.argumentVariance();
    return t.variance() > 0 ? Math.min(1, linear / t.variance()) : 0;
  }

  /**
   * Variance of ln q after φ: what the argument inherited, times (d ln E φ² / d ln q)², and what
   * the finite number of features adds, by the kurtosis of φ in place of that of the argument.
   */
  private static double spread(Stat x, GaussianTransform t, Evaluation e) {
    double q = t.argumentVariance();
    double moment = t.secondMoment();
    if (q == 0 || moment == 0) {
      return x.spread();
    }
    double slope = t.secondMomentSlope() * q / moment;
    ScalarFunction square = t.function().times(t.function());
    GaussianTransform one = t.atOneScale(t.function());
    GaussianTransform squared = t.atOneScale(square);
    double kurtosis = squared.secondMoment() / (one.secondMoment() * one.secondMoment()) - 1;
    double own =
        Double.isFinite(kurtosis)
            ? Correlation.ownVariance(x, kurtosis, linearShare(squared), e)
            : Correlation.ownVariance(x, Correlation.GAUSSIAN, e);
    return own + (t.hasScales() ? t.secondMomentLogVariance() : betweenDraws(x, e) * slope * slope);
  }

  /** d ln E f²/d ln of the second moment of x. */
  static double elasticity(Stat x, ScalarFunction f, Evaluation e) {
    if (f.equals(Activation.IDENTITY)) {
      return 1;
    }
    GaussianTransform t = transforms(x, f, false, e)[0];
    double moment = t.secondMoment();
    double slope = moment > 0 ? t.secondMomentSlope() * t.argumentVariance() / moment : 1;
    return Double.isFinite(slope) ? slope : 1;
  }

  /** Variance of ln q over draws, without what the finite number of entries of x adds to it. */
  private static double betweenDraws(Stat x, Evaluation e) {
    return Math.max(0, x.spread() - Correlation.ownVariance(x, Correlation.GAUSSIAN, e));
  }

  /** Variances of ln q over draws below which a function does not see them. */
  private static final double ONE_SCALE = 0.01;

  /** Variances of ln q beyond which five scales do not tell a lognormal. */
  private static final double WIDEST = 2;

  /** D' = D·E φ'(u)φ'(w). */
  static Stat pull(Stat g, Stat x, ScalarFunction f, boolean part, Evaluation e) {
    if (f.equals(Activation.IDENTITY)) {
      return g;
    }
    Layout finer = g.layout().sameAs(x.layout()) ? x.layout() : g.layout().refine(x.layout());
    Stat at = x.refined(finer);
    Stat d = g.refined(finer);
    GaussianTransform[] t = transforms(at, f, part, e);
    double[] gain = Arrays.stream(t).mapToDouble(GaussianTransform::slopeSecondMoment).toArray();
    Dual dual = Dual.SLOPES;
    double m = at.meanEntry();
    double v = at.entryVariance();
    Tilt.Excess excess = d.tilt() == null ? Tilt.Excess.NONE : d.tilt().excess(f, m, v, at.law());
    Field within =
        met(excess, at, at.within(), new Field(gain, dual(at, at.within(), t, dual).other()));
    double kept =
        d.within().times(within).meanSame(finer) / Math.max(Double.MIN_NORMAL, d.secondMoment());
    double coherence = coherence(d, at, t, e) * kept + carried(d, at, f, part, e);
    return d.withCoherence(coherence)
        .withFields(
            d.within().times(within),
            bent(d.across(), at, at.across(), t, excess),
            bent(d.featureWithin(), at, at.featureWithin(), t, excess),
            bent(d.featureAcross(), at, at.featureAcross(), t, excess),
            d.mean())
        .withTilt(Tilt.slopes(f, d.tilt(), m, v, at.law()));
  }

  /** A part of the gradient times E φ′φ′; most parts are zero, and stay it. */
  private static Field bent(
      Field d, Stat x, Field covariance, GaussianTransform[] t, Tilt.Excess excess) {
    return d.isZero()
        ? d
        : d.times(met(excess, x, covariance, dual(x, covariance, t, Dual.SLOPES)));
  }

  /** E φ′φ′ times what slopes that were met before share with it. */
  private static Field met(Tilt.Excess excess, Stat x, Field covariance, Field slopes) {
    if (excess == Tilt.Excess.NONE) {
      return slopes;
    }
    double mean = x.meanEntry();
    double v = x.entryVariance();
    return slopes.with(covariance, (s, k) -> s * excess.at((k - mean * mean) / v));
  }

  /**
   * What the slopes add to the gradient of the weight below: φ' follows the argument, so that pairs
   * whose arguments overlap more than others also keep more of their gradients' overlap. With K
   * scattered by (q − p)²/d_eff and the slope of E φ'φ' with K, per unit of q − p.
   */
  private static double coherence(Stat d, Stat x, GaussianTransform[] t, Evaluation e) {
    double shared = Math.max(0, x.inverseDim() - 1 / x.features());
    double batch = e.number(Expr.symbol("batch"));
    double gain = t[0].slopeSecondMoment();
    if (shared == 0 || gain == 0) {
      return 0;
    }
    double sum = 0;
    Layout layout = x.layout();
    PairMoment alike = t.length == 1 ? PairMoment.ofSlopes(t[0]) : null;
    for (int i = 0; i < layout.pairClasses(); i++) {
      GaussianTransform a = t[layout.first(i)];
      GaussianTransform b = t[layout.second(i)];
      DoubleUnaryOperator slopes =
          alike != null ? alike::at : rho -> GaussianTransform.slopeDual(a, b, rho);
      double within = bent(d.within().other()[i], x.within().other()[i], a, b, slopes);
      double across = bent(d.across().other()[i], x.across().other()[i], a, b, slopes);
      sum += layout.pairs(i) * (batch * within + batch * (batch - 1) * across);
    }
    for (int k = 0; k < layout.classes(); k++) {
      GaussianTransform a = t[k];
      DoubleUnaryOperator slopes = rho -> GaussianTransform.slopeDual(a, a, rho);
      double across = bent(d.across().same()[k], x.across().same()[k], a, a, slopes);
      sum += layout.count(k) * batch * (batch - 1) * across;
    }
    double variance = Arrays.stream(x.variance()).average().orElse(0);
    return variance > 0 ? sum * shared / gain * apart(x) / variance : 0;
  }

  /**
   * What G and K of pairs of positions share behind φ is shared before it: the slope of E φφ with
   * the covariance, by which K' varies with K, is E φ'φ', by which G varies with G'.
   */
  private static double carried(Stat d, Stat x, ScalarFunction f, boolean part, Evaluation e) {
    double own = apart(x);
    if (d.coherence() == 0 || own <= 0) {
      return 0;
    }
    GaussianTransform[] t = transforms(x, f, part, e);
    double[] q = Arrays.stream(t).mapToDouble(GaussianTransform::secondMoment).toArray();
    Field within = new Field(q, dual(x, x.within(), t, Dual.VALUES).other());
    double behind = within.meanSame(x.layout()) - within.meanOther(x.layout());
    return d.coherence() * behind / own;
  }

  private static double apart(Stat x) {
    return x.secondMoment() - x.tokenOverlap();
  }

  private static double bent(
      double d, double k, GaussianTransform a, GaussianTransform b, DoubleUnaryOperator slopes) {
    return d == 0 ? 0 : d * bend(k, a, b, slopes);
  }

  /**
   * d E φ'φ' / dρ at a covariance.
   *
   * @param slopes E φ'φ' by ρ
   */
  private static double bend(
      double k, GaussianTransform a, GaussianTransform b, DoubleUnaryOperator slopes) {
    double scale = Math.sqrt(a.argumentVariance() * b.argumentVariance());
    if (scale == 0) {
      return 0;
    }
    double covariance = k - a.argumentMean() * b.argumentMean();
    double rho = Math.max(-0.98, Math.min(0.98, covariance / scale));
    double h = 0.01;
    return (slopes.applyAsDouble(rho + h) - slopes.applyAsDouble(rho - h)) / (2 * h);
  }

  /**
   * E f(x)h(y) for jointly Gaussian x and y whose second moments are {@code c}; of their slopes
   * where {@code slopes}.
   */
  static Block cross(
      Stat x, ScalarFunction f, Stat y, ScalarFunction h, Block c, boolean slopes, Gram g) {
    return cross(x, f, y, h, c, slopes, false, g);
  }

  /**
   * The same.
   *
   * @param part whether x and y are of many parts of a tensor
   */
  static Block cross(
      Stat x,
      ScalarFunction f,
      Stat y,
      ScalarFunction h,
      Block c,
      boolean slopes,
      boolean part,
      Gram g) {
    Layout to = c.layout().refine(x.layout()).refine(y.layout());
    Evaluation e = g.evaluation();
    Stat a = x.refined(to);
    Stat b = y.refined(to);
    GaussianTransform[] s = transforms(a, f, part, e);
    GaussianTransform[] t = transforms(b, h, part, e);
    Dual dual = slopes ? Dual.SLOPES : Dual.VALUES;
    return c.refined(to).each(k -> dual(to, k, s, t, dual));
  }

  /**
   * E f(x)b for jointly Gaussian x and b: E f·E b + E f'·cov(x, b) (Stein 1981, lemma 1).
   *
   * @param c E[x b]
   */
  static Block cross(Stat x, ScalarFunction f, Stat b, Block c, Evaluation e) {
    Layout to = c.layout().refine(x.layout()).refine(b.layout());
    Stat at = x.refined(to);
    GaussianTransform[] t = transforms(at, f, false, e);
    double[] slope = Arrays.stream(t).mapToDouble(GaussianTransform::regression).toArray();
    double[] mean = Arrays.stream(t).mapToDouble(GaussianTransform::mean).toArray();
    Block apart = c.refined(to).plus(Block.independent(at, b).times(-1));
    return apart.scaled(slope, to).plus(Block.independent(at.withMean(mean), b));
  }

  /** E φ'(x), by class of positions. */
  static double[] meanSlopes(Stat x, ScalarFunction f, Evaluation e) {
    return Arrays.stream(transforms(x, f, false, e))
        .mapToDouble(GaussianTransform::slopeMean)
        .toArray();
  }

  private static Field dual(
      Layout layout, Field covariance, GaussianTransform[] s, GaussianTransform[] t, Dual dual) {
    double[] same = new double[covariance.same().length];
    double[] other = new double[covariance.other().length];
    for (int k = 0; k < same.length; k++) {
      same[k] = pair(covariance.same()[k], s[k], t[k], dual);
    }
    for (int i = 0; i < other.length; i++) {
      int a = layout.first(i);
      int b = layout.second(i);
      double k = covariance.other()[i];
      other[i] = pair(k, s[a], t[b], dual);
      if (s[a] != s[b] || t[a] != t[b]) {
        other[i] = (other[i] + pair(k, s[b], t[a], dual)) / 2;
      }
    }
    return new Field(same, other);
  }

  /** Of which two products are taken. */
  private enum Dual {
    VALUES,
    SLOPES;

    double of(GaussianTransform a, GaussianTransform b, double rho) {
      return this == VALUES
          ? GaussianTransform.dual(a, b, rho)
          : GaussianTransform.slopeDual(a, b, rho);
    }

    PairMoment of(GaussianTransform one) {
      return this == VALUES ? PairMoment.ofValues(one) : PairMoment.ofSlopes(one);
    }
  }

  private record Key(
      ScalarFunction f,
      double mean,
      double variance,
      Marginal law,
      double logVariance,
      boolean many) {}

  /** Classes of positions from which their variances are many. */
  private static final int MANY = 12;

  /** Whether f is a·x + c, whose second moment needs that of x and its mean and nothing else. */
  private static boolean isAffine(ScalarFunction f) {
    double slope = f.slope(0.3);
    return f.slope(-7.1) == slope
        && f.slope(5.9) == slope
        && Math.abs(f.value(5.9) - f.value(-7.1) - 13 * slope) < 1e-9 * (1 + Math.abs(slope));
  }

  /** Whether there are many arguments that differ in their variances alone. */
  private static boolean isMany(Stat x, boolean part) {
    double[] mean = x.mean();
    boolean many = part || mean.length >= MANY;
    for (int k = 1; many && k < mean.length; k++) {
      many = mean[k] == mean[0];
    }
    return many;
  }

  /** f of the classes of positions, over the scales that x has in different draws. */
  private static GaussianTransform[] transforms(
      Stat x, ScalarFunction f, boolean part, Evaluation e) {
    double draws = x.spread() > ONE_SCALE && !isAffine(f) ? betweenDraws(x, e) : 0;
    double logVariance = draws > ONE_SCALE ? Math.min(draws, WIDEST) : 0;
    double[] v = x.variance();
    boolean many = isMany(x, part);
    GaussianTransform[] t = new GaussianTransform[v.length];
    for (int k = 0; k < t.length; k++) {
      t[k] =
          e.shared(
              new Key(f, x.mean()[k], v[k], x.law(), logVariance, many),
              key ->
                  GaussianTransform.ofScales(
                      key.f(),
                      key.mean(),
                      key.variance(),
                      key.law(),
                      key.logVariance(),
                      key.many()));
    }
    return t;
  }

  private static Field dual(Stat x, Field covariance, GaussianTransform[] t, Dual dual) {
    double[] same = new double[covariance.same().length];
    double[] other = new double[covariance.other().length];
    for (int k = 0; k < same.length; k++) {
      same[k] = pair(covariance.same()[k], t[k], t[k], dual);
    }
    if (t.length == 1 && other.length >= MANY_LAGS) {
      return new Field(same, byLag(covariance.other(), t[0], dual));
    }
    Layout layout = x.layout();
    double lastK = Double.NaN;
    GaussianTransform lastA = null;
    GaussianTransform lastB = null;
    double last = 0;
    for (int i = 0; i < other.length; i++) {
      GaussianTransform a = t[layout.first(i)];
      GaussianTransform b = t[layout.second(i)];
      double k = covariance.other()[i];
      if (k != lastK || a != lastA || b != lastB) {
        last = pair(k, a, b, dual);
        lastK = k;
        lastA = a;
        lastB = b;
      }
      other[i] = last;
    }
    return new Field(same, other);
  }

  /** Pairs of one class of positions from which they are many. */
  private static final int MANY_LAGS = 32;

  /** Covariances that are remembered: those of a few rows of a map, whose halves are alike. */
  private static final int REMEMBERED = 1 << 10;

  /** The lags of a map: all of one law, and many of one covariance. */
  private static double[] byLag(double[] covariance, GaussianTransform t, Dual dual) {
    PairMoment moment = dual.of(t);
    double[] all = new double[covariance.length];
    double[] known = new double[Math.min(REMEMBERED, Integer.highestOneBit(all.length))];
    double[] answer = new double[known.length];
    Arrays.fill(known, Double.NaN);
    double square = t.argumentMean() * t.argumentMean();
    double v = t.argumentVariance();
    for (int i = 0; i < all.length; i++) {
      double k = covariance[i];
      long bits = Double.doubleToRawLongBits(k) * 0x9E3779B97F4A7C15L;
      int at = (int) (bits >>> 40) & known.length - 1;
      if (known[at] != k) {
        double rho = v > 0 ? (k - square) / v : 0;
        answer[at] = moment.at(Math.max(-1, Math.min(1, rho)));
        known[at] = k;
      }
      all[i] = answer[at];
    }
    return all;
  }

  private static double pair(double k, GaussianTransform a, GaussianTransform b, Dual dual) {
    double scale = a == b ? a.argumentVariance() : a.argumentDeviation() * b.argumentDeviation();
    double rho = scale > 0 ? (k - a.argumentMean() * b.argumentMean()) / scale : 0;
    return dual.of(a, b, Math.max(-1, Math.min(1, rho)));
  }
}
