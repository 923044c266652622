package dev.initlint.op;

import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.Arrays;

/**
 * Attention inside windows: the positions of a sample that are neither queries nor keys of one
 * another count windows. Inside one, positions overlap as any two do; between two, what even
 * weights give.
 */
final class Windows {
  private Windows() {}

  /** Number of positions of one window: of the queries of scores, or of their keys. */
  static double size(Signal x, int axis) {
    double own = x.axes().size(axis);
    double all = x.axes().size(Role.POSITION) * x.axes().size(Role.KEY);
    return own < all && x.axes().has(axis, Role.POSITION) ? own : all;
  }

  /** The positions of one window, for a tensor that has more. */
  static Stat inside(Stat s, double size) {
    return s.layout().positions() > size ? Picked.thinned(s, size) : s;
  }

  /**
   * One window's figures at all positions.
   *
   * @param like the tensor that is averaged: what two windows have in common is its overlap
   * @param mixes whether entries of different windows overlap at all
   */
  static Stat outside(Stat window, Stat like, boolean mixes) {
    double n = like.layout().positions();
    double own = window.layout().positions();
    if (n <= own) {
      return window;
    }
    Layout to = Layout.exchangeable((long) n);
    double share = (own - 1) / (n - 1);
    double[] m = new double[to.classes()];
    Arrays.fill(m, window.meanEntry());
    return new Stat(
        to,
        spread(window.within(), like.within(), window, like, to, share, mixes),
        spread(window.across(), like.across(), window, like, to, share, mixes),
        spread(window.featureWithin(), like.featureWithin(), window, like, to, share, mixes),
        spread(window.featureAcross(), like.featureAcross(), window, like, to, share, mixes),
        m,
        window.features(),
        window.inverseDim(),
        window.spread(),
        window.coherence() * n / own);
  }

  private static Field spread(
      Field f, Field base, Stat window, Stat like, Layout to, double share, boolean mixes) {
    double inside = window.layout().positions() > 1 ? f.meanOther(window.layout()) : 0;
    double between = mixes ? base.meanOther(like.layout()) : 0;
    return Field.constant(to, f.meanSame(window.layout()), share * inside + (1 - share) * between);
  }
}
