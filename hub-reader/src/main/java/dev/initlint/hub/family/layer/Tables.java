package dev.initlint.hub.family.layer;

import dev.initlint.graph.ElementType;
import java.util.List;
import java.util.Map;

/** Tables that no one draws: positions, masks, angles. */
final class Tables {
  private static final long LIMIT = 1L << 24;

  private Tables() {}

  static void register(Map<String, Function> all) {
    all.put("positions", Tables::positions);
    all.put("zeros_index", Tables::zerosIndex);
    all.put("causal_mask", once("causal_mask", Tables::causal));
    all.put("cosines", once("cosines", a -> angles(a, true)));
    all.put("sines", once("sines", a -> angles(a, false)));
    all.put("sinusoids", Tables::sinusoids);
    all.put("sinusoid_table", Tables::sinusoidTable);
    all.put("log_of_rows", Tables::logOfRows);
    all.put("alibi", Tables::alibi);
    all.put("relative_buckets", Tables::buckets);
    all.put("relative_index", Tables::relative);
    all.put("constant", Tables::constant);
    all.put("window_index", Tables::window);
    all.put("shifted_mask", Tables::shiftedMask);
    all.put("plain_index", Tables::plainIndex);
    all.put("distance_index", Tables::distance);
  }

  /** A table that layer after layer asks for is computed once. */
  private static Function once(String name, Function table) {
    return a -> a.writer().once(List.of(name, a.positional(), a.named()), () -> table.apply(a));
  }

  private static int checked(long count) {
    if (count < 0 || count > LIMIT) {
      throw new LayerFault(
          "a table of " + count + " entries is too large; take a shorter sequence");
    }
    return (int) count;
  }

  /**
   * {@code positions(n, from=0)}: from, from + 1, ... as [1, n]; {@code positions(batch, n)}: one
   * copy for each sample.
   */
  private static Tensor positions(Arguments a) {
    long from = a.size(-1, "from", 0);
    return rows(a, i -> i + from);
  }

  /** {@code zeros_index(n)}: the first row for each of n positions, or {@code (batch, n)}. */
  private static Tensor zerosIndex(Arguments a) {
    return rows(a, i -> 0);
  }

  private static Tensor rows(Arguments a, java.util.function.IntToDoubleFunction entry) {
    long[] sizes = a.sizesFrom(0, 1);
    int n = (int) sizes[sizes.length - 1];
    long batch = sizes.length > 1 ? sizes[0] : 1;
    double[] v = new double[checked(batch * n)];
    java.util.Arrays.setAll(v, i -> entry.applyAsDouble(i % n));
    return a.writer().constant(ElementType.INT64, new long[] {batch, n}, v);
  }

  /** {@code causal_mask(queries, keys, window=null)}: true where a query may look. */
  private static Tensor causal(Arguments a) {
    long[] n = a.sizesFrom(0, 2);
    long window = a.get(-1, "window", null) == null ? Long.MAX_VALUE : a.size(-1, "window");
    boolean both = a.flag(-1, "both", false);
    double[] v = new double[checked(n[0] * n[1])];
    for (int i = 0; i < n[0]; i++) {
      for (int j = 0; j < n[1]; j++) {
        boolean near = both ? Math.abs(i - j) <= window : j <= i && i - j < window;
        v[(int) (i * n[1] + j)] = near ? 1 : 0;
      }
    }
    return a.writer().constant(ElementType.BOOL, new long[] {1, 1, n[0], n[1]}, v);
  }

  /**
   * {@code cosines(n, d, base, factor=1, interleaved=false)}: cos(t·base^(−2i/d)/factor) for both
   * halves of d features, or for neighbours; as [1, 1, n, d] (Su et al. 2021, eq. 34).
   */
  private static Tensor angles(Arguments a, boolean cosine) {
    long[] n = a.sizesFrom(0, 2);
    double base = a.number(-1, "base", 10000);
    double factor = a.number(-1, "factor", 1);
    double gain = a.number(-1, "gain", 1);
    boolean interleaved = a.flag(-1, "interleaved", false);
    int d = (int) n[1];
    double[] v = new double[checked(n[0] * d)];
    double[] frequency = new double[d];
    for (int i = 0; i < d; i++) {
      int pair = interleaved ? i / 2 : i % (d / 2);
      frequency[i] = Math.pow(base, -2.0 * pair / d);
    }
    for (int t = 0; t < n[0]; t++) {
      for (int i = 0; i < d; i++) {
        double angle = t / factor * frequency[i];
        v[t * d + i] = gain * (cosine ? Math.cos(angle) : Math.sin(angle));
      }
    }
    return a.writer().constant(ElementType.FLOAT, new long[] {1, 1, n[0], d}, v);
  }

