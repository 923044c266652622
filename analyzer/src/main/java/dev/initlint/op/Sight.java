package dev.initlint.op;

import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;

/**
 * Which keys each class of queries sees, and what two classes see in common: all that averages over
 * keys need of a mask, worked out once for the layers and fields that meet it.
 */
final class Sight {
  private final double[][] visible;
  private final Layout keys;
  private final double[] count;

  /** By query class, what it sees more than the one before it, from a class of keys on. */
  private final double[][] more;

  private final int[] from;
  private Common some;
  private Common parts;

  Sight(double[][] visible, Layout keys) {
    this.visible = visible;
    this.keys = keys;
    count = new double[visible.length];
    for (int i = 0; i < count.length; i++) {
      for (double seen : visible[i]) {
        count[i] += seen;
      }
    }
    more = new double[visible.length][];
    from = new int[visible.length];
    compare();
  }

  private record Key(Mask mask, Layout queries, Layout keys) {}

  /** What queries see through a mask. */
  static Sight of(Mask mask, Layout queries, Layout keys, Evaluation e) {
    return e.shared(
        new Key(mask, queries, keys),
        k -> new Sight(k.mask().visible(k.queries(), k.keys()), k.keys()));
  }

  /** By query class, the number of keys of each class that it sees. */
  double[][] visible() {
    return visible;
  }

  Layout keys() {
    return keys;
  }

  /** Number of keys of each query class. */
  double[] count() {
    return count;
  }

  /**
   * What two query classes see in common.
   *
   * @param weighted whether a key of which part is seen is seen in part, rather than some keys
   *     whole
   */
  synchronized Common common(boolean weighted) {
    if (weighted) {
      parts = parts == null ? new Common(true) : parts;
      return parts;
    }
    some = some == null ? new Common(false) : some;
    return some;
  }

  /**
   * Σ_j visible[i][j]·row[j] for all query classes i. Behind a causal mask a query sees what the
   * one before it sees and little more, so that its sum is the one before and what was added or
   * taken away.
   */
  double[] sums(double[] row) {
    double[] sums = new double[visible.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = more[i] == null ? dot(visible[i], row) : sums[i - 1] + dot(more[i], row, from[i]);
    }
    return sums;
  }

  private static double dot(double[] seen, double[] row) {
    double sum = 0;
    for (int j = 0; j < seen.length; j++) {
      sum += seen[j] * row[j];
    }
    return sum;
  }

  private static double dot(double[] some, double[] row, int from) {
    double sum = 0;
    for (int j = 0; j < some.length; j++) {
      sum += some[j] * row[from + j];
    }
    return sum;
  }

  /** Tells what each class sees that the one before it does not; null where that is much. */
  private void compare() {
    for (int i = 1; i < visible.length; i++) {
      int first = 0;
      int last = visible[i].length;
      while (first < last && visible[i][first] == visible[i - 1][first]) {
        first++;
      }
      while (last > first && visible[i][last - 1] == visible[i - 1][last - 1]) {
        last--;
      }
      if (2 * (last - first) < visible[i].length) {
        from[i] = first;
        more[i] = new double[last - first];
        for (int j = first; j < last; j++) {
          more[i][j - first] = visible[i][j] - visible[i - 1][j];
        }
      }
    }
  }

  /** Sums over what two query classes see of the same keys. */
  final class Common {
    private static final byte MIXED = 0;
    private static final byte FIRST = 1;
    private static final byte SECOND = 2;

    private final boolean weighted;

    /** Whether all that one of two sees the other sees as well. */
    private final byte[][] inner;

    private final double[][] keysOf;

    private Common(boolean weighted) {
      this.weighted = weighted;
      int n = visible.length;
      inner = new byte[n][n];
      keysOf = new double[n][n];
      for (int a = 0; a < n; a++) {
        for (int b = 0; b < n; b++) {
          inner[a][b] = weighted ? MIXED : inner(visible[a], visible[b]);
          for (int j = 0; j < visible[a].length; j++) {
            keysOf[a][b] += shared(a, b, j);
          }
        }
      }
    }

    private byte inner(double[] a, double[] b) {
      boolean first = true;
      boolean second = true;
      for (int j = 0; j < a.length; j++) {
        first &= a[j] <= b[j];
        second &= b[j] <= a[j];
      }
      return first ? FIRST : second ? SECOND : MIXED;
    }

    private double shared(int a, int b, int j) {
      return weighted
          ? visible[a][j] * visible[b][j] / keys.count(j)
          : Math.min(visible[a][j], visible[b][j]);
    }

    /** Number of keys that both see. */
    double keys(int a, int b) {
      return keysOf[a][b];
    }

    /** By query class, the sum over what it sees. */
    double[] own(double[] figure) {
      double[] own = new double[visible.length];
      for (int a = 0; a < own.length; a++) {
        own[a] = each(a, a, figure);
      }
      return own;
    }

    /**
     * The sum of a figure over the keys that both see.
     *
     * @param own what {@link #own} says of it
     */
    double sum(int a, int b, double[] figure, double[] own) {
      byte which = inner[a][b];
      return which == FIRST ? own[a] : which == SECOND ? own[b] : each(a, b, figure);
    }

    private double each(int a, int b, double[] figure) {
      double sum = 0;
      for (int j = 0; j < figure.length; j++) {
        sum += shared(a, b, j) * figure[j];
      }
      return sum;
    }
  }

  /** Figures of pairs of different keys of one class, by class. */
  static double[] diagonal(Field field, Layout keys) {
    double[] d = new double[keys.classes()];
    for (int j = 0; j < d.length; j++) {
      d[j] = field.other()[keys.pair(j, j)];
    }
    return d;
  }
}
