package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Norms over groups of channels together with all positions of a sample: {@code
 * GroupNormalization}, {@code InstanceNormalization} (one channel a group), and layer norms over
 * all of a sample (one group).
 *
 * <p>With M the second moment of a group's mean, q' = (q − M)/(q − M + ε); gradients lose their
 * group mean and meet the same factor (Wu and He 2018, eq. 1 to 4; docs/theory/norms.md#groups).
 */
final class GroupNorm {
  private GroupNorm() {}

  /** {@code GroupNormalization}: input, scale, bias; {@code num_groups}. */
  static List<Belief> groups(Site site) {
    return forward(site, (int) site.node().attributes().integer("num_groups", 1));
  }

  /**
   * {@code InstanceNormalization}: input, scale, bias. With several channels at one index of the
   * second axis it is a norm by groups, as exporters write one out between two reshapes.
   */
  static List<Belief> instances(Site site) {
    return forward(site, (int) site.signal(0).axes().size(1));
  }

  private static List<Belief> forward(Site site, int groups) {
    Signal x = site.signal(0);
    if (!Convolution.isMap(x.axes()) && !isGrouped(x.axes())) {
      throw new NotModelled("a norm by groups of what is no map");
    }
    double eps = site.node().attributes().real("epsilon", 1e-5);
    double size = (double) x.axes().size(Role.FEATURE) / groups;
    Signal y =
        ChannelParts.normalised(x, size, eps, site.q(0), (s, q) -> ofSize(s, size, eps, q)).build();
    return Site.known(
        BatchNorm.affine(site, y, y.formula(), BatchNorm.values(site, 1), BatchNorm.values(site, 2))
            .step(y.step()));
  }

  /** True for [sample, group, rest] where the rest holds all positions and channels of a group. */
  private static boolean isGrouped(Axes axes) {
    boolean groups = axes.isOnly(1, Role.FEATURE) || axes.size(1) == 1;
    for (int i = 2; i < axes.rank(); i++) {
      groups &= !axes.has(i, Role.SAMPLE) && !axes.has(i, Role.KEY);
    }
    return groups && !axes.has(0, Role.FEATURE) && !axes.has(0, Role.POSITION);
  }

  /** {@code x} less the mean of its group, over the root mean square of what is left. */
  static Signal.Builder normalised(Signal x, int groups, double eps, Expr q) {
    return ofSize(x, (double) x.axes().size(Role.FEATURE) / groups, eps, q);
  }

  /** The same for groups of {@code size} channels. */
  private static Signal.Builder ofSize(Signal x, double size, double eps, Expr q) {
    Quantity<Stat> centred = x.stat().then(s -> centred(s, size));
    Quantity<Double> factor =
        centred.then(s -> s.secondMoment() + eps > 0 ? 1 / Math.sqrt(s.secondMoment() + eps) : 0);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat c = centred.in(e);
              double rest = eps * Math.pow(factor.in(e), 2);
              return c.scaled(factor.in(e)).withSpread(c.spread() * rest * rest);
            });
    return Signal.of(x.axes(), stat)
        .formula(Norm.normed(centred.then(BatchStatistics::level), eps, stat, q))
        .step("norm over a group: q/(q + ε) after the group's mean is taken out")
        .sources(x.sources())
        .zero(x.isZero())
        .unit(new Norm.Normalised(x, eps, true))
        .normed()
        .relation(new Rescaled(x, s -> centred(s, size), factor))
        .edge(
            x,
            g ->
                Quantity.of(
                    e -> {
                      double r = factor.in(e);
                      Stat d = back(g.in(e), stat.in(e), size);
                      double shift = -r * x.stat().in(e).meanEntry();
                      return d.scaled(r)
                          .withTilt(d.tilt() == null ? null : d.tilt().behind(r, shift));
                    }));
  }

  /**
   * {@code input} less a mean, times one number.
   *
   * @param centring takes the mean out: a projection, so that of a pair it may be applied to both
   */
  record Rescaled(Signal input, UnaryOperator<Stat> centring, Quantity<Double> factor)
      implements Relation {
    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      return through(g.of(input, other), g);
    }

    private Block through(Block c, Gram g) {
      return c.through(g.coarse(input.stat()), centring).times(factor.in(g.evaluation()));
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return true;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return through(gradients, g);
    }
  }

  /**
   * The gradient before the norm, over its deviation: less its mean and less what lies along y in
   * each group of {@code size} channels.
   */
  private static Stat back(Stat g, Stat y, double size) {
    double[] s = Regression.slopes(g, y);
    double within = s[0] / size + (1 - 1 / size) * s[2];
    double across = s[1] / size + (1 - 1 / size) * s[3];
    double d = g.features();
    double together = d > 1 ? (size - 1) / (d - 1) : 1;
    Stat left =
        Regression.less(centred(g, size), y, within, across, together * within, together * across);
    double v = dispersion(y, size);
    double one = Math.exp(v);
    double two = Math.exp(0.75 * v);
    return left.withFields(
            left.within().times(one),
            left.across().times(two),
            left.featureWithin().times(one),
            left.featureAcross().times(two),
            left.mean())
        .withCoherence(g.coherence() * (1 - 1 / size) * one)
        .withTilt(g.tilt());
  }

  /**
   * Variance of the logarithm of a group's mean square over samples and weights, by which E[1/q] =
   * e^v/E q (lognormal moments): that of a Gaussian, 2, times the mean squared correlation of
   * positions, over the channels of the group.
   */
  private static double dispersion(Stat y, double size) {
    double q = y.secondMoment();
    double alike = q > 0 ? y.within().times(1 / q).map(c -> c * c).meanAll(y.layout()) : 0;
    return Math.min(1, Math.log1p(2 * alike / size));
  }

  /** Statistics after the mean over all positions and {@code size} channels is taken out. */
  private static Stat centred(Stat s, double size) {
    double d = s.features();
    double together = d > 1 ? (size - 1) / (d - 1) : 1;
    double[] mean = new double[s.mean().length];
    return s.withFields(
        less(s, s.within(), s.featureWithin(), size, 1),
        less(s, s.across(), s.featureAcross(), size, 1),
        less(s, s.featureWithin(), s.within(), s.featureWithin(), size, together),
        less(s, s.featureAcross(), s.across(), s.featureAcross(), size, together),
        mean);
  }

  private static Field less(Stat s, Field k, Field f, double size, double together) {
    return less(s, k, k, f, size, together);
  }

  /** {@code from} less E[m m'] for entries of one group, a share {@code together}, and of two. */
  private static Field less(Stat s, Field from, Field k, Field f, double size, double together) {
    double apart = f.meanAll(s.layout());
    double own = k.meanAll(s.layout()) / size + (1 - 1 / size) * apart;
    return from.plus(-(together * own + (1 - together) * apart));
  }
}