  /**
   * {@code sinusoids(n, d, from=0, interleaved=true, span=d)}: sines and cosines of positions
   * (Vaswani et al. 2017, section 3.5) as [n, d]; not interleaved, all sines come first.
   */
  private static Tensor sinusoids(Arguments a) {
    long[] n = a.sizesFrom(0, 2);
    return a.writer().constant(ElementType.FLOAT, new long[] {n[0], n[1]}, waves(a));
  }

  /** The same as the weight of a table that is saved and not trained. */
  private static Tensor sinusoidTable(Arguments a) {
    long[] n = a.sizesFrom(0, 2);
    return a.writer().computed(a.text(-1, "part", "weight"), new long[] {n[0], n[1]}, waves(a));
  }

  /** See {@link #sinusoids}. */
  private static double[] waves(Arguments a) {
    long[] n = a.sizesFrom(0, 2);
    long from = a.size(-1, "from", 0);
    boolean interleaved = a.flag(-1, "interleaved", true);
    boolean fromOne = a.flag(-1, "last_is_slowest", false);
    int d = (int) n[1];
    int half = d / 2;
    double[] v = new double[checked(n[0] * d)];
    for (int t = 0; t < n[0]; t++) {
      for (int i = 0; i < 2 * half; i++) {
        int pair = interleaved ? i / 2 : i % half;
        double power = fromOne ? pair / Math.max(1.0, half - 1.0) : 2.0 * pair / d;
        double angle = (t + from) * Math.pow(10000, -power);
        boolean sine = interleaved ? i % 2 == 0 : i < half;
        v[t * d + i] = sine ? Math.sin(angle) : Math.cos(angle);
      }
    }
    return v;
  }

  /**
   * {@code log_of_rows("name", rows, n)}: ln 1, ..., ln n in each row (Gu et al. 2022, S4D-Real);
   * without rows, a vector.
   */
  private static Tensor logOfRows(Arguments a) {
    long[] n = a.sizesFrom(1, 1);
    long last = n[n.length - 1];
    double[] v = new double[checked(java.util.Arrays.stream(n).reduce(1, (x, y) -> x * y))];
    java.util.Arrays.setAll(v, i -> Math.log(1 + i % last));
    return a.writer().computed(a.text(0, "name", null), n, v);
  }

  /**
   * {@code alibi(heads, keys)}: slope · key position (Press et al. 2022) as [1, heads, 1, keys].
   */
  private static Tensor alibi(Arguments a) {
    long[] n = a.sizesFrom(0, 2);
    int heads = (int) n[0];
    int closest = Integer.highestOneBit(heads);
    double[] v = new double[checked(n[0] * n[1])];
    for (int h = 0; h < heads; h++) {
      double power =
          h < closest ? 8.0 / closest * (h + 1) : 4.0 / closest * (2 * (h - closest) + 1);
      for (int j = 0; j < n[1]; j++) {
        v[(int) (h * n[1] + j)] = Math.pow(2, -power) * j;
      }
    }
    return a.writer().constant(ElementType.FLOAT, new long[] {1, heads, 1, n[1]}, v);
  }

  /**
   * {@code relative_buckets(queries, keys, buckets, farthest, both)}: T5's bucket of each distance
   * (Raffel et al. 2020, section 2.1) as [queries, keys].
   */
  private static Tensor buckets(Arguments a) {
    long[] n = {a.sizesFrom(0, 2)[0], a.sizesFrom(0, 2)[1]};
    int buckets = (int) a.size(2, "buckets");
    double farthest = a.number(3, "farthest", 128);
    boolean both = a.flag(-1, "both", true);
    double[] v = new double[checked(n[0] * n[1])];
    for (int i = 0; i < n[0]; i++) {
      for (int j = 0; j < n[1]; j++) {
        v[(int) (i * n[1] + j)] = bucket(j - i, buckets, farthest, both);
      }
    }
    return a.writer().constant(ElementType.INT64, n, v);
  }

  private static int bucket(int distance, int buckets, double farthest, boolean both) {
    int n = both ? buckets / 2 : buckets;
    int first = both && distance > 0 ? n : 0;
    int away = both ? Math.abs(distance) : Math.max(0, -distance);
    int exact = n / 2;
    if (away < exact) {
      return first + away;
    }
    int far =
        exact + (int) (Math.log(away / (double) exact) / Math.log(farthest / exact) * (n - exact));
    return first + Math.min(far, n - 1);
  }

  /** {@code relative_index(n, m, shift, last)}: min(max(j − i + shift, 0), last) as [n, m]. */
  private static Tensor relative(Arguments a) {
    long[] n = a.sizesFrom(0, 4);
    double[] v = new double[checked(n[0] * n[1])];
    for (int i = 0; i < n[0]; i++) {
      for (int j = 0; j < n[1]; j++) {
        v[(int) (i * n[1] + j)] = Math.max(0, Math.min(n[3], j - i + n[2]));
      }
    }
    return a.writer().constant(ElementType.INT64, new long[] {n[0], n[1]}, v);
  }

