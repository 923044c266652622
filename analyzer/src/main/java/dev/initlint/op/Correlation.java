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
    return batch * sum(g.layout(), g.within(), x.within())
        + batch * (batch - 1) * sum(g.layout(), g.across(), x.across());
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
    double q = s.secondMoment();
    if (q <= 0) {
      return 0;
    }
    double alike = Math.min(1, Math.max(0, s.featureWithin().meanSame(s.layout()) / q));
    double features = 1 / s.features() + (1 - 1 / s.features()) * alike * alike;
    return kurtosis * features * meanSquare(s, e.number(Expr.symbol("batch")));
  }

  /**
   * Mean squared cosine over all pairs of positions of the batch, equal ones included. Cosines of
   * different positions scatter about their mean by 1/d_eff.
   */
  static double meanSquare(Stat x, double batch) {
    Layout layout = x.layout();
    double[] q = x.within().same();
    double n = layout.positions();
    double sum = n;
    for (int i = 0; i < layout.pairClasses(); i++) {
      sum += layout.pairs(i) * cosine2(x.within().other()[i], q, layout, i);
    }
    double cross = 0;
    for (int k = 0; k < layout.classes(); k++) {
      double c = q[k] > 0 ? x.across().same()[k] / q[k] : 0;
      cross += layout.count(k) * c * c;
    }
    for (int i = 0; i < layout.pairClasses(); i++) {
      cross += layout.pairs(i) * cosine2(x.across().other()[i], q, layout, i);
    }
    double mean = (sum + (batch - 1) * cross) / (batch * n * n);
    double scatter = Math.max(0, x.inverseDim() - 1 / x.features());
    return mean + (1 - mean) * Math.min(1, scatter) * (1 - 1 / (batch * n));
  }

  private static double cosine2(double k, double[] q, Layout layout, int pair) {
    double qq = q[layout.first(pair)] * q[layout.second(pair)];
    return qq > 0 ? k * k / qq : 0;
  }
}
