package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * A linear map over the positions of a map that treats its two axes one after the other: y = A x Bᵀ
 * (docs/theory/positions.md#padding-and-resampling).
 *
 * <p>With K[δ] the covariance at a lag of the input, K'[Δ] = Σ over δ of down[Δ↓][δ↓]·right[Δ→][δ→]
 * ·K[δ], where down[Δ][δ] is the mean over pairs of rows at lag Δ of Σ A[y,i]·A[y+Δ,i+δ]. Padding,
 * resizing and the taps of a transposed convolution are all of this kind; a map with several taps,
 * of independent weights, adds them up.
 */
record Lags(Layout in, Layout out, Rows down, Rows right) {
  /** Output positions that stand for all of a long axis at one lag. */
  private static final int SAMPLED = 256;

  /** A linear map along one axis, row by row: which inputs an output takes, and by which factor. */
  record Axis(int in, int[][] index, double[][] factor) {
    int out() {
      return index.length;
    }

    /** Each output takes one input, or none where the index is outside. */
    static Axis picking(int in, int[] source) {
      int[][] index = new int[source.length][];
      double[][] factor = new double[source.length][];
      for (int y = 0; y < source.length; y++) {
        boolean inside = source[y] >= 0 && source[y] < in;
        index[y] = inside ? new int[] {source[y]} : new int[0];
        factor[y] = inside ? new double[] {1} : new double[0];
      }
      return new Axis(in, index, factor);
    }

    /** One output: the sum of all inputs times a factor. */
    static Axis averaging(int in, double each) {
      int[] all = new int[in];
      double[] factor = new double[in];
      Arrays.setAll(all, i -> i);
      Arrays.fill(factor, each);
      return new Axis(in, new int[][] {all}, new double[][] {factor});
    }

    /** A map by a matrix, row-major, one row an output. */
    static Axis matrix(double[] entries, int out, int in) {
      int[] all = new int[in];
      Arrays.setAll(all, i -> i);
      int[][] index = new int[out][];
      double[][] factor = new double[out][];
      for (int y = 0; y < out; y++) {
        index[y] = all;
        factor[y] = Arrays.copyOfRange(entries, y * in, (y + 1) * in);
      }
      return new Axis(in, index, factor);
    }

    static Axis identity(int n) {
      int[] source = new int[n];
      Arrays.setAll(source, i -> i);
      return picking(n, source);
    }

    /** Mean over outputs of the sum of factors: what a constant map is multiplied by. */
    double gain() {
      return Arrays.stream(factor).mapToDouble(f -> Arrays.stream(f).sum()).average().orElse(0);
    }
  }

  /**
   * For every lag of the output, from −(out−1) on, the lags of the input that it takes.
   *
   * @param lag lags of the input
   * @param weight their weights
   */
  record Rows(int in, int out, int[][] lag, double[][] weight) {
    static Rows of(List<Axis> taps) {
      int in = taps.get(0).in();
      int out = taps.get(0).out();
      int[][] lag = new int[2 * out - 1][];
      double[][] weight = new double[2 * out - 1][];
      int widest = taps.stream().mapToInt(Rows::widest).max().orElse(1);
      int sampled = Math.max(1, SAMPLED / Math.max(1, widest * widest / SAMPLED));
      for (int d = 0; d < out; d++) {
        TreeMap<Integer, Double> sums = new TreeMap<>();
        int pairs = out - d;
        int step = Math.max(1, pairs / sampled);
        int used = (pairs + step - 1) / step;
        for (Axis tap : taps) {
          for (int y = 0; y < pairs; y += step) {
            meet(tap, y, y + d, 1.0 / used, sums);
          }
        }
        store(sums, lag, weight, out - 1 + d, 1);
        store(sums, lag, weight, out - 1 - d, -1);
      }
      return new Rows(in, out, lag, weight);
    }

    private static int widest(Axis tap) {
      return Arrays.stream(tap.index()).mapToInt(i -> i.length).max().orElse(0);
    }

    private static void meet(
        Axis tap, int first, int second, double share, TreeMap<Integer, Double> sums) {
      for (int i = 0; i < tap.index()[first].length; i++) {
        for (int j = 0; j < tap.index()[second].length; j++) {
          double w = tap.factor()[first][i] * tap.factor()[second][j] * share;
          sums.merge(tap.index()[second][j] - tap.index()[first][i], w, Double::sum);
        }
      }
    }

    private static void store(
        TreeMap<Integer, Double> sums, int[][] lag, double[][] weight, int at, int sign) {
      lag[at] = sums.keySet().stream().mapToInt(k -> sign * k).toArray();
      weight[at] = sums.values().stream().mapToDouble(v -> v).toArray();
    }
  }

  /** A map that is a product of one map along each axis. */
  static Lags of(Axis down, Axis right) {
    return of(List.of(down), List.of(right));
  }

  /** A sum over independent taps, each a product of a map along each axis. */
  static Lags of(List<Axis> down, List<Axis> right) {
    Rows d = Rows.of(down);
    Rows r = Rows.of(right);
    return new Lags(Layout.grid(d.in(), r.in()), Layout.grid(d.out(), r.out()), d, r);
  }

  /** What becomes of a field of second moments. */
  Field forward(Field f) {
    double[][] k = unfolded(f, in);
    double[][] rows = new double[2 * out.height() - 1][];
    for (int d = 0; d < rows.length; d++) {
      rows[d] = combined(k, down.lag()[d], down.weight()[d], in.height(), 2 * in.width() - 1);
    }
    return folded(
        out,
        (d, r) -> {
          double sum = 0;
          double[] row = rows[d + out.height() - 1];
          int[] lag = right.lag()[r + out.width() - 1];
          double[] weight = right.weight()[r + out.width() - 1];
          for (int i = 0; i < lag.length; i++) {
            sum += weight[i] * row[lag[i] + in.width() - 1];
          }
          return sum;
        });
  }

  private static double[] combined(double[][] k, int[] lag, double[] weight, int size, int width) {
    double[] sum = new double[width];
    for (int i = 0; i < lag.length; i++) {
      double[] row = k[lag[i] + size - 1];
      for (int j = 0; j < width; j++) {
        sum[j] += weight[i] * row[j];
      }
    }
    return sum;
  }

  /** A gradient's field at the input: the adjoint, averaged over the input's pairs at each lag. */
  Field adjoint(Field g) {
    double[][] k = unfolded(g, out);
    int inWidth = 2 * in.width() - 1;
    double[][] columns = new double[2 * out.height() - 1][inWidth];
    for (int d = 0; d < columns.length; d++) {
      for (int r = 0; r < 2 * out.width() - 1; r++) {
        double each = k[d][r] * (out.width() - Math.abs(r - out.width() + 1));
        for (int i = 0; i < right.lag()[r].length; i++) {
          columns[d][right.lag()[r][i] + in.width() - 1] += each * right.weight()[r][i];
        }
      }
    }
    double[][] sum = new double[2 * in.height() - 1][inWidth];
    for (int d = 0; d < columns.length; d++) {
      double pairs = out.height() - Math.abs(d - out.height() + 1);
      for (int i = 0; i < down.lag()[d].length; i++) {
        double[] row = sum[down.lag()[d][i] + in.height() - 1];
        double each = pairs * down.weight()[d][i];
        for (int j = 0; j < inWidth; j++) {
          row[j] += each * columns[d][j];
        }
      }
    }
    return folded(
        in,
        (d, r) ->
            sum[d + in.height() - 1][r + in.width() - 1]
                / ((in.height() - Math.abs(d)) * (double) (in.width() - Math.abs(r))));
  }

  /** Σ over pairs of the output of G·(the share of K that this map makes of the input's). */
  double paired(Field g, Field x) {
    Field y = forward(x);
    double sum = out.positions() * g.same()[0] * y.same()[0];
    for (int i = 0; i < out.pairClasses(); i++) {
      sum += out.pairs(i) * g.other()[i] * y.other()[i];
    }
    return sum;
  }

  /** A field at all lags, by lag down and lag right. */
  private static double[][] unfolded(Field f, Layout layout) {
    int h = layout.height();
    int w = layout.width();
    double[][] all = new double[2 * h - 1][2 * w - 1];
    for (int d = 0; d < h; d++) {
      for (int r = 1 - w; r < w; r++) {
        int c = layout.lagClass(d, r);
        double v = c < 0 ? f.same()[0] : f.other()[c];
        all[h - 1 + d][w - 1 + r] = v;
        all[h - 1 - d][w - 1 - r] = v;
      }
    }
    return all;
  }

  private interface ByLag {
    double at(int down, int right);
  }

  private static Field folded(Layout layout, ByLag value) {
    double[] other = new double[layout.pairClasses()];
    for (int i = 0; i < other.length; i++) {
      int[] lag = layout.lag(i);
      other[i] = value.at(lag[0], lag[1]);
    }
    return new Field(new double[] {value.at(0, 0)}, other);
  }

  /** One map after another along the taps of an axis; used to list them. */
  static List<Axis> taps(int kernel, java.util.function.IntFunction<Axis> tap) {
    List<Axis> all = new ArrayList<>();
    for (int a = 0; a < kernel; a++) {
      all.add(tap.apply(a));
    }
    return all;
  }
}
