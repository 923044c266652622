package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.Arrays;

/**
 * Means and sums over a part of the features, of the positions or of the samples, or over keys: of
 * n entries with second moment q and overlap o the mean has q/n + (1 − 1/n)·o, and the overlaps of
 * what is left are what they were.
 */
final class Partial {
  private Partial() {}

  static Signal.Builder of(Site site, Signal x, Axes left, boolean[] reduced, boolean sum) {
    double[] n = new double[4];
    Arrays.fill(n, 1);
    double all = 1;
    for (int i = 0; i < reduced.length; i++) {
      if (reduced[i]) {
        for (Axes.Factor f : x.axes().dims().get(i)) {
          n[f.role().ordinal()] *= f.size();
          all *= f.size();
        }
      }
    }
    double scale = sum ? all : 1;
    double count = all;
    Quantity<Stat> stat = x.stat().then(s -> mean(s, n, x.axes(), reduced).scaled(scale));
    return Signal.of(left, stat)
        .formula(Effective.function("mean over a part", stat, site.q(0)))
        .step("mean over n entries: q/n + (1 − 1/n)·overlap")
        .sources(x.sources())
        .zero(x.isZero())
        .edge(
            x,
            g ->
                Quantity.of(
                    e -> {
                      Stat d = Frames.repeated(g.in(e), x.axes(), reduced);
                      return back(d, x.stat().in(e), n, scale / count);
                    }));
  }

  private static double size(double[] n, Role role) {
    return n[role.ordinal()];
  }

  private static Stat mean(Stat s, double[] n, Axes axes, boolean[] reduced) {
    double f = size(n, Role.FEATURE);
    double keys = size(n, Role.KEY);
    double places = size(n, Role.POSITION);
    double samples = size(n, Role.SAMPLE);
    Stat y = s;
    if (f > 1) {
      Field w = Linear.meanField(y.within(), y.featureWithin(), f);
      Field a = Linear.meanField(y.across(), y.featureAcross(), f);
      boolean none = y.features() <= f;
      double d = Math.max(1, y.features() / f);
      y =
          new Stat(
              y.layout(),
              w,
              a,
              none ? w : y.featureWithin(),
              none ? a : y.featureAcross(),
              y.mean(),
              d,
              1 / d,
              y.spread());
    }
    if (keys > 1) {
      Field m = Field.outer(y.layout(), y.mean());
      y = y.each(k -> Linear.meanField(k, m, keys));
    }
    if (samples > 1) {
      Field w = Linear.meanField(y.within(), y.across(), samples);
      Field fw = Linear.meanField(y.featureWithin(), y.featureAcross(), samples);
      y = y.withFields(w, w, fw, fw, y.mean());
    }
    return places > 1 ? Frames.mean(y, axes, reduced, 1) : y;
  }

  /** Each of the entries gets the gradient of the mean over their number. */
  private static Stat back(Stat g, Stat x, double[] n, double factor) {
    Stat d = g.scaled(factor);
    Layout to = x.layout();
    if (d.layout().positions() != to.positions()) {
      double same = d.secondMoment();
      double other = d.layout().positions() > 1 ? d.tokenOverlap() : same;
      double across = d.across().meanSame(d.layout());
      Stat y = Stat.independent(to, 0, same, x.features());
      d =
          y.withFields(
              Field.constant(to, same, other),
              Field.constant(to, across, across),
              y.featureWithin(),
              y.featureAcross(),
              y.mean());
    }
    return size(n, Role.FEATURE) > 1 ? Broadcast.overFeatures(d, x.features()) : d;
  }
}
