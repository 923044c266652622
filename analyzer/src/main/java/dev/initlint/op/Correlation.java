package dev.initlint.op;

import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;

/** Sums over all pairs of positions of a batch. */
final class Correlation {
  private Correlation() {}

  /**
   * Σ over pairs (sample, position), (sample', position') of G·K: the second moment of Σ g x, an
   * entry of a weight's gradient (docs/theory/linear.md#gradient-of-a-weight, with
   * position-resolved terms).
   */
  static double pairSum(Stat g, Stat x, double batch) {
    if (!g.layout().sameAs(x.layout())) {
      Layout finer = g.layout().refine(x.layout());
      return pairSum(g.refined(finer), x.refined(finer), batch);
    }
    return Math.max(
        0,
        batch * sum(g.layout(), g.within(), x.within())
            + batch * (batch - 1) * sum(g.layout(), g.across(), x.across()));
  }

  /** The same for two gradients and two inputs. */
  static double pairSum(Block g, Block x, double batch) {
    if (!g.layout().sameAs(x.layout())) {
      Layout finer = g.layout().refine(x.layout());
      return pairSum(g.refined(finer), x.refined(finer), batch);
    }
    return batch * sum(g.layout(), g.within(), x.within())
        + batch * (batch - 1) * sum(g.layout(), g.across(), x.across());
  }

  /**
   * The same for a weight that {@code copies} features share: Σ g x over all of them, where two
   * different ones meet by their own overlap.
   */
  static double pairSum(Stat g, Stat x, double copies, double batch) {
    if (copies == 1) {
      return pairSum(g, x, batch);
    }
    if (!g.layout().sameAs(x.layout())) {
      Layout finer = g.layout().refine(x.layout());
      return pairSum(g.refined(finer), x.refined(finer), copies, batch);
    }
    double between =
        batch * sum(g.layout(), g.featureWithin(), x.featureWithin())
            + batch * (batch - 1) * sum(g.layout(), g.featureAcross(), x.featureAcross());
    return copies * (pairSum(g, x, batch) + (copies - 1) * between);
  }

  private static double sum(Layout layout, Field a, Field b) {
    double sum = 0;
    for (int k = 0; k < layout.classes(); k++) {
      sum += layout.count(k) * a.same()[k] * b.same()[k];
    }
    for (int i = 0; i < layout.pairClasses(); i++) {
      sum += layout.pairs(i) * a.other()[i] * b.other()[i];
    }
    return sum;
  }

  /** E x⁴/(E x²)² − 1 of a Gaussian. */
  static final double GAUSSIAN = 2;

  /**
   * Relative variance of the mean square of one tensor over a batch, for given statistics: what its
   * own finite size adds. Features that share a sign or a value count as fewer.
   *
   * @param kurtosis E x⁴/(E x²)² − 1 of an entry
   */
  static double ownVariance(Stat s, double kurtosis, Evaluation e) {
    return ownVariance(s, kurtosis, 0, e);
  }

  /**
   * The same of a function of a tensor, whose square is in part linear in it, as that of ReLU is:
   * of two entries of correlation ρ the squares have λρ + (1 − λ)ρ².
   *
   * @param linear λ
   */
  static double ownVariance(Stat s, double kurtosis, double linear, Evaluation e) {
    double q = s.secondMoment();
    if (q <= 0) {
      return 0;
    }
    double fixed = mean2(s);
    double common = s.featureWithin().meanSame(s.layout()) - fixed;
    double alike = Math.min(1, Math.max(0, common / q));
    double features = 1 / s.features() + (1 - 1 / s.features()) * alike * alike;
    double own = kurtosis == GAUSSIAN ? GAUSSIAN * (1 - square(fixed / q)) : kurtosis;
    double batch = e.number(Expr.symbol("batch"));
    double squares = meanSquare(s, batch);
    double alone = linear == 0 ? 0 : linear * Math.max(squares, meanCorrelation(s, batch));
    return own * features * (alone + (1 - linear) * squares);
  }

  /**
   * Mean correlation of two entries over all pairs of positions of the batch, equal ones included.
   */
  private static double meanCorrelation(Stat s, double batch) {
    double v = s.entryVariance();
    Field means = Field.outer(s.layout(), s.mean());
    double within = s.within().minus(means).meanAll(s.layout());
    double across = s.across().minus(means).meanAll(s.layout());
    return v > 0 ? Math.min(1, (within + (batch - 1) * across) / (batch * v)) : 0;
  }

  /** Mean square of the means, which are the same in all draws. */
  private static double mean2(Stat s) {
    double sum = 0;
    for (int k = 0; k < s.layout().classes(); k++) {
      sum += s.layout().count(k) * square(s.mean()[k]);
    }
    return Math.min(sum / s.layout().positions(), s.secondMoment());
  }

  private static double square(double v) {
    return v * v;
  }

  /**
   * Mean correlation of the squares of two entries over all pairs of positions of the batch, equal
   * ones included: without means, the squared cosine. Cosines of different positions scatter about
   * their mean by 1/d_eff.
   */
  static double meanSquare(Stat x, double batch) {
    Layout layout = x.layout();
    double n = layout.positions();
    double[] own = new double[layout.classes()];
    for (int k = 0; k < own.length; k++) {
      double most = most(x, k);
      own[k] = most > 0 ? 1 / Math.sqrt(most) : 0;
    }
    double cross = 0;
    for (int k = 0; k < layout.classes(); k++) {
      cross +=
          layout.count(k) * squares(x.across().same()[k], x.mean()[k] * x.mean()[k], own, k, k);
    }
    double[] means = x.mean();
    double[] here = x.within().other();
    double[] there = x.across().other();
    double sum = n;
    double alike = means.length == 1 ? means[0] * means[0] : 0;
    for (int i = 0; i < here.length; i++) {
      int a = means.length == 1 ? 0 : layout.first(i);
      int b = means.length == 1 ? 0 : layout.second(i);
      double shared = means.length == 1 ? alike : means[a] * means[b];
      double pairs = layout.pairs(i);
      sum += pairs * squares(here[i], shared, own, a, b);
      cross += pairs * squares(there[i], shared, own, a, b);
    }
    double mean = (sum + (batch - 1) * cross) / (batch * n * n);
    double scatter = Math.max(0, x.inverseDim() - 1 / x.features());
    return mean + (1 - mean) * Math.min(1, scatter) * (1 - 1 / (batch * n));
  }

  /**
   * Correlation of the squares of Gaussians with E x_a x_b = k: (c² + 2m_a m_b c) over its most.
   *
   * @param shared m_a m_b
   * @param own by class, 1/√(E x⁴ − (E x²)²); 0 where that is 0
   */
  private static double squares(double k, double shared, double[] own, int a, int b) {
    double c = k - shared;
    return Math.max(0, c * (c + 2 * shared)) * own[a] * own[b];
  }

  private static double most(Stat x, int k) {
    double m2 = square(x.mean()[k]);
    double v = Math.max(0, x.within().same()[k] - m2);
    return v * (v + 2 * m2);
  }
}