  /**
   * {@code window_index(h, w, extra)}: row of a table of relative places in a window of h × w for
   * each pair of places (Liu et al. 2021, section 3.2), as [h·w, h·w]; with three extra rows for
   * pairs with a class token (Bao et al. 2022), as [h·w + 1, h·w + 1].
   */
  private static Tensor window(Arguments a) {
    int h = (int) a.size(0, "h");
    int w = (int) a.size(1, "w");
    int extra = a.flag(2, "extra", false) ? 1 : 0;
    int n = h * w + extra;
    int rows = (2 * h - 1) * (2 * w - 1);
    double[] v = new double[checked((long) n * n)];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int p = i - extra;
        int q = j - extra;
        v[i * n + j] =
            p < 0
                ? q < 0 ? rows + 2 : rows
                : q < 0 ? rows + 1 : (p / w - q / w + h - 1) * (2 * w - 1) + p % w - q % w + w - 1;
      }
    }
    return a.writer().constant(ElementType.INT64, new long[] {n, n}, v);
  }

  /**
   * {@code shifted_mask(samples, side, window, shift)}: true where two places of a shifted window
   * were neighbours before the shift (Liu et al. 2021, figure 4), as [windows, 1, w², w²].
   */
  private static Tensor shiftedMask(Arguments a) {
    int samples = (int) a.size(0, "samples");
    int side = (int) a.size(1, "side");
    int w = (int) a.size(2, "window");
    int shift = (int) a.size(3, "shift");
    int per = side / w;
    int area = w * w;
    double[] v = new double[checked((long) samples * per * per * area * area)];
    for (int at = 0; at < v.length; at++) {
      int pair = at % (area * area);
      int window = at / (area * area) % (per * per);
      int top = window / per * w;
      int left = window % per * w;
      int p = pair / area;
      int q = pair % area;
      boolean rows = region(top + p / w, side, w, shift) == region(top + q / w, side, w, shift);
      boolean columns =
          region(left + p % w, side, w, shift) == region(left + q % w, side, w, shift);
      v[at] = rows && columns ? 1 : 0;
    }
    long[] dims = {(long) samples * per * per, 1, area, area};
    return a.writer().constant(ElementType.BOOL, dims, v);
  }

  private static int region(int place, int side, int window, int shift) {
    return place < side - window ? 0 : place < side - shift ? 1 : 2;
  }

  /** {@code plain_index(n)}: 0, 1, ... as [n]. */
  private static Tensor plainIndex(Arguments a) {
    double[] v = new double[checked(a.size(0, "n"))];
    java.util.Arrays.setAll(v, i -> i);
    return a.writer().constant(ElementType.INT64, new long[] {v.length}, v);
  }

  /**
   * {@code distance_index(n, m, span, farthest, log=false, turned=false)}: row of a table of 2·span
   * relative places for i − j, of which far ones share rows by their logarithm (He et al. 2021,
   * appendix), as [n, m]; turned, for j − i.
   */
  private static Tensor distance(Arguments a) {
    long[] n = {a.sizesFrom(0, 2)[0], a.sizesFrom(0, 2)[1]};
    long span = a.size(2, "span");
    double farthest = a.number(3, "farthest", span);
    boolean log = a.flag(-1, "log", false);
    boolean turned = a.flag(-1, "turned", false);
    double[] v = new double[checked(n[0] * n[1])];
    for (int i = 0; i < n[0]; i++) {
      for (int j = 0; j < n[1]; j++) {
        double apart = i - j;
        double mid = span / 2.0;
        if (log && Math.abs(apart) > mid) {
          double far =
              Math.ceil(
                  Math.log(Math.abs(apart) / mid) / Math.log((farthest - 1) / mid) * (mid - 1));
          apart = Math.signum(apart) * (far + mid);
        }
        double row = turned ? -apart + span : apart + span;
        v[(int) (i * n[1] + j)] = Math.max(0, Math.min(2 * span - 1, row));
      }
    }
    return a.writer().constant(ElementType.INT64, n, v);
  }

  /** {@code constant([values])}. */
  private static Tensor constant(Arguments a) {
    List<?> values = a.get(0, "values", null) instanceof List<?> list ? list : List.of();
    if (values.isEmpty() || !values.stream().allMatch(Double.class::isInstance)) {
      throw new LayerFault("a list of numbers is needed");
    }
    double[] v = values.stream().mapToDouble(x -> (Double) x).toArray();
    return a.writer().constant(ElementType.FLOAT, new long[] {v.length}, v);
  }
}
