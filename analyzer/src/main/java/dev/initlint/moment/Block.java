package dev.initlint.moment;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Second moments between two tensors a and b of one shape: E[a_{t,i} b_{s,i}] and, for two
 * different features, E[a_{t,i} b_{s,j}], each within one sample and across two. What {@link Stat}
 * says of one tensor with itself; symmetric in t and s as what a sum of the two needs is.
 *
 * @param coherence of two gradients at keys, as in {@link Stat}
 */
public record Block(
    Layout layout,
    Field within,
    Field across,
    Field featureWithin,
    Field featureAcross,
    double coherence) {

  /** Figures without coherence. */
  public Block(
      Layout layout, Field within, Field across, Field featureWithin, Field featureAcross) {
    this(layout, within, across, featureWithin, featureAcross, 0);
  }

  /** A tensor with itself. */
  public static Block of(Stat s) {
    return new Block(
        s.layout(), s.within(), s.across(), s.featureWithin(), s.featureAcross(), s.coherence());
  }

  /** Two independent tensors: the product of their means. */
  public static Block independent(Stat a, Stat b) {
    Layout to = common(a.layout(), b.layout());
    Field m = Field.outer(to, a.refined(to).mean(), b.refined(to).mean());
    return new Block(to, m, m, m, m);
  }

  /** The coarsest layout that tells apart whatever either does. */
  private static Layout common(Layout a, Layout b) {
    if (a.positions() != b.positions()) {
      throw new Gram.NotFollowed("tensors of different length");
    }
    return a.refine(b);
  }

  public Block refined(Layout to) {
    return to.sameAs(layout) ? this : with(f -> f.refined(layout, to), to);
  }

  private Block with(UnaryOperator<Field> rule, Layout to) {
    return new Block(
        to,
        rule.apply(within),
        rule.apply(across),
        rule.apply(featureWithin),
        rule.apply(featureAcross),
        coherence);
  }

  /** One linear rule applied to all four fields, which are then by the classes of {@code to}. */
  public static Block of(Block c, Layout to, UnaryOperator<Field> rule) {
    return c.with(rule, to);
  }

  /** Applies one linear rule to all four fields. */
  public Block each(UnaryOperator<Field> rule) {
    return with(rule, layout);
  }

  public Block times(double factor) {
    return each(f -> f.times(factor)).withCoherence(coherence * factor);
  }

  /** The moments of equal features times a factor. */
  public Block samePlaces(double factor) {
    return factor == 1
        ? this
        : new Block(
            layout,
            within.times(factor),
            across.times(factor),
            featureWithin,
            featureAcross,
            coherence);
  }

  public Block withCoherence(double value) {
    return new Block(layout, within, across, featureWithin, featureAcross, value);
  }

  public Block plus(Block that) {
    Layout to = common(layout, that.layout);
    Block a = refined(to);
    Block b = that.refined(to);
    return new Block(
        to,
        a.within.plus(b.within),
        a.across.plus(b.across),
        a.featureWithin.plus(b.featureWithin),
        a.featureAcross.plus(b.featureAcross),
        coherence + that.coherence);
  }

  /** Entry by entry; of two pairs of tensors that are independent of each other. */
  public Block times(Block that) {
    Layout to = common(layout, that.layout);
    Block a = refined(to);
    Block b = that.refined(to);
    return new Block(
        to,
        a.within.times(b.within),
        a.across.times(b.across),
        a.featureWithin.times(b.featureWithin),
        a.featureAcross.times(b.featureAcross));
  }

  /** Means over coarser classes of figures by the classes of {@code of}. */
  public static double[] coarse(double[] v, Layout of) {
    Stat s = Stat.independent(of, 0, 0, 1).withMean(v).coarse();
    return s.mean();
  }

  /** The first tensor times a factor that depends on the position, by classes of {@code of}. */
  public Block scaled(double[] factor, Layout of) {
    Layout to = common(layout, of);
    double[] r = spread(factor, of, to);
    double[] one = new double[r.length];
    Arrays.fill(one, 1);
    Field outer = Field.outer(to, r, one);
    return refined(to).each(f -> f.times(outer));
  }

  /**
   * Figures by the classes of {@code of} by those of another layout: averages where it is no finer.
   */
  public static double[] spread(double[] v, Layout of, Layout to) {
    if (of.sameAs(to)) {
      return v;
    }
    if (of.isNested() && to.isNested() && of.outer() == to.outer()) {
      return spread(v, of.inner(), to.inner());
    }
    double[] r = new double[to.classes()];
    if (of.isGrid() || to.isGrid() || of.isNested() || to.isNested()) {
      Arrays.fill(r, mean(v, of));
    } else {
      int[] starts = to.starts();
      Arrays.setAll(r, k -> v[of.classOf(starts[k])]);
    }
    return r;
  }

  private static double mean(double[] v, Layout of) {
    double sum = 0;
    for (int k = 0; k < v.length; k++) {
      sum += of.count(k) * v[k];
    }
    return sum / of.positions();
  }

  /** What a rule for one tensor makes of this, where it is linear in the four fields. */
  public Block through(Stat like, UnaryOperator<Stat> rule) {
    return of(rule.apply(stat(like)));
  }

  /** Whether the two have nothing in common. */
  public boolean isZero() {
    return within.isZero()
        && across.isZero()
        && featureWithin.isZero()
        && featureAcross.isZero()
        && coherence == 0;
  }

  /** The figures as of one tensor with as many features as {@code like}. */
  public Stat stat(Stat like) {
    return new Stat(
        layout,
        within,
        across,
        featureWithin,
        featureAcross,
        new double[layout.classes()],
        like.features(),
        like.inverseDim(),
        0,
        coherence);
  }

  /** Mean over pairs of different positions of one sample. */
  public double tokenOverlap() {
    return within.meanOther(layout);
  }

  /** Mean over positions of E[a b] at equal positions. */
  public double secondMoment() {
    return within.meanSame(layout);
  }
}
