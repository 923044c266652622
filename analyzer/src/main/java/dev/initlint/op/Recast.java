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
      Layout old = grid(from);
      Field k = along(s.within(), s.layout(), old);
      Field f = along(s.featureWithin(), s.layout(), old);
      Field kAcross = along(s.across(), s.layout(), old);
      Field fAcross = along(s.featureAcross(), s.layout(), old);
      Places alike = new Places(old, now, false);
      Places apart = new Places(old, now, true);
      return new Stat(
          now,
          alike.field(k, f),
          alike.field(kAcross, fAcross),
          apart.field(k, f),
          apart.field(kAcross, fAcross),
          new double[] {s.meanEntry()},
          d,
          Math.max(1 / d, Math.min(1, s.inverseDim())),
          s.spread());
    }

    /** Where each lag of the new positions, and none, is found among the old figures. */
    private final class Places {
      private static final int EQUAL = -1;
      private static final int ANY = -2;

      private final Layout old;
      private final int[] place;
      private final boolean[] sameFeature;

      /**
       * @param apart whether entries differ in their new features
       */
      Places(Layout old, Layout now, boolean apart) {
        this.old = old;
        int n = now.pairClasses();
        place = new int[n + 1];
        sameFeature = new boolean[n + 1];
        int[] positions = positions(to).stream().mapToInt(i -> i).toArray();
        int[] before = positions(from).stream().mapToInt(i -> i).toArray();
        for (int i = 0; i <= n; i++) {
          int[] lag = i == n ? new int[2] : now.isGrid() ? now.lag(i) : new int[] {SOME, SOME};
          int[] distance = distances(lag, positions, apart);
          sameFeature[i] = isSameFeature(distance);
          place[i] = place(distance, before);
        }
      }

      /** How far apart two entries are along each axis, for a lag of the new positions. */
      private int[] distances(int[] lag, int[] positions, boolean apart) {
        int[] distance = new int[to.rank()];
        if (apart) {
          for (int i = 0; i < distance.length; i++) {
            distance[i] = to.has(i, Role.FEATURE) ? SOME : 0;
          }
        }
        for (int at = 0; at < positions.length; at++) {
          distance[positions[at]] = positions.length == 1 ? lag[1] : lag[Math.min(at, 1)];
        }
        return distance;
      }

      private boolean isSameFeature(int[] distance) {
        boolean same = true;
        for (int i = 0; i < from.rank(); i++) {
          same &= distance[i] == 0 || !from.has(i, Role.FEATURE);
        }
        return same;
      }

      private int place(int[] distance, int[] positions) {
        boolean apart = false;
        boolean some = false;
        for (int i : positions) {
          apart |= distance[i] != 0;
          some |= distance[i] == SOME;
        }
        if (!apart) {
          return EQUAL;
        }
        if (!old.isGrid() || some) {
          return ANY;
        }
        int last = distance[positions[positions.length - 1]];
        int c =
            positions.length == 1
                ? old.lagClass(0, last)
                : old.lagClass(distance[positions[0]], last);
        return c >= 0 ? c : ANY;
      }

      Field field(Field k, Field f) {
        double[] any = {k.meanOther(old), f.meanOther(old)};
        double[] other = new double[place.length - 1];
        for (int i = 0; i < other.length; i++) {
          other[i] = at(i, k, f, any);
        }
        return new Field(new double[] {at(other.length, k, f, any)}, other);
      }

      private double at(int i, Field k, Field f, double[] any) {
        Field field = sameFeature[i] ? k : f;
        return place[i] == EQUAL
            ? field.same()[0]
            : place[i] == ANY ? any[sameFeature[i] ? 0 : 1] : field.other()[place[i]];
      }
    }
  }
}
