package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Positions as a product of factors, of which two positions differ in some: figures are averaged
 * over all pairs that differ in the same factors, and the factors put in another order.
 */
final class Grouping {
  /** Factors that are told apart. */
  private static final int FACTORS = 6;

  private final long[] sizes;

  private Grouping(long[] sizes) {
    this.sizes = sizes;
  }

  /**
   * The figures with the factors of their positions in another order.
   *
   * @param sizes of the factors, row by row
   * @param order which of them comes first, second, …
   */
  static Stat ordered(Stat s, long[] sizes, int[] order) {
    boolean plain = s.layout().isExchangeable();
    if (plain || Arrays.equals(order, identity(order.length))) {
      return s;
    }
    boolean map = s.layout().isGrid() && sizes.length == 2 && sizes[0] == s.layout().height();
    return map ? turned(s) : regrouped(s, sizes, order);
  }

  /** The figures by frames of which there are {@code outer}, one after another. */
  static Stat framed(Stat s, long outer, long inner) {
    return regrouped(s, new long[] {outer, inner}, new int[] {0, 1});
  }

  private static Stat regrouped(Stat s, long[] sizes, int[] order) {
    Layout from = s.layout();
    long all = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    if (all != Math.round(from.positions())) {
      return s;
    }
    List<long[]> parts = refined(natural(from), sizes);
    long[] fine = parts == null ? null : parts.stream().flatMapToLong(Arrays::stream).toArray();
    if (fine == null || fine.length > FACTORS) {
      return Picked.thinned(s, from.positions());
    }
    Grouping g = new Grouping(fine);
    int[] moved = fineOrder(parts, order);
    boolean kept = Arrays.equals(order, identity(order.length));
    long[] target = kept ? sizes : Arrays.stream(moved).mapToLong(i -> fine[i]).toArray();
    return new Stat(
        layout(target, 0),
        g.field(s.within(), from, moved, target),
        g.field(s.across(), from, moved, target),
        g.field(s.featureWithin(), from, moved, target),
        g.field(s.featureAcross(), from, moved, target),
        new double[] {s.meanEntry()},
        s.features(),
        s.inverseDim(),
        s.spread(),
        s.coherence());
  }

  /** A map whose rows have become columns. */
  private static Stat turned(Stat s) {
    Layout from = s.layout();
    Layout to = Layout.grid(from.width(), from.height());
    UnaryOperator<Field> rule =
        f -> {
          double[] other = new double[to.pairClasses()];
          for (int i = 0; i < other.length; i++) {
            int[] lag = to.lag(i);
            other[i] = f.other()[from.lagClass(lag[1], lag[0])];
          }
          return new Field(f.same(), other);
        };
    return new Stat(
        to,
        rule.apply(s.within()),
        rule.apply(s.across()),
        rule.apply(s.featureWithin()),
        rule.apply(s.featureAcross()),
        s.mean(),
        s.features(),
        s.inverseDim(),
        s.spread(),
        s.coherence());
  }

  private static int[] identity(int n) {
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    return all;
  }

  /** The factors that a layout tells apart by itself. */
  private static long[] natural(Layout l) {
    if (l.isNested()) {
      long[] inner = natural(l.inner());
      long[] all = new long[inner.length + 1];
      all[0] = l.outer();
      System.arraycopy(inner, 0, all, 1, inner.length);
      return all;
    }
    return l.isGrid() ? new long[] {l.height(), l.width()} : new long[] {Math.round(l.positions())};
  }

  /** Each of {@code sizes} cut where {@code other} is cut as well; null where they do not fit. */
  private static List<long[]> refined(long[] other, long[] sizes) {
    TreeSet<Long> ends = new TreeSet<>();
    ends.addAll(ends(other));
    ends.addAll(ends(sizes));
    List<long[]> parts = new ArrayList<>();
    long at = 1;
    for (long size : sizes) {
      long end = at * size;
      List<Long> cut = new ArrayList<>();
      for (long e : ends) {
        if (e > at && e <= end) {
          if (e % at != 0) {
            return null;
          }
          cut.add(e / at);
          at = e;
        }
      }
      parts.add(cut.stream().mapToLong(Long::longValue).toArray());
    }
    return parts;
  }

  private static List<Long> ends(long[] sizes) {
    List<Long> ends = new ArrayList<>();
    long n = 1;
    for (long s : sizes) {
      n *= s;
      ends.add(n);
    }
    return ends;
  }

