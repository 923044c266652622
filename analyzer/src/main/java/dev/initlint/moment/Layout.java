package dev.initlint.moment;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * How the positions of one sample are told apart.
 *
 * <p>Positions are put into classes of equal statistics, and ordered pairs of different positions
 * into classes of equal covariance. A {@link #sequence} orders its classes along the sequence, so
 * that a causal mask can be followed; a {@link #grid} has one class of positions and one class of
 * pairs per lag, as on a convolution's map. All figures of a {@link Field} are indexed by these
 * classes.
 */
public final class Layout {
  /** Up to this many positions each has a class of its own when positions must be told apart. */
  static final int RESOLVED = 96;

  private final int[] starts;
  private final int height;
  private final int width;
  private final double positions;
  private final double[] count;
  private final double[] pairs;
  private final int[] first;
  private final int[] second;

  private Layout(
      int[] starts,
      int height,
      int width,
      double positions,
      double[] count,
      int[] first,
      int[] second,
      double[] pairs) {
    this.starts = starts;
    this.height = height;
    this.width = width;
    this.positions = positions;
    this.count = count;
    this.first = first;
    this.second = second;
    this.pairs = pairs;
  }

  /** One position a sample: a plain vector. */
  public static Layout single() {
    return exchangeable(1);
  }

  /** {@code n} positions that no figure tells apart. */
  public static Layout exchangeable(long n) {
    return sequence(n, new int[] {0});
  }

  /** {@code n} positions along a sequence, in classes that begin at {@code starts}. */
  public static Layout sequence(long n, int[] starts) {
    int k = starts.length;
    double[] count = new double[k];
    for (int i = 0; i < k; i++) {
      count[i] = (i + 1 < k ? starts[i + 1] : n) - starts[i];
    }
    int size = k * (k + 1) / 2;
    int[] first = new int[size];
    int[] second = new int[size];
    double[] pairs = new double[size];
    for (int j = 0, at = 0; j < k; j++) {
      for (int i = 0; i <= j; i++, at++) {
        first[at] = i;
        second[at] = j;
        pairs[at] = i == j ? count[i] * (count[i] - 1) : 2 * count[i] * count[j];
      }
    }
    return new Layout(starts.clone(), 0, 0, n, count, first, second, pairs);
  }

  /**
   * {@code n} positions along a sequence, told apart: each by itself up to {@value #RESOLVED}, in
   * classes that grow by an eighth beyond, because what a causal mask does varies with ln t.
   */
  public static Layout resolved(long n) {
    TreeSet<Integer> at = new TreeSet<>();
    double next = 0;
    while (next < n) {
      at.add((int) next);
      next = n <= RESOLVED || next < 32 ? next + 1 : Math.max(next + 1, next * 1.125);
    }
    return sequence(n, at.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * {@code n} positions along a sequence in few classes: each by itself up to eight, in classes
   * that grow by a quarter beyond. What pairs of layers have in common is kept by these.
   */
  public static Layout coarse(long n) {
    TreeSet<Integer> at = new TreeSet<>();
    for (double next = 0; next < n; next = next < 8 ? next + 1 : Math.max(next + 1, next * 1.25)) {
      at.add((int) next);
    }
    return sequence(n, at.stream().mapToInt(Integer::intValue).toArray());
  }

  /** A map of {@code height} by {@code width} positions whose covariance depends on the lag. */
  public static Layout grid(int height, int width) {
    int size = (2 * height - 1) * (2 * width - 1) / 2;
    double[] pairs = new double[size];
    for (int i = 0; i < size; i++) {
      int[] lag = lag(i, height, width);
      pairs[i] = 2.0 * (height - Math.abs(lag[0])) * (width - Math.abs(lag[1]));
    }
    return new Layout(
        null,
        height,
        width,
        (double) height * width,
        new double[] {(double) height * width},
        new int[size],
        new int[size],
        pairs);
  }

  /** The lag (down, right) of pair class {@code i}; the half plane after (0, 0), row by row. */
  private static int[] lag(int i, int height, int width) {
    int span = 2 * width - 1;
    int flat = i + 1 + (width - 1);
    return new int[] {flat / span, flat % span - (width - 1)};
  }

  public boolean isGrid() {
    return starts == null;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** The lag of pair class {@code i} of a grid. */
  public int[] lag(int i) {
    return lag(i, height, width);
  }

  /** Pair class of a lag, or -1 for lag zero, or -2 outside the map. */
  public int lagClass(int down, int right) {
    if (Math.abs(down) >= height || Math.abs(right) >= width) {
      return -2;
    }
    if (down < 0 || (down == 0 && right < 0)) {
      return lagClass(-down, -right);
    }
    return down == 0 && right == 0 ? -1 : down * (2 * width - 1) + right - 1;
  }

  /** Number of positions of a sample. */
  public double positions() {
    return positions;
  }

  /** Number of classes of positions. */
  public int classes() {
    return count.length;
  }

  /** Number of classes of pairs. */
  public int pairClasses() {
    return pairs.length;
  }

  public double count(int k) {
    return count[k];
  }

  /** Number of ordered pairs of different positions in pair class {@code i}. */
  public double pairs(int i) {
    return pairs[i];
  }

  public int first(int i) {
    return first[i];
  }

  public int second(int i) {
    return second[i];
  }

  /** Class of the pairs between position classes {@code i} and {@code j} of a sequence. */
  public int pair(int i, int j) {
    int low = Math.min(i, j);
    int high = Math.max(i, j);
    return high * (high + 1) / 2 + low;
  }

  /** First position of each class of a sequence. */
  public int[] starts() {
    return starts.clone();
  }

  /** Mean position of class {@code k} of a sequence, counted from 0. */
  public double centre(int k) {
    return starts[k] + (count[k] - 1) / 2;
  }

  /** Class that holds position {@code t} of a sequence. */
  public int classOf(int t) {
    int at = Arrays.binarySearch(starts, t);
    return at >= 0 ? at : -at - 2;
  }

  /** This, or the exchangeable sequence of the same length when it is a grid. */
  public Layout sequential() {
    return isGrid() ? exchangeable((long) positions) : this;
  }

  /**
   * The coarsest layout that tells apart whatever {@code this} or {@code other} does. A grid that
   * meets a sequence whose positions differ becomes a sequence, row by row.
   */
  public Layout refine(Layout other) {
    if (sameAs(other) || (!other.isGrid() && other.classes() == 1)) {
      return this;
    }
    if (!isGrid() && classes() == 1) {
      return other;
    }
    if (isGrid() || other.isGrid()) {
      return resolved((long) positions).refine((isGrid() ? other : this).sequential());
    }
    TreeSet<Integer> at = new TreeSet<>();
    Arrays.stream(starts).forEach(at::add);
    Arrays.stream(other.starts).forEach(at::add);
    return sequence((long) positions, at.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Whether figures of the two are indexed alike. */
  public boolean sameAs(Layout other) {
    return this == other
        || (positions == other.positions
            && height == other.height
            && width == other.width
            && Arrays.equals(starts, other.starts));
  }
}
