package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import dev.initlint.op.Lags.Axis;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code Pad}: zeros, or entries of the map itself, around a map.
 *
 * <p>A convolution that follows zeros counts them as its own padding, so that each tap sees what it
 * does see there; for everything else the padded map is described by its averages.
 */
final class ZeroPadding {
  private ZeroPadding() {}

  /**
   * A map with zeros around it.
   *
   * @param begin zeros before each axis
   * @param end zeros behind each axis
   */
  record Padded(Signal input, long[] begin, long[] end) implements Signal.Unit {}

  static List<Belief> forward(Site site) {
    long[] pads = pads(site);
    String mode = site.node().attributes().text("mode", "constant");
    double value = site.node().hasInput(2) ? site.scalar(2) : 0;
    value = site.node().attributes().real("value", value);
    boolean none = true;
    for (long p : pads) {
      none &= p == 0;
    }
    if (none) {
      return Structural.same(site);
    }
    if (mode.equals("constant") && value != 0) {
      throw new Op.NotModelled("padding with " + value);
    }
    Signal x = site.signal(0);
    int rank = x.axes().rank();
    long[] begin = new long[rank];
    long[] end = new long[rank];
    System.arraycopy(pads, 0, begin, 0, rank);
    System.arraycopy(pads, rank, end, 0, rank);
    Signal y = Positions.mapped(site, x, i -> axis(mode, x.axes().size(i), begin[i], end[i]));
    boolean map = rank >= 3 && begin[0] == 0 && end[0] == 0 && begin[1] == 0 && end[1] == 0;
    boolean foldable = map && mode.equals("constant") && nonNegative(pads);
    Signal.Builder seen = y.seenAs(y.axes()).step(y.step());
    String share = "kept[" + site.node().output() + "]";
    seen.formula(site.q(0).times(Effective.factor(share, y.stat(), site.q(0))));
    return Site.known(foldable ? seen.unit(new Padded(x, begin, end)) : seen);
  }

  private static boolean nonNegative(long[] pads) {
    for (long p : pads) {
      if (p < 0) {
        return false;
      }
    }
    return true;
  }

  private static Axis axis(String mode, long size, long begin, long end) {
    if (begin == 0 && end == 0) {
      return null;
    }
    int[] source = new int[Math.toIntExact(size + begin + end)];
    for (int i = 0; i < source.length; i++) {
      source[i] = source(mode, i - begin, size);
    }
    return Axis.picking((int) size, source);
  }

  private static int source(String mode, long at, long size) {
    boolean inside = at >= 0 && at < size;
    return switch (mode) {
      case "edge" -> (int) Math.max(0, Math.min(size - 1, at));
      case "wrap" -> (int) Math.floorMod(at, size);
      case "reflect" -> {
        long period = Math.max(1, 2 * (size - 1));
        long m = Math.floorMod(at, period);
        yield (int) (m < size ? m : period - m);
      }
      default -> inside ? (int) at : -1;
    };
  }

  private static long[] pads(Site site) {
    int rank = site.inputDims().get(0) == null ? -1 : site.inputDims().get(0).length;
    long[] pads = site.node().attributes().integers("pads");
    if (pads == null) {
      Array given = site.constant(1);
      if (given == null) {
        throw new Op.NotModelled("padding by an amount that is not constant");
      }
      pads = given.toLongs();
    }
    Array axes = site.node().hasInput(3) ? site.constant(3) : null;
    if (axes == null) {
      if (site.node().hasInput(3) || pads.length != 2 * rank) {
        throw new Op.NotModelled("padding of axes that are not constant");
      }
      return pads;
    }
    long[] all = new long[2 * rank];
    for (int i = 0; i < axes.size(); i++) {
      int axis = Site.axis((long) axes.at(i), rank);
      all[axis] = pads[i];
      all[rank + axis] = pads[axes.size() + i];
    }
    return all;
  }

  /** Positions of an axis after its extent has changed. */
  static Axes resized(Axes axes, int axis, long size, Dims names) {
    List<Factor> dim = new ArrayList<>();
    if (size > 1) {
      dim.add(
          axes.isOnly(axis, Role.FEATURE) ? names.feature(size, "d_padded") : names.position(size));
    }
    return axes.withDim(axis, dim);
  }
}
