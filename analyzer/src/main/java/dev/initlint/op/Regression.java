package dev.initlint.op;

import dev.initlint.gaussian.Tilt;
import dev.initlint.moment.Field;
import dev.initlint.moment.Stat;

/**
 * What a gradient g has in common with the entries x at which it stands: sums of g·x over positions
 * are more than independent g and x would have, where g has met a slope φ′(x).
 */
final class Regression {
  private Regression() {}

  /**
   * Second moments of x as a gradient weighs them: E[g_t x_t g_s x_s] over E[g_t g_s], with E[m·x]²
   * for entries that have nothing else in common.
   */
  static Stat weighed(Stat x, Tilt tilt) {
    if (tilt == null || x.law().isJoined()) {
      return x;
    }
    double mean = x.meanEntry();
    double v = x.entryVariance();
    double m = tilt.meanArgument(mean, v, x.law());
    double common = m * m - mean * mean;
    double ratio = tilt.secondMomentOfArgument(mean, v, x.law()) / (v + mean * mean);
    if (!Double.isFinite(common) || !Double.isFinite(ratio)) {
      return x;
    }
    return x.withFields(
        new Field(x.within().times(ratio).same(), x.within().plus(common).other()),
        x.across().plus(common),
        x.featureWithin().plus(common),
        x.featureAcross().plus(common),
        x.mean());
  }

  /** The gradient of one of several tensors side by side, from that of all of them. */
  static Stat ofPart(Stat g, Stat part) {
    if (g.tilt() == null) {
      return g;
    }
    return times(g, g.tilt().part(part.meanEntry(), part.entryVariance(), part.law()));
  }

  /** The gradient at a factor a of a·b, from that at the product. */
  static Stat ofFactor(Stat g, Stat a, Stat b) {
    Stat d = g.times(b);
    if (g.tilt() == null) {
      return d;
    }
    return times(
        d,
        g.tilt()
            .factor(
                a.meanEntry(),
                a.entryVariance(),
                a.law(),
                b.meanEntry(),
                b.entryVariance(),
                b.law()));
  }

  private static Stat times(Stat g, Tilt.Part part) {
    if (!Double.isFinite(part.share()) || !Double.isFinite(part.overlap())) {
      return g.withTilt(null);
    }
    return g.withFields(
            new Field(
                g.within().times(part.share()).same(), g.within().times(part.overlap()).other()),
            g.across().times(part.overlap()),
            g.featureWithin().times(part.overlap()),
            g.featureAcross().times(part.overlap()),
            g.mean())
        .withTilt(part.tilt());
  }

  /** Mean over all pairs of positions of E[g_t x_t g_s x_s], for one sample and for two. */
  static double[] slopes(Stat g, Stat x) {
    Stat seen = weighed(x.refined(g.layout()), g.tilt());
    return new double[] {
      g.within().times(seen.within()).meanAll(g.layout()),
      g.across().times(seen.across()).meanAll(g.layout()),
      g.featureWithin().times(seen.featureWithin()).meanAll(g.layout()),
      g.featureAcross().times(seen.featureAcross()).meanAll(g.layout())
    };
  }

  /**
   * g less βx for unit x, with E β² as given by field: within, across, and for two features each.
   */
  static Stat less(Stat g, Stat x, double... slope) {
    Stat at = x.refined(g.layout());
    Field within = g.within().minus(at.within().times(slope[0]));
    double[] same = within.same().clone();
    for (int k = 0; k < same.length; k++) {
      same[k] = Math.max(0, same[k]);
    }
    return g.withFields(
        new Field(same, within.other()),
        g.across().minus(at.across().times(slope[1])),
        g.featureWithin().minus(at.featureWithin().times(slope[2])),
        g.featureAcross().minus(at.featureAcross().times(slope[3])),
        g.mean());
  }
}
