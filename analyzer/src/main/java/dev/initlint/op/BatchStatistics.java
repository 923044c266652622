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
 * <p>With M the second moment of a channel's mean over a batch, q' = (q − M)/(q − M + ε); gradients
 * lose their mean and meet the same factor (Ioffe and Szegedy 2015, algorithm 1).
 */
final class BatchStatistics {
  private BatchStatistics() {}

  static List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    if (x.axes().rank() < 2 || x.axes().size(1) > 1 && !x.axes().isOnly(1, Role.FEATURE)) {
      throw new NotModelled("batch statistics along an axis that counts no channels");
    }
    double eps = site.node().attributes().real("epsilon", 1e-5);
    Signal y =
        ChannelParts.normalised(x, 1, eps, site.q(0), (s, q) -> normalised(s, eps, q)).build();
    return Site.known(
        BatchNorm.affine(site, y, y.formula(), BatchNorm.values(site, 1), BatchNorm.values(site, 2))
            .step(y.step()));
  }

  private static Signal.Builder normalised(Signal x, double eps, Expr q) {
    Quantity<Stat> centred =
        Quantity.of(e -> centred(x.stat().in(e), e.number(Expr.symbol("batch"))));
    Quantity<Double> factor =
        centred.then(s -> s.secondMoment() + eps > 0 ? 1 / Math.sqrt(s.secondMoment() + eps) : 0);
    double samples = x.axes().size(Role.SAMPLE);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat c = centred.in(e);
              double rest = eps * Math.pow(factor.in(e), 2);
              return c.scaled(factor.in(e)).withSpread(c.spread() * rest * rest);
            });
    return Signal.of(x.axes(), stat)
        .formula(Norm.normed(centred.then(BatchStatistics::level), eps, stat, q))
        .step("batch norm in training: q/(q + ε) after each channel's mean is taken out")
        .sources(x.sources())
        .zero(x.isZero())
        .unit(new Norm.Normalised(x, eps, true))
        .normed()
        .relation(new GroupNorm.Rescaled(x, s -> centred(s, samples), factor))
        .edge(
            x,
            g ->
                Quantity.of(
                    e -> {
                      double r = factor.in(e);
                      Stat d = back(g.in(e), stat.in(e), e.number(Expr.symbol("batch")));
                      Stat s = x.stat().in(e);
                      // tensors side by side are each in their own units behind the norm
                      boolean followed = d.tilt() != null && !s.law().isJoined();
                      return d.scaled(r)
                          .withTilt(followed ? d.tilt().behind(r, -r * s.meanEntry()) : null);
                    }));
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

  /**
   * The gradient before the norm, over its deviation: less its mean and less what lies along y in
   * each channel. A weight before the norm then has no gradient along itself, which is what
   * coherence is.
   */
  private static Stat back(Stat g, Stat y, double batch) {
    double[] slopes = Regression.slopes(g, y);
    double own = slopes[0] / batch + (1 - 1 / batch) * slopes[1];
    double other = slopes[2] / batch + (1 - 1 / batch) * slopes[3];
    return Regression.less(centred(g, batch), y, own, own, other, other)
        .withCoherence(0)
        .withTilt(g.tilt());
  }

  /** Less the mean over {@code batch} samples and all positions. */
  private static Stat centred(Stat s, double batch) {
    double own = mean(s, s.within(), s.across(), batch);
    double apart = mean(s, s.featureWithin(), s.featureAcross(), batch);
    return s.withFields(
            s.within().plus(-own),
            s.across().plus(-own),
            s.featureWithin().plus(-apart),
            s.featureAcross().plus(-apart),
            new double[s.mean().length])
        .withLaw(s.law().byChannel());
  }

  private static double mean(Stat s, Field within, Field across, double batch) {
    double one = within.meanAll(s.layout()) / batch;
    return one + (1 - 1 / batch) * across.meanAll(s.layout());
  }
}
