package dev.initlint.op;

import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;

/**
 * Attention inside windows: the positions of a sample that are neither queries nor keys of one
 * another count windows, which are {@link Frames}
 * (docs/theory/attention.md#heads-groups-and-windows).
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
    return Frames.one(s, size);
  }
}
