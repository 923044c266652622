package dev.initlint.op;

import dev.initlint.moment.Layout;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import java.util.Arrays;

/** Which keys a query sees. */
public sealed interface Mask {
  Mask NONE = new All();

  /** Every query sees every key. */
  record All() implements Mask {}

  /** Query t sees the keys up to t + offset. */
  record Causal(int offset) implements Mask {}

  /** Visible keys as listed, for the number of positions at hand. */
  record Listed(boolean[][] visible) implements Mask {}

  /** Scores below this are no keys: exporters write −inf, the least float, or −10,000. */
  double MASKED = -5000;

  /** The mask that an additive constant stands for. */
  static Mask of(Array added) {
    double[] v = added.toDoubles();
    int keys = added.rank() == 0 ? 1 : (int) added.dims()[added.rank() - 1];
    for (int from = 0; from + keys <= v.length; from += keys) {
      if (prefers(v, from, keys)) {
        throw new NotModelled("a constant bias on scores that prefers some keys");
      }
    }
    return Mask.of(seen(v), added.dims());
  }

  /** Which keys an additive tensor leaves, whatever it adds to them. */
  static boolean[] seen(double[] added) {
    boolean[] visible = new boolean[added.length];
    for (int i = 0; i < added.length; i++) {
      visible[i] = added[i] > MASKED;
    }
    return visible;
  }

  /**
   * Whether the keys that one query sees get different values; equal ones do not move a softmax.
   */
  private static boolean prefers(double[] v, int from, int keys) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + keys; i++) {
      if (v[i] > MASKED) {
        low = Math.min(low, v[i]);
        high = Math.max(high, v[i]);
      }
    }
    return high - low > 1e-3;
  }

  /** The mask of a boolean constant that is true where a key is seen. */
  static Mask of(boolean[] visible, long[] dims) {
    if (all(visible)) {
      return NONE;
    }
    int rank = dims.length;
    if (rank < 2) {
      throw new NotModelled("a mask over keys alone");
    }
    int queries = (int) dims[rank - 2];
    int keys = (int) dims[rank - 1];
    boolean[][] rows = new boolean[queries][];
    for (int t = 0; t < queries; t++) {
      rows[t] = Arrays.copyOfRange(visible, t * keys, (t + 1) * keys);
    }
    for (int i = queries * keys; i < visible.length; i++) {
      if (visible[i] != visible[i % (queries * keys)]) {
        throw new NotModelled("a mask that differs between samples or heads");
      }
    }
    return causal(rows, keys - queries) ? new Causal(keys - queries) : new Listed(rows);
  }

  private static boolean all(boolean[] v) {
    for (boolean b : v) {
      if (!b) {
        return false;
      }
    }
    return true;
  }

  private static boolean causal(boolean[][] rows, int offset) {
    for (int t = 0; t < rows.length; t++) {
      for (int s = 0; s < rows[t].length; s++) {
        if (rows[t][s] != s <= t + offset) {
          return false;
        }
      }
    }
    return true;
  }

  /** Keys that both masks leave. */
  default Mask and(Mask that) {
    if (this instanceof All) {
      return that;
    }
    if (that instanceof All || this.equals(that)) {
      return this;
    }
    if (this instanceof Listed a && that instanceof Listed b) {
      boolean[][] both = new boolean[a.visible().length][];
      for (int t = 0; t < both.length; t++) {
        both[t] = a.visible()[t].clone();
        for (int s = 0; s < both[t].length; s++) {
          both[t][s] &= b.visible()[t][s];
        }
      }
      return new Listed(both);
    }
    throw new NotModelled("two masks of different kinds");
  }

  /** Whether positions must be told apart to follow the mask. */
  default boolean orders() {
    return !(this instanceof All);
  }

  /** Expected number of keys of class j that a query of class i sees. */
  default double[][] visible(Layout queries, Layout keys) {
    double[][] v = new double[queries.classes()][keys.classes()];
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v[i].length; j++) {
        v[i][j] = visible(queries, i, keys, j);
      }
    }
    return v;
  }

  private double visible(Layout queries, int i, Layout keys, int j) {
    double m = keys.count(j);
    if (this instanceof Causal c) {
      double reach = queries.centre(i) + c.offset() + 1 - (keys.centre(j) - (m - 1) / 2);
      return Math.max(0, Math.min(m, reach));
    }
    if (this instanceof Listed l) {
      int from = (int) (keys.centre(j) - (m - 1) / 2);
      int t = (int) queries.centre(i);
      double seen = 0;
      for (int s = from; s < from + m; s++) {
        seen += s < l.visible()[t].length && l.visible()[t][s] ? 1 : 0;
      }
      return seen;
    }
    return m;
  }
}
