package dev.initlint.op;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Lags.Axis;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code Pad}: a constant, or entries of the map itself, around a map.
 *
 * <p>A convolution that follows zeros counts them as its own padding, so that each tap sees what it
 * does see there; for everything else the padded map is described by its averages. Max pooling that
 * follows −∞ does likewise; nothing else can be said of such a map. Other constants are joined to
 * the map as tensors are.
 */
final class ZeroPadding {
  private ZeroPadding() {}

  /**
   * A map with a constant around it.
   *
   * @param name of the map
   * @param value 0, or what stands for −∞
   * @param begin entries before each axis
   * @param end entries behind each axis
   */
  record Padded(String name, Signal input, double value, long[] begin, long[] end)
      implements Signal.Unit {
    /** The padding of a signal by that constant, or null. */
    static Padded of(Signal x, boolean zeros) {
      return x.unit() instanceof Padded p && (p.value == 0) == zeros ? p : null;
    }

    /**
     * A window's node with this padding counted as its own.
     *
     * @throws Op.NotModelled if the node pads by a rule of its own
     */
    Node folded(Node node) {
      int spatial = begin.length - 2;
      long[] own = node.attributes().integers("pads");
      long[] pads = own == null ? new long[2 * spatial] : own.clone();
      String auto = node.attributes().text("auto_pad", "NOTSET");
      if (own == null && auto.startsWith("SAME")) {
        throw new Op.NotModelled("a window that pads a padded map by itself");
      }
      for (int i = 0; i < spatial; i++) {
        pads[i] += begin[i + 2];
        pads[spatial + i] += end[i + 2];
      }
      Map<String, Object> attributes = new HashMap<>(node.attributes().byName());
      attributes.put("pads", pads);
      attributes.remove("auto_pad");
      return node.withAttributes(new Attributes(attributes));
    }
  }

  /** Below this a maximum is never met: frameworks write −∞ or the least number of their type. */
  private static final double NEVER = -1e30;

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
    Signal x = site.signal(0);
    int rank = x.axes().rank();
    long[] begin = new long[rank];
    long[] end = new long[rank];
    System.arraycopy(pads, 0, begin, 0, rank);
    System.arraycopy(pads, rank, end, 0, rank);
    boolean map = rank >= 3 && begin[0] == 0 && end[0] == 0 && begin[1] == 0 && end[1] == 0;
    boolean foldable = map && mode.equals("constant") && nonNegative(pads);
    if (mode.equals("constant") && value != 0) {
      if (Double.isNaN(value) || value < NEVER && !foldable || !nonNegative(pads)) {
        throw new Op.NotModelled("padding with " + value);
      }
      return value < NEVER
          ? Site.known(bottomless(x, new Padded(site.node().input(0), x, value, begin, end), site))
          : List.of(joined(site, value, begin, end));
    }
    Signal y = Positions.mapped(site, x, i -> axis(mode, x.axes().size(i), begin[i], end[i]));
    Signal.Builder seen = y.seenAs(y.axes()).step(y.step());
    String share = "kept[" + site.node().output() + "]";
    seen.formula(site.q(0).times(Effective.factor(share, y.stat(), site.q(0))));
    return Site.known(
        foldable ? seen.unit(new Padded(site.node().input(0), x, 0, begin, end)) : seen);
  }

  /** A map among −∞: only a maximum has figures. */
  private static Signal.Builder bottomless(Signal x, Padded padded, Site site) {
    Axes axes = x.axes();
    for (int i = 2; i < axes.rank(); i++) {
      axes = resized(axes, i, site.outputDims()[i], site.dims());
    }
    Quantity<Stat> none =
        Quantity.of(
            e -> {
              throw new NotKnown("its second moment is that of −∞");
            });
    return Signal.of(axes, none).sources(x.sources()).unit(padded);
  }

  /** Tensors of one constant joined to the map, axis by axis. */
  private static Belief joined(Site site, double value, long[] begin, long[] end) {
    Steps steps = new Steps(site);
    Belief all = site.input(0);
    long[] dims = site.inputDims().get(0).clone();
    for (int axis = 0; axis < dims.length; axis++) {
      List<Belief> parts = new ArrayList<>();
      long[] whole = dims.clone();
      whole[axis] += begin[axis] + end[axis];
      if (begin[axis] > 0) {
        parts.add(filled(value, dims, axis, begin[axis]));
      }
      parts.add(all);
      if (end[axis] > 0) {
        parts.add(filled(value, dims, axis, end[axis]));
      }
      if (parts.size() > 1) {
        Map<String, Object> along = Map.of("axis", (long) axis);
        all = steps.apply("Concat", along, whole, parts.toArray(new Belief[0]));
      }
      dims = whole;
    }
    return steps.result(all);
  }

  private static Belief filled(double value, long[] dims, int axis, long extent) {
    long[] own = dims.clone();
    own[axis] = extent;
    double[] entries = new double[Math.toIntExact(Arrays.stream(own).reduce(1, (a, b) -> a * b))];
    Arrays.fill(entries, value);
    return new Belief.Fixed(Array.of(ElementType.FLOAT, own, entries));
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
