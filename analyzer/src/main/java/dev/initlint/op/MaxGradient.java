package dev.initlint.op;

import dev.initlint.gaussian.Tilt;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;

/**
 * The gradient in front of {@code MaxPool}: that of each window goes to its largest entry.
 *
 * <p>Every entry of a window of k is the largest with probability 1/k, and of two windows that
 * overlap with probability 1 over the size of their union, so that their gradients meet there. The
 * entries that are chosen have a mean, e deviations above that of all: gradients of different
 * windows share e² of what the weight below has along itself (the same Stein term that the slopes
 * of an activation have; docs/theory/elementwise.md#largest-of-several).
 */
final class MaxGradient {
  private MaxGradient() {}

  /**
   * The gradient at {@code x}.
   *
   * @param g gradient at the largest entries
   * @param peak their statistics
   */
  static Stat of(Taps taps, Stat g, Stat x, Stat peak, Evaluation e) {
    Stat d = g.refined(taps.out());
    Stat s = x.refined(taps.in());
    double[] meeting = meeting(taps);
    double same = met(taps, d.within(), meeting) * taps.out().positions() / taps.in().positions();
    Field within = taps.averagedBack(apart(taps, d.within(), meeting));
    double mean = s.meanEntry();
    double v = s.entryVariance();
    double rho = Pooling.correlation(taps, s, taps.averaged(s.within()));
    Tilt tilt = v > 0 ? Tilt.selected(d.tilt(), taps.count(), rho, mean, v, s.law()) : null;
    return new Stat(
            taps.in(),
            new Field(new double[] {same}, within.other()),
            taps.averagedBack(d.across()),
            Field.zero(taps.in()),
            Field.zero(taps.in()),
            new double[1],
            s.features(),
            d.inverseDim(),
            d.spread())
        .withCoherence(v > 0 ? coherence(d, s, chosen(d, peak) - mean, v, e) : 0)
        .withTilt(tilt);
  }

  /**
   * What the gradients at two tensors share in front of the largest entries of each: which entries
   * of a window those are is taken for independent in the two.
   *
   * @param g E[δ ε] of the gradients at the largest entries
   */
  static Block of(Taps taps, Block g, Stat x, Stat peak, Evaluation e) {
    double v = x.entryVariance();
    double above = peak.meanEntry() - x.meanEntry();
    double batch = e.number(Expr.symbol("batch"));
    double n = taps.out().positions();
    double pairs =
        batch * n * n * g.within().meanAll(taps.out())
            + batch * (batch - 1) * n * n * g.across().meanAll(taps.out());
    return Block.of(g, taps.in(), taps::averagedBack)
        .withCoherence(v > 0 ? coherence(pairs, x, above, v) : 0);
  }

  /** Mean of the largest entries as the gradient weighs them. */
  private static double chosen(Stat d, Stat peak) {
    return d.tilt() == null
        ? peak.meanEntry()
        : d.tilt().meanArgument(peak.meanEntry(), peak.entryVariance(), peak.law());
  }

  /** By lag, the probability that two windows have their largest entry in common. */
  private static double[] meeting(Taps taps) {
    Layout out = taps.out();
    double size = taps.count();
    double[] p = new double[out.pairClasses()];
    for (int i = 0; i < p.length; i++) {
      double both = common(taps, out.lag(i));
      p[i] = both / (2 * size - both);
    }
    return p;
  }

  /** Mean over windows of what they and those that overlap them leave at one entry. */
  private static double met(Taps taps, Field g, double[] meeting) {
    Layout out = taps.out();
    double sum = out.positions() * g.same()[0];
    for (int i = 0; i < meeting.length; i++) {
      sum += out.pairs(i) * g.other()[i] * meeting[i];
    }
    return sum / out.positions();
  }

  /** What is left for pairs of different entries, of which a spread finds as many as there are. */
  private static Field apart(Taps taps, Field g, double[] meeting) {
    double size = taps.count();
    double[] other = new double[meeting.length];
    for (int i = 0; i < other.length; i++) {
      double both = common(taps, taps.out().lag(i));
      double spread = 1 - both / (size * size);
      other[i] = spread > 0 ? g.other()[i] * (1 - meeting[i]) / spread : 0;
    }
    return new Field(new double[] {0}, other);
  }

  private static double common(Taps taps, int[] lag) {
    return common(taps, lag, 0) * common(taps, lag, 1);
  }

  /** Taps of one axis that windows at a lag have in common. */
  private static double common(Taps taps, int[] lag, int axis) {
    Reach reach = axis == 0 ? taps.down() : taps.right();
    int apart = Math.abs(lag[axis]) * reach.stride();
    boolean meet = apart % reach.dilation() == 0;
    return meet ? Math.max(0, reach.kernel() - apart / reach.dilation()) : 0;
  }

  private static double coherence(Stat d, Stat x, double above, double v, Evaluation e) {
    double batch = e.number(Expr.symbol("batch"));
    Layout layout = d.layout();
    double n = layout.positions();
    double within = batch * n * (n - 1) * d.within().meanOther(layout);
    double across = batch * (batch - 1) * n * n * d.across().meanAll(layout);
    return coherence(within + across, x, above, v);
  }

  private static double coherence(double pairs, Stat x, double above, double v) {
    double shared = Math.max(0, x.inverseDim() - 1 / x.features());
    double apart = x.secondMoment() - x.tokenOverlap();
    return pairs * above * above / v * shared * apart / v;
  }
}
