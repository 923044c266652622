package dev.initlint.moment;

import dev.initlint.gaussian.Marginal;
import dev.initlint.gaussian.Tilt;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Second-order statistics of one tensor x[sample, position, feature], averaged over weights and
 * data.
 *
 * <p>With K the mean over features of E[x_{t,i} x_{s,i}] and F the same for two different features,
 * E[x_{t,i} x_{s,j}], each is known within one sample and across two different samples. The second
 * moment q is K at equal positions, the token overlap p is K between different ones, and the
 * squared feature mean is K/d + (1 − 1/d)F (docs/theory/state.md#second-moment-and-overlap).
 *
 * @param within K in one sample
 * @param across K between two samples
 * @param featureWithin F in one sample (docs/theory/state.md#products-of-features)
 * @param featureAcross F between two samples
 * @param mean mean over features, by class of positions
 * @param features d, the number of entries at one position
 * @param inverseDim 1/d_eff, where E(x·y)² = (E|x|²)²/d_eff for two positions with the overlap
 *     taken out (docs/theory/state.md#fluctuation-of-overlaps)
 * @param spread variance of ln q over draws of the weights
 * @param coherence of a gradient: what pairs of positions add to Σ G·K, per unit of q − p of the
 *     tensor below, because overlaps of gradients vary with those of keys, or of arguments by whose
 *     slopes they were multiplied
 * @param law of one entry in its standard units, over weights, data and features
 * @param tilt of a gradient: how it depends on the entry at which it stands; null where it does not
 * @param strata entries told apart by tables that they have met; null where they are not
 */
public record Stat(
    Layout layout,
    Field within,
    Field across,
    Field featureWithin,
    Field featureAcross,
    double[] mean,
    double features,
    double inverseDim,
    double spread,
    double coherence,
    Marginal law,
    Tilt tilt,
    Strata strata) {

  /** Statistics of entries that are not told apart. */
  public Stat(
      Layout layout,
      Field within,
      Field across,
      Field featureWithin,
      Field featureAcross,
      double[] mean,
      double features,
      double inverseDim,
      double spread,
      double coherence,
      Marginal law,
      Tilt tilt) {
    this(
        layout,
        within,
        across,
        featureWithin,
        featureAcross,
        mean,
        features,
        inverseDim,
        spread,
        coherence,
        law,
        tilt,
        null);
  }

  /** Statistics of Gaussian entries. */
  public Stat(
      Layout layout,
      Field within,
      Field across,
      Field featureWithin,
      Field featureAcross,
      double[] mean,
      double features,
      double inverseDim,
      double spread,
      double coherence) {
    this(
        layout,
        within,
        across,
        featureWithin,
        featureAcross,
        mean,
        features,
        inverseDim,
        spread,
        coherence,
        Marginal.GAUSSIAN,
        null);
  }

  /** Statistics without coherence. */
  public Stat(
      Layout layout,
      Field within,
      Field across,
      Field featureWithin,
      Field featureAcross,
      double[] mean,
      double features,
      double inverseDim,
      double spread) {
    this(
        layout,
        within,
        across,
        featureWithin,
        featureAcross,
        mean,
        features,
        inverseDim,
        spread,
        0);
  }

  /** Independent entries of one mean and second moment, with {@code features} of them. */
  public static Stat independent(Layout layout, double mean, double secondMoment, double features) {
    double m2 = mean * mean;
    Field flat = Field.constant(layout, m2, m2);
    double[] means = new double[layout.classes()];
    Arrays.fill(means, mean);
    return new Stat(
        layout,
        Field.constant(layout, secondMoment, m2),
        flat,
        flat,
        flat,
        means,
        features,
        1 / features,
        0);
  }

  public double secondMoment() {
    return within.meanSame(layout);
  }

  public double tokenOverlap() {
    return within.meanOther(layout);
  }

  public double meanEntry() {
    double sum = 0;
    for (int k = 0; k < mean.length; k++) {
      sum += layout.count(k) * mean[k];
    }
    return sum / layout.positions();
  }

  /** Variance of an entry about the mean of its class, by class of positions; never negative. */
  public double[] variance() {
    double[] v = new double[mean.length];
    Arrays.setAll(v, k -> Math.max(0, within.same()[k] - mean[k] * mean[k]));
    return v;
  }

  /** Mean over positions of {@link #variance}. */
  public double entryVariance() {
    double[] v = variance();
    double sum = 0;
    for (int k = 0; k < v.length; k++) {
      sum += layout.count(k) * v[k];
    }
    return sum / layout.positions();
  }

  /** Applies one linear rule to all four fields; sums of many entries are Gaussian. */
  public Stat each(UnaryOperator<Field> rule) {
    return new Stat(
        layout,
        rule.apply(within),
        rule.apply(across),
        rule.apply(featureWithin),
        rule.apply(featureAcross),
        mean,
        features,
        inverseDim,
        spread,
        coherence);
  }

  /** The tensor times a constant. */
  public Stat scaled(double factor) {
    double square = factor * factor;
    return each(f -> f.times(square))
        .withMean(times(mean, factor))
        .withCoherence(coherence * square)
        .withLaw(factor < 0 ? law.negative() : law)
        .withStrata(strata == null || factor > 0 ? strata : strata.negative());
  }

  /** The tensor times a factor that depends on the position only. */
  public Stat scaled(double[] factor) {
    Field outer = Field.outer(layout, factor);
    double[] m = mean.clone();
    Arrays.setAll(m, k -> mean[k] * factor[k]);
    double square = outer.meanSame(layout);
    return each(f -> f.times(outer))
        .withMean(m)
        .withCoherence(coherence * square)
        .withLaw(Arrays.stream(factor).allMatch(r -> r >= 0) ? law : Marginal.GAUSSIAN)
        .withStrata(Arrays.stream(factor).allMatch(r -> r > 0) ? strata : null);
  }

  /** The same moments of entries of a law. */
  public Stat withLaw(Marginal value) {
    return value == law
        ? this
        : but(mean, features, inverseDim, spread, coherence, value, tilt, strata);
  }

  /** The same moments of entries told apart by others. */
  public Stat withStrata(Strata value) {
    return value == strata
        ? this
        : but(mean, features, inverseDim, spread, coherence, law, tilt, value);
  }

  /**
   * The entries of one stratum, as independent of what is told apart otherwise.
   *
   * @param second its second moment, and
   * @param own its mean, in units of this tensor
   * @param means means of all strata
   */
  Stat stratum(double second, double own, double[] means) {
    double q = Math.max(0, secondMoment());
    double root = Math.sqrt(q);
    double all = Arrays.stream(means).average().orElse(0);
    double square = Arrays.stream(means).map(m -> m * m).average().orElse(0);
    double between = Math.max(0, square - all * all) * q;
    double inside = 1 - square;
    double ratio = inside > 1e-9 ? Math.max(0, second - own * own) / inside : 1;
    double[] m = Arrays.stream(mean).map(v -> v + (own - all) * root).toArray();
    Field here = Field.outer(layout, m);
    Field whole = Field.outer(layout, mean);
    Field mixed = whole.plus(between);
    UnaryOperator<Field> rule = f -> f.minus(mixed).times(ratio).plus(here);
    return new Stat(
        layout,
        rule.apply(within),
        rule.apply(across),
        featureWithin.minus(whole).plus(here),
        featureAcross.minus(whole).plus(here),
        m,
        features,
        inverseDim,
        spread,
        coherence);
  }

  /** The sums of the fields and means of two tensors of one layout. */
  Stat added(Stat that) {
    double[] m = mean.clone();
    Arrays.setAll(m, k -> mean[k] + that.mean[k]);
    return withFields(
        within.plus(that.within),
        across.plus(that.across),
        featureWithin.plus(that.featureWithin),
        featureAcross.plus(that.featureAcross),
        m);
  }

  /** The same gradient with another dependence on the entry. */
  public Stat withTilt(Tilt value) {
    return value == tilt
        ? this
        : but(mean, features, inverseDim, spread, coherence, law, value, strata);
  }

  /** The same fields with these figures beside them. */
  private Stat but(
      double[] mean,
      double features,
      double inverseDim,
      double spread,
      double coherence,
      Marginal law,
      Tilt tilt,
      Strata strata) {
    return new Stat(
        layout,
        within,
        across,
        featureWithin,
        featureAcross,
        mean,
        features,
        inverseDim,
        spread,
        coherence,
        law,
        tilt,
        strata);
  }

  public Stat withMean(double[] m) {
    return but(m, features, inverseDim, spread, coherence, law, tilt, strata);
  }

  public Stat withInverseDim(double value) {
    return but(mean, features, value, spread, coherence, law, tilt, strata);
  }

  public Stat withCoherence(double value) {
    return but(mean, features, inverseDim, spread, value, law, tilt, strata);
  }

  public Stat withFeatures(double value) {
    return but(mean, value, inverseDim, spread, coherence, Marginal.GAUSSIAN, null, null);
  }

  public Stat withSpread(double value) {
    return but(mean, features, inverseDim, value, coherence, law, tilt, strata);
  }

  public Stat withFields(Field w, Field a, Field fw, Field fa, double[] m) {
    return new Stat(layout, w, a, fw, fa, m, features, inverseDim, spread, coherence, law, null);
  }

  /** The same figures along a sequence. */
  public Stat sequential() {
    return refined(layout.sequential());
  }

  /**
   * The entries at other positions, Gaussian, with their strata.
   *
   * @param rule each of the four fields there
   * @param means the means there
   */
  public Stat moved(Layout to, UnaryOperator<Field> rule, double[] means) {
    return new Stat(
        to,
        rule.apply(within),
        rule.apply(across),
        rule.apply(featureWithin),
        rule.apply(featureAcross),
        means,
        features,
        inverseDim,
        spread,
        0,
        Marginal.GAUSSIAN,
        null,
        strata);
  }

  /** Averages by {@link Layout#coarse} where positions are told apart more finely. */
  public Stat coarse() {
    if (layout.isGrid() || layout.isNested()) {
      return this;
    }
    Layout to = Layout.coarse((long) layout.positions());
    if (layout.classes() <= to.classes()) {
      return this;
    }
    Stat fine = refined(layout.refine(to));
    Layout from = fine.layout;
    double[] m = new double[to.classes()];
    int[] starts = from.starts();
    for (int k = 0; k < starts.length; k++) {
      int owner = to.classOf(starts[k]);
      m[owner] += from.count(k) / to.count(owner) * fine.mean[k];
    }
    return fine.moved(to, f -> f.merged(from, to), m)
        .withCoherence(coherence)
        .withLaw(law)
        .withTilt(tilt);
  }

  /** The same figures by another layout of the same positions. */
  public Stat refined(Layout to) {
    if (layout.sameAs(to)) {
      return this;
    }
    return moved(to, f -> f.refined(layout, to), Block.spread(mean, layout, to))
        .withCoherence(coherence)
        .withLaw(law)
        .withTilt(tilt);
  }

  /**
   * The sum of two parts and of what both tensors' means give it.
   *
   * @param cross twice the product of the means, or null where that is zero
   */
  private static Field sum(Field a, Field b, Field cross, double common) {
    Field both = a.plus(b);
    return cross == null ? both.plus(common) : both.plus(cross.plus(common));
  }

  /**
   * Sum of two tensors that are independent but for their means. Where both have a mean, the cross
   * moment is the product of the means.
   */
  public Stat plus(Stat that) {
    if (!layout.sameAs(that.layout)) {
      Layout finer = layout.refine(that.layout);
      return refined(finer).plus(that.refined(finer));
    }
    boolean means = Arrays.stream(mean).anyMatch(v -> v != 0);
    Field cross =
        means && Arrays.stream(that.mean).anyMatch(v -> v != 0)
            ? Field.outer(layout, mean, that.mean).times(2)
            : null;
    double[] m = mean.clone();
    Arrays.setAll(m, k -> mean[k] + that.mean[k]);
    double q1 = secondMoment();
    double q2 = that.secondMoment();
    double share = q1 + q2 > 0 ? q1 / (q1 + q2) : 0.5;
    double rest = 1 - share;
    Strata.Joint met = Strata.sum(this, that);
    double common = 2 * Math.sqrt(Math.max(0, q1 * q2)) * met.factor();
    return new Stat(
        layout,
        sum(within, that.within, cross, common),
        sum(across, that.across, cross, common),
        sum(featureWithin, that.featureWithin, cross, 0),
        sum(featureAcross, that.featureAcross, cross, 0),
        m,
        Math.max(features, that.features),
        share * share * inverseDim
            + rest * rest * that.inverseDim
            + 2 * share * rest / Math.max(features, that.features),
        share * share * spread + rest * rest * that.spread,
        coherence + that.coherence,
        Marginal.sum(law, entryVariance(), that.law, that.entryVariance()),
        Tilt.sum(tilt, q1, that.tilt, q2),
        met.strata());
  }

  /** Product of two independent tensors, entry by entry. */
  public Stat times(Stat that) {
    if (!layout.sameAs(that.layout)) {
      Layout finer = layout.refine(that.layout);
      return refined(finer).times(that.refined(finer));
    }
    Strata.Joint met = Strata.product(this, that);
    double[] m = mean.clone();
    Arrays.setAll(m, k -> mean[k] * that.mean[k] * met.meanFactor());
    return new Stat(
        layout,
        within.times(that.within).times(met.factor()),
        across.times(that.across).times(met.factor()),
        featureWithin.times(that.featureWithin),
        featureAcross.times(that.featureAcross),
        m,
        Math.max(features, that.features),
        Math.max(inverseDim, that.inverseDim),
        spread + that.spread,
        coherence * that.secondMoment() + that.coherence * secondMoment(),
        Marginal.product(
            law, meanEntry(), entryVariance(), that.law, that.meanEntry(), that.entryVariance()),
        null,
        met.strata());
  }

  private static double[] times(double[] v, double factor) {
    return Arrays.stream(v).map(x -> x * factor).toArray();
  }
}
