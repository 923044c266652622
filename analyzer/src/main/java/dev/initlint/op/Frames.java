package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Positions along several axes: frames of a clip, windows of a map, patches of each. What an
 * operator does along one of them it does inside each frame; between two frames it acts as between
 * two samples, whose pairs are no pairs of one softmax or one position
 * (docs/theory/positions.md#frames-and-windows).
 *
 * <p>Positions are counted row by row in the order of the axes, so that a reshape leaves them as
 * they are.
 */
final class Frames {
  /** Which pairs the field across samples holds when an operator is applied. */
  private enum Between {
    SAMPLES,
    FRAMES,
    BOTH
  }

  private Frames() {}

  /** Product of the positions along the axes before one, in which its frames are counted. */
  static double before(Axes axes, int axis) {
    double n = 1;
    for (int i = 0; i < axis; i++) {
      for (Factor f : axes.dims().get(i)) {
        n *= f.role() == Role.POSITION ? f.size() : 1;
      }
    }
    return n;
  }

  /** {@code op} inside each of the frames of {@code inner} positions that follow one another. */
  static Stat each(Stat s, double inner, UnaryOperator<Stat> op) {
    if (s.layout().positions() <= inner) {
      return op.apply(s);
    }
    Stat f = of(s, inner);
    return joined(
        Math.round(f.layout().positions() / inner),
        op.apply(level(f, Between.SAMPLES)),
        op.apply(level(f, Between.FRAMES)),
        op.apply(level(f, Between.BOTH)));
  }

  /** The figures inside one frame of {@code inner} positions. */
  static Stat one(Stat s, double inner) {
    return s.layout().positions() <= inner ? s : level(of(s, inner), Between.SAMPLES);
  }

  /** The same with what two frames of one sample have in common as across samples. */
  static Stat apart(Stat s, double inner) {
    return s.layout().positions() <= inner ? s : level(of(s, inner), Between.FRAMES);
  }

  /** The same with what two frames of two samples have in common. */
  static Stat farApart(Stat s, double inner) {
    return s.layout().positions() <= inner ? s : level(of(s, inner), Between.BOTH);
  }

  private static Stat level(Stat f, Between which) {
    Layout nested = f.layout();
    Layout own = nested.isNested() ? nested.inner() : Layout.single();
    boolean apart = which != Between.SAMPLES;
    Field across = which == Between.FRAMES ? f.within() : f.across();
    Field features = which == Between.FRAMES ? f.featureWithin() : f.featureAcross();
    return new Stat(
        own,
        framed(f.within(), nested, false),
        framed(across, nested, apart),
        framed(f.featureWithin(), nested, false),
        framed(features, nested, apart),
        f.mean(),
        f.features(),
        f.inverseDim(),
        f.spread(),
        f.coherence() * own.positions() / nested.positions(),
        f.law(),
        f.tilt());
  }

  private static Field framed(Field f, Layout layout, boolean apart) {
    if (layout.isNested()) {
      return f.framed(layout, apart);
    }
    double one = apart ? f.other()[0] : f.same()[0];
    return new Field(new double[] {one}, new double[] {one});
  }

  /**
   * Frames again from the figures of one.
   *
   * @param one inside one frame, and across samples at the same frame
   * @param apart the field across is that of two frames of one sample
   * @param farApart the field across is that of two frames of two samples
   */
  static Stat joined(long outer, Stat one, Stat apart, Stat farApart) {
    Layout own = one.layout();
    Stat x = apart.refined(own);
    Stat y = farApart.refined(own);
    Layout to = Layout.nested(outer, own);
    return new Stat(
        to,
        joined(to, one.within(), x.across()),
        joined(to, one.across(), y.across()),
        joined(to, one.featureWithin(), x.featureAcross()),
        joined(to, one.featureAcross(), y.featureAcross()),
        one.mean(),
        one.features(),
        one.inverseDim(),
        one.spread(),
        one.coherence() * outer,
        one.law(),
        one.tilt());
  }

  private static Field joined(Layout to, Field within, Field apart) {
    return to.isNested()
        ? Field.joined(within, apart)
        : new Field(within.same(), new double[] {apart.same()[0]});
  }

  /** {@code one} in each of {@code outer} frames: copies, which overlap wholly. */
  static Stat copied(Stat one, long outer) {
    if (outer == 1) {
      return one;
    }
    Stat across =
        one.withFields(
            one.within(), one.within(), one.featureWithin(), one.featureWithin(), one.mean());
    return joined(outer, one, across, one);
  }

  /** The same figures by frames of {@code inner} positions each. */
  static Stat of(Stat s, double inner) {
    Layout l = s.layout();
    if (inner == 1) {
      return l.isExchangeable() ? s : Picked.thinned(s, l.positions());
    }
    if (l.positions() <= inner || l.isNested() && l.inner().positions() == inner) {
      return s;
    }
    if (l.isNested() && l.inner().isNested() && l.inner().inner().positions() >= inner) {
      return of(merged(s), inner);
    }
    long in = Math.round(inner);
    return Grouping.framed(s, Math.round(l.positions() / inner), in);
  }

  /** Frames of frames as frames. */
  private static Stat merged(Stat s) {
    Layout outer = s.layout();
    Layout middle = outer.inner();
    Layout to = Layout.nested(outer.outer() * middle.outer(), middle.inner());
    double a = outer.outer();
    double b = middle.outer();
    double all = a * b - 1;
    return new Stat(
        to,
        merged(s.within(), outer, (b - 1) / all, (a - 1) / all),
        merged(s.across(), outer, (b - 1) / all, (a - 1) / all),
        merged(s.featureWithin(), outer, (b - 1) / all, (a - 1) / all),
        merged(s.featureAcross(), outer, (b - 1) / all, (a - 1) / all),
        s.mean(),
        s.features(),
        s.inverseDim(),
        s.spread(),
        s.coherence());
  }

  private static Field merged(Field f, Layout outer, double nearShare, double farShare) {
    Layout middle = outer.inner();
    Field in = f.framed(outer, false);
    Field out = f.framed(outer, true);
    Field apart =
        in.framed(middle, true)
            .times(nearShare)
            .plus(out.framed(middle, false).times(farShare))
            .plus(out.framed(middle, true).times(1 - nearShare - farShare));
    return Field.joined(in.framed(middle, false), apart);
  }

  /** Sizes of the factors of positions, in order. */
  private static long[] sizes(Axes axes) {
    return axes.factors(Role.POSITION).stream().mapToLong(Factor::size).toArray();
  }

  /** Whether positions are met in the order that they were met in before axes changed places. */
  static boolean keepsOrder(Axes axes, long[] perm) {
    int[] order = order(axes, perm);
    for (int i = 0; i < order.length; i++) {
      if (order[i] != i) {
        return false;
      }
    }
    return true;
  }

  /** The figures of a tensor whose axes were {@code axes}, after they are put in another order. */
  static Stat transposed(Stat s, Axes axes, long[] perm) {
    return Grouping.ordered(s, sizes(axes), order(axes, perm));
  }

  private static int[] order(Axes axes, long[] perm) {
    int[] first = new int[axes.rank()];
    for (int i = 1; i < first.length; i++) {
      first[i] = first[i - 1] + count(axes, i - 1);
    }
    return Arrays.stream(perm)
        .mapToInt(p -> (int) p)
        .flatMap(p -> IntStream.range(first[p], first[p] + count(axes, p)))
        .toArray();
  }

  private static int count(Axes axes, int axis) {
    return (int) axes.dims().get(axis).stream().filter(f -> f.role() == Role.POSITION).count();
  }

  /** The order of factors of positions that puts those of some axes behind the others. */
  private static int[] behind(Axes axes, boolean[] last) {
    int n = sizes(axes).length;
    int[] order = new int[n];
    int at = 0;
    for (boolean now : new boolean[] {false, true}) {
      int factor = 0;
      for (int i = 0; i < axes.rank(); i++) {
        for (int k = 0; k < count(axes, i); k++, factor++) {
          if (last[i] == now) {
            order[at++] = factor;
          }
        }
      }
    }
    return order;
  }

  /** The mean over the positions of some axes of {@code axes}, times {@code scale}. */
  static Stat mean(Stat s, Axes axes, boolean[] reduced, double scale) {
    Stat ordered = Grouping.ordered(s, sizes(axes), behind(axes, reduced));
    return each(ordered, reduced(axes, reduced), Reduction::pooled).scaled(scale);
  }

  private static double reduced(Axes axes, boolean[] reduced) {
    double n = 1;
    for (int i = 0; i < axes.rank(); i++) {
      for (Factor f : axes.dims().get(i)) {
        n *= reduced[i] && f.role() == Role.POSITION ? f.size() : 1;
      }
    }
    return n;
  }

  /** Figures at the positions of all other axes, repeated along those that were reduced. */
  static Stat repeated(Stat s, Axes axes, boolean[] reduced) {
    double n = reduced(axes, reduced);
    if (n == 1) {
      return s;
    }
    Layout inner = Layout.exchangeable(Math.round(n));
    Stat all =
        s.layout().positions() == 1
            ? Broadcast.repeated(s, inner)
            : within(s, Math.round(s.layout().positions()), inner);
    int[] order = behind(axes, reduced);
    long[] own = sizes(axes);
    long[] sizes = Arrays.stream(order).mapToLong(i -> own[i]).toArray();
    int[] back = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      back[order[i]] = i;
    }
    return Grouping.ordered(all, sizes, back);
  }

  /** Every position of {@code s} as a frame of equal ones. */
  private static Stat within(Stat s, long outer, Layout inner) {
    Layout to = Layout.nested(outer, inner);
    Layout l = s.layout();
    UnaryOperator<Field> rule =
        f ->
            Field.joined(
                Field.constant(inner, f.meanSame(l), f.meanSame(l)),
                Field.constant(inner, f.meanOther(l), f.meanOther(l)));
    return new Stat(
        to,
        rule.apply(s.within()),
        rule.apply(s.across()),
        rule.apply(s.featureWithin()),
        rule.apply(s.featureAcross()),
        new double[] {s.meanEntry()},
        s.features(),
        s.inverseDim(),
        s.spread());
  }
}
