package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor whose axes are read in other roles: what a convolution slides over are positions, and
 * what it sums over are features, whatever they counted before (a spectrogram's bins, a token's
 * entries).
 *
 * <p>Two entries that differ in features alone have the overlap F of two features; those that
 * differ in positions have K at that lag; figures are averaged where a role is split.
 */
final class Recast {
  private Recast() {}

  /** The tensor as a map: samples, then channels, then positions. */
  static Signal asMap(Signal x, Dims names) {
    return Convolution.isMap(x.axes()) ? x : under(x, mapAxes(x.axes(), names));
  }

  private static Axes mapAxes(Axes axes, Dims names) {
    if (axes.rank() < 3) {
      throw new Op.NotModelled("a map of rank " + axes.rank());
    }
    List<List<Factor>> dims = new ArrayList<>(axes.dims());
    for (int i = 1; i < dims.size(); i++) {
      if (axes.has(i, Role.SAMPLE) || axes.has(i, Role.KEY)) {
        throw new Op.NotModelled("a map with samples or keys among its positions");
      }
      long n = axes.size(i);
      if (n > 1 && !axes.isOnly(i, i == 1 ? Role.FEATURE : Role.POSITION)) {
        dims.set(i, List.of(i == 1 ? names.feature(n, "channels") : names.position(n)));
      }
    }
    return new Axes(dims);
  }

  /** Statistics by another layout of the same positions. */
  static Stat along(Stat s, Layout to) {
    if (s.layout().sameAs(to)) {
      return s;
    }
    double[] mean = new double[to.classes()];
    Arrays.fill(mean, s.meanEntry());
    return new Stat(
        to,
        along(s.within(), s.layout(), to),
        along(s.across(), s.layout(), to),
        along(s.featureWithin(), s.layout(), to),
        along(s.featureAcross(), s.layout(), to),
        mean,
        s.features(),
        s.inverseDim(),
        s.spread(),
        s.coherence());
  }

  /** A field by another layout of the same positions, through their sequence if need be. */
  private static Field along(Field f, Layout layout, Layout to) {
    if (layout.positions() != to.positions()) {
      return Field.constant(to, f.meanSame(layout), f.meanOther(layout));
    }
    if (layout.isGrid() && to.isGrid() && !layout.sameAs(to)) {
      Layout sequence = Layout.resolved((long) layout.positions());
      return f.refined(layout, sequence).refined(sequence, to);
    }
    return f.refined(layout, to);
  }

  /** The same entries under other roles; extents are equal axis by axis. */
  static Signal under(Signal x, Axes axes) {
    Quantity<Stat> stat = x.stat().then(s -> new Change(x.axes(), axes).forward(s));
    return Signal.of(axes, stat)
        .formula(x.formula())
        .step("the same entries, their axes in other roles")
        .sources(x.sources())
        .zero(x.isZero())
        .edge(x, g -> g.then(d -> new Change(axes, x.axes()).forward(d)))
        .build();
  }

  /**
   * {@code x} in the roles of a tensor of the same extents that tells fewer of its axes for
   * positions: what a convolution slid over are features again; {@code x} itself for any other.
   */
  static Signal like(Signal x, Signal other) {
    Axes own = x.axes();
    Axes to = other.axes();
    boolean fewer = own.rank() == to.rank() && to.size(Role.POSITION) < own.size(Role.POSITION);
    for (int i = 0; fewer && i < own.rank(); i++) {
      boolean same = own.dims().get(i).equals(to.dims().get(i));
      boolean cut = own.isOnly(i, Role.POSITION) && to.isOnly(i, Role.FEATURE);
      fewer = own.size(i) == to.size(i) && (same || cut || own.roles(i).equals(to.roles(i)));
    }
    return fewer ? under(x, to) : x;
  }

  /** The positions of some axes: a grid of one or two of them, or positions not told apart. */
  private static Layout grid(Axes axes) {
    long[] sizes = positions(axes).stream().mapToLong(axes::size).toArray();
    return switch (sizes.length) {
      case 0 -> Layout.single();
      case 1 -> Layout.grid(1, Math.toIntExact(sizes[0]));
      case 2 -> Layout.grid(Math.toIntExact(sizes[0]), Math.toIntExact(sizes[1]));
      default -> Layout.exchangeable(axes.size(Role.POSITION));
    };
  }

  private static List<Integer> positions(Axes axes) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < axes.rank(); i++) {
      if (axes.size(i) > 1 && axes.has(i, Role.POSITION)) {
        all.add(i);
      }
    }
    return all;
  }

  /** A change of roles from some axes to others. */
  private record Change(Axes from, Axes to) {
    /** A distance along an axis that is not zero and otherwise not told. */
    private static final int SOME = Integer.MIN_VALUE;

    Stat forward(Stat s) {
      double d = to.size(Role.FEATURE);
      Layout now = grid(to);
      return new Stat(
          now,
          field(s, s.within(), s.featureWithin(), now, false),
          field(s, s.across(), s.featureAcross(), now, false),
          field(s, s.within(), s.featureWithin(), now, true),
          field(s, s.across(), s.featureAcross(), now, true),
          new double[] {s.meanEntry()},
          d,
          Math.max(1 / d, Math.min(1, s.inverseDim())),
          s.spread());
    }

    private Field field(Stat s, Field k, Field f, Layout now, boolean apart) {
      Layout old = grid(from);
      Field kk = along(k, s.layout(), old);
      Field ff = along(f, s.layout(), old);
      double[] other = new double[now.pairClasses()];
      for (int i = 0; i < other.length; i++) {
        int[] lag = now.isGrid() ? now.lag(i) : new int[] {SOME, SOME};
        other[i] = at(old, kk, ff, distances(lag, apart));
      }
      return new Field(new double[] {at(old, kk, ff, distances(new int[2], apart))}, other);
    }

    /** How far apart two entries are along each axis, for a lag of the new positions. */
    private int[] distances(int[] lag, boolean apart) {
      int[] distance = new int[to.rank()];
      List<Integer> axes = positions(to);
      for (int i = 0; i < to.rank(); i++) {
        int at = axes.indexOf(i);
        if (at >= 0) {
          distance[i] = axes.size() == 1 ? lag[1] : lag[Math.min(at, 1)];
        } else if (apart && to.has(i, Role.FEATURE)) {
          distance[i] = SOME;
        }
      }
      return distance;
    }

    private double at(Layout old, Field k, Field f, int[] distance) {
      boolean sameFeature = true;
      for (int i = 0; i < from.rank(); i++) {
        sameFeature &= !from.has(i, Role.FEATURE) || distance[i] == 0;
      }
      Field field = sameFeature ? k : f;
      List<Integer> axes = positions(from);
      int[] lag = axes.stream().mapToInt(i -> distance[i]).toArray();
      boolean apart = Arrays.stream(lag).anyMatch(d -> d != 0);
      if (!apart) {
        return field.same()[0];
      }
      if (!old.isGrid() || Arrays.stream(lag).anyMatch(d -> d == SOME)) {
        return field.meanOther(old);
      }
      int c = lag.length == 1 ? old.lagClass(0, lag[0]) : old.lagClass(lag[0], lag[1]);
      return c >= 0 ? field.other()[c] : field.meanOther(old);
    }
  }
}
