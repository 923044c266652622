package dev.initlint.op;

import dev.initlint.moment.Layout;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

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

  /**
   * Keys by weight: a constant that is added to the scores multiplies what the softmax gives a key.
   * A query sees as many keys as even weights of the same participation would be.
   *
   * @param weight e to the power of what is added, by query (one row for all alike), then key
   */
  record Weighted(double[][] weight) implements Mask {}

  /** Masks that differ between heads, or between samples: each counts the same. */
  record Several(List<Mask> masks) implements Mask {}

  /** Masks of heads and samples that are followed one by one; of more, an even choice. */
  int FOLLOWED = 32;

  /** The mask that an additive constant stands for. */
  static Mask of(Array added) {
    double[] v = added.toDoubles();
    int keys = added.rank() == 0 ? 1 : (int) added.dims()[added.rank() - 1];
    for (int from = 0; from + keys <= v.length; from += keys) {
      if (prefers(v, from, keys)) {
        return weighted(v, added.dims());
      }
    }
    return Mask.of(seen(v), added.dims());
  }

  private static Mask weighted(double[] v, long[] dims) {
    int rank = dims.length;
    int keys = (int) dims[rank - 1];
    int queries = rank < 2 ? 1 : (int) dims[rank - 2];
    return several(
        v.length / (queries * keys),
        h -> {
          double[][] rows = new double[queries][keys];
          for (int t = 0; t < queries; t++) {
            int from = (h * queries + t) * keys;
            double most = Arrays.stream(v, from, from + keys).max().orElse(0);
            for (int s = 0; s < keys; s++) {
              rows[t][s] = most <= MASKED ? 1 : Math.exp(v[from + s] - most);
            }
          }
          return new Weighted(rows);
        });
  }

  private static Mask several(int n, IntFunction<Mask> one) {
    int step = (n + FOLLOWED - 1) / FOLLOWED;
    List<Mask> all = new ArrayList<>();
    boolean alike = true;
    for (int h = 0; h < n; h += step) {
      all.add(one.apply(h));
      alike &= all.get(all.size() - 1).isLike(all.get(0));
    }
    return alike ? all.get(0) : new Several(all);
  }

  private boolean isLike(Mask that) {
    if (this instanceof Weighted a && that instanceof Weighted b) {
      return Arrays.deepEquals(a.weight(), b.weight());
    }
    if (this instanceof Listed a && that instanceof Listed b) {
      return Arrays.deepEquals(a.visible(), b.visible());
    }
    return equals(that);
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
    int queries = rank < 2 ? 1 : (int) dims[rank - 2];
    int keys = (int) dims[rank - 1];
    return several(visible.length / (queries * keys), h -> one(visible, h, queries, keys));
  }

  private static Mask one(boolean[] visible, int h, int queries, int keys) {
    boolean[][] rows = new boolean[queries][];
    boolean every = true;
    for (int t = 0; t < queries; t++) {
      int from = (h * queries + t) * keys;
      rows[t] = Arrays.copyOfRange(visible, from, from + keys);
      boolean none = true;
      for (boolean seen : rows[t]) {
        none &= !seen;
      }
      if (none) {
        // A softmax over scores that all are hidden alike gives every key the same.
        Arrays.fill(rows[t], true);
      }
      every &= all(rows[t]);
    }
    if (every) {
      return NONE;
    }
    boolean causal = queries > 1 && causal(rows, keys - queries);
    return causal ? new Causal(keys - queries) : new Listed(rows);
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
    if (this instanceof Several a) {
      return new Several(a.masks().stream().map(m -> m.and(that)).toList());
    }
    if (that instanceof Several) {
      return that.and(this);
    }
    if (this instanceof Weighted a) {
      return that.weighing(a);
    }
    if (that instanceof Weighted b) {
      return weighing(b);
    }
    int queries = Math.max(rows(), that.rows());
    int keys = Math.max(columns(), that.columns());
    boolean[][] both = new boolean[queries][keys];
    for (int t = 0; t < queries; t++) {
      for (int s = 0; s < keys; s++) {
        both[t][s] = sees(t, s) && that.sees(t, s);
      }
    }
    return new Listed(both);
  }

  /** Weights of the keys that this leaves. */
  private Mask weighing(Weighted w) {
    int queries = Math.max(rows(), w.weight().length);
    int keys = w.weight()[0].length;
    if (this instanceof Causal c) {
      queries = Math.max(queries, keys - c.offset());
    }
    double[][] both = new double[queries][keys];
    for (int t = 0; t < queries; t++) {
      double[] row = w.weight()[w.weight().length == 1 ? 0 : t];
      for (int s = 0; s < keys; s++) {
        double more =
            this instanceof Weighted v ? v.weight()[v.weight().length == 1 ? 0 : t][s] : 1;
        both[t][s] = sees(t, s) ? row[s] * more : 0;
      }
    }
    return new Weighted(both);
  }

  /** Number of queries that are listed; 1 where all are alike, 0 where none is. */
  private int rows() {
    return this instanceof Listed l
        ? l.visible().length
        : this instanceof Weighted w ? w.weight().length : 0;
  }

  private int columns() {
    return this instanceof Listed l
        ? l.visible()[0].length
        : this instanceof Weighted w ? w.weight()[0].length : 0;
  }

  private boolean sees(int t, int s) {
    if (this instanceof Causal c) {
      return s <= t + c.offset();
    }
    if (this instanceof Listed l) {
      boolean[] row = l.visible()[l.visible().length == 1 ? 0 : t];
      return s < row.length && row[s];
    }
    return true;
  }

  /** The same where all that was added is multiplied. */
  default Mask scaled(double by) {
    if (this instanceof Several a) {
      return new Several(a.masks().stream().map(m -> m.scaled(by)).toList());
    }
    if (!(this instanceof Weighted w)) {
      return this;
    }
    double[][] power = new double[w.weight().length][];
    Arrays.setAll(
        power, t -> Arrays.stream(w.weight()[t]).map(v -> v == 0 ? 0 : Math.pow(v, by)).toArray());
    return new Weighted(power);
  }

  /** Masks that are followed one by one. */
  default List<Mask> each() {
    return this instanceof Several s ? s.masks() : List.of(this);
  }

  /** Whether positions must be told apart to follow the mask. */
  default boolean orders() {
    return !(this instanceof All);
  }

  /** Expected number of keys of class j that a query of class i sees. */
  default double[][] visible(Layout queries, Layout keys) {
    double[][] v = new double[queries.classes()][keys.classes()];
    if (this instanceof Several all) {
      for (Mask m : all.masks()) {
        double[][] one = m.visible(queries, keys);
        for (int i = 0; i < v.length; i++) {
          for (int j = 0; j < v[i].length; j++) {
            v[i][j] += one[i][j] / all.masks().size();
          }
        }
      }
      return v;
    }
    if (this instanceof Weighted w) {
      for (int i = 0; i < v.length; i++) {
        int t = Math.min(w.weight().length - 1, (int) queries.centre(i));
        v[i] = seen(w.weight()[t], keys);
      }
      return v;
    }
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v[i].length; j++) {
        v[i][j] = visible(queries, i, keys, j);
      }
    }
    return v;
  }

  /** Shares of a row's weight, times the number of keys with the same participation. */
  private static double[] seen(double[] weight, Layout keys) {
    double sum = 0;
    double squares = 0;
    double[] v = new double[keys.classes()];
    for (int s = 0; s < weight.length; s++) {
      sum += weight[s];
      squares += weight[s] * weight[s];
      v[keys.classOf(s)] += weight[s];
    }
    double scale = squares > 0 ? sum / squares : 0;
    Arrays.setAll(v, j -> v[j] * scale);
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
      int t = Math.min(l.visible().length - 1, (int) queries.centre(i));
      double seen = 0;
      for (int s = from; s < from + m; s++) {
        seen += s < l.visible()[t].length && l.visible()[t][s] ? 1 : 0;
      }
      return seen;
    }
    return m;
  }
}
