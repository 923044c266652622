package dev.initlint.op;

import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Field;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.symbol.Expr;
import java.util.List;

/**
 * {@code BatchNormalization} in training: each channel less its mean over the batch and all
 * positions, over its root mean square there.
 *
 * <p>With M what two samples share at any two positions, the squared mean of a channel in a batch
 * that one sample does not move, q' = (q − M)/(q − M + ε); gradients lose their mean and meet the
 * same factor (Ioffe and Szegedy 2015, algorithm 1).
 */
final class BatchStatistics {
  private BatchStatistics() {}

  static List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    if (x.axes().rank() < 2 || x.axes().size(1) > 1 && !x.axes().isOnly(1, Role.FEATURE)) {
      throw new NotModelled("batch statistics along an axis that counts no channels");
    }
    double eps = site.node().attributes().real("epsilon", 1e-5);
    Signal y = normalised(x, eps, site.q(0));
    return Site.known(
        BatchNorm.affine(site, y, y.formula(), BatchNorm.values(site, 1), BatchNorm.values(site, 2))
            .step(y.step()));
  }

  private static Signal normalised(Signal x, double eps, Expr q) {
    Quantity<Stat> centred = x.stat().then(BatchStatistics::centred);
    Quantity<Double> factor =
        centred.then(s -> s.secondMoment() + eps > 0 ? 1 / Math.sqrt(s.secondMoment() + eps) : 0);
    Quantity<Stat> stat = Quantity.of(e -> centred.in(e).scaled(factor.in(e)).withSpread(0));
    return Signal.of(x.axes(), stat)
        .formula(Norm.normed(centred.then(BatchStatistics::level), eps, stat, q))
        .step("batch norm in training: q/(q + ε) after each channel's mean is taken out")
        .sources(x.sources())
        .zero(x.isZero())
        .unit(new Norm.Normalised(x, eps, true))
        .relation(new GroupNorm.Rescaled(x, BatchStatistics::centred, factor))
        .edge(x, g -> Quantity.of(e -> centred(g.in(e)).scaled(factor.in(e))))
        .build();
  }

  /** The same second moment at every position. */
  static Stat level(Stat s) {
    double q = s.secondMoment();
    return s.withFields(
        Field.constant(s.layout(), q, q),
        s.across(),
        s.featureWithin(),
        s.featureAcross(),
        s.mean());
  }

  private static Stat centred(Stat s) {
    Field k = s.across();
    Field f = s.featureAcross();
    double own = k.meanAll(s.layout());
    double apart = f.meanAll(s.layout());
    return s.withFields(
        s.within().plus(-own),
        k.plus(-own),
        s.featureWithin().plus(-apart),
        f.plus(-apart),
        new double[s.mean().length]);
  }
}