  private static int[] fineOrder(List<long[]> parts, int[] order) {
    int[] first = new int[parts.size()];
    for (int i = 1; i < first.length; i++) {
      first[i] = first[i - 1] + parts.get(i - 1).length;
    }
    List<Integer> all = new ArrayList<>();
    for (int p : order) {
      for (int k = 0; k < parts.get(p).length; k++) {
        all.add(first[p] + k);
      }
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Layout layout(long[] sizes, int from) {
    return from == sizes.length - 1
        ? Layout.exchangeable(sizes[from])
        : Layout.nested(sizes[from], layout(sizes, from + 1));
  }

  /**
   * A field by other factors: {@code target} are those of this in the order {@code moved}, or
   * products of them.
   */
  private Field field(Field f, Layout from, int[] moved, long[] target) {
    double[] by = pattern(f, from, 0);
    double[] now = new double[by.length];
    for (int mask = 0; mask < by.length; mask++) {
      int old = 0;
      for (int i = 0; i < moved.length; i++) {
        old |= (mask >> i & 1) << moved[i];
      }
      now[mask] = by[old];
    }
    long[] own = Arrays.stream(moved).mapToLong(i -> sizes[i]).toArray();
    return built(now, own, target, 0, 0, 0);
  }

  /** Mean over all pairs that differ exactly in the factors of a mask; bit i is factor i. */
  private double[] pattern(Field f, Layout l, int at) {
    int n = sizes.length - at;
    double[] by = new double[1 << n];
    if (l.isNested()) {
      int cut = cut(at, l.outer());
      double[] in = pattern(f.framed(l, false), l.inner(), cut);
      double[] out = pattern(f.framed(l, true), l.inner(), cut);
      for (int mask = 0; mask < by.length; mask++) {
        boolean same = (mask & (1 << cut - at) - 1) == 0;
        by[mask] = (same ? in : out)[mask >> cut - at];
      }
    } else if (l.isGrid()) {
      int cut = cut(at, l.height());
      double[][] down = lags(Arrays.copyOfRange(sizes, at, cut), l.height());
      double[][] right = lags(Arrays.copyOfRange(sizes, cut, sizes.length), l.width());
      for (int mask = 0; mask < by.length; mask++) {
        by[mask] = met(f, l, down[mask & (1 << cut - at) - 1], right[mask >> cut - at]);
      }
    } else {
      Arrays.fill(by, f.meanOther(l));
      by[0] = f.meanSame(l);
    }
    return by;
  }

  /** First factor behind those whose product is {@code size}. */
  private int cut(int at, long size) {
    long n = 1;
    int i = at;
    while (n < size) {
      n *= sizes[i++];
    }
    return i;
  }

  /** By mask: the share of pairs at each lag, from −(n−1) on, of those that differ so. */
  private static double[][] lags(long[] factors, int n) {
    double[][] share = new double[1 << factors.length][2 * n - 1];
    double[] total = new double[share.length];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        int mask = 0;
        long x = a;
        long y = b;
        for (int i = factors.length - 1; i >= 0; i--) {
          mask |= x % factors[i] == y % factors[i] ? 0 : 1 << i;
          x /= factors[i];
          y /= factors[i];
        }
        share[mask][b - a + n - 1]++;
        total[mask]++;
      }
    }
    for (int m = 0; m < share.length; m++) {
      for (int i = 0; i < share[m].length; i++) {
        share[m][i] = total[m] > 0 ? share[m][i] / total[m] : 0;
      }
    }
    return share;
  }

  private static double met(Field f, Layout grid, double[] down, double[] right) {
    double sum = 0;
    for (int i = 0; i < down.length; i++) {
      for (int j = 0; down[i] > 0 && j < right.length; j++) {
        if (right[j] > 0) {
          int c = grid.lagClass(i - grid.height() + 1, j - grid.width() + 1);
          sum += down[i] * right[j] * (c < 0 ? f.same()[0] : f.other()[c]);
        }
      }
    }
    return sum;
  }

  /** The nested field of a pattern; {@code mask} tells what differs in the factors before. */
  private static Field built(double[] by, long[] own, long[] target, int at, int factor, int mask) {
    double same = by[mask];
    int end = factor;
    long n = 1;
    while (n < target[at]) {
      n *= own[end++];
    }
    double different = mean(by, own, factor, end, mask, target, at);
    if (at == target.length - 1) {
      return new Field(new double[] {same}, new double[] {different});
    }
    Field in = built(by, own, target, at + 1, end, mask);
    Field out = apart(by, own, target, at, factor, end, mask);
    return Field.joined(in, out);
  }

  /** Mean over all ways to differ in factors {@code from} to {@code end}, and no later one. */
  private static double mean(
      double[] by, long[] own, int from, int end, int mask, long[] target, int at) {
    double sum = 0;
    double weight = 0;
    for (int m = 1; m < 1 << end - from; m++) {
      double w = 1;
      for (int i = 0; i < end - from; i++) {
        w *= (m >> i & 1) == 1 ? own[from + i] - 1 : 1;
      }
      sum += w * by[mask | m << from];
      weight += w;
    }
    return weight > 0 ? sum / weight : by[mask];
  }

  /** The field between two frames that differ in factors {@code from} to {@code end}. */
  private static Field apart(
      double[] by, long[] own, long[] target, int at, int from, int end, int mask) {
    Field sum = null;
    double weight = 0;
    for (int m = 1; m < 1 << end - from; m++) {
      double w = 1;
      for (int i = 0; i < end - from; i++) {
        w *= (m >> i & 1) == 1 ? own[from + i] - 1 : 1;
      }
      Field f = built(by, own, target, at + 1, end, mask | m << from).times(w);
      sum = sum == null ? f : sum.plus(f);
      weight += w;
    }
    return sum.times(1 / weight);
  }
}
