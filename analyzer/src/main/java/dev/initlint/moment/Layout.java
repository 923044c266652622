package dev.initlint.moment;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * How the positions of one sample are told apart (docs/theory/state.md#classes-of-positions).
 *
 * <p>Positions are put into classes of equal statistics, and ordered pairs of different positions
 * into classes of equal covariance. A {@link #sequence} orders its classes along the sequence, so
 * that a causal mask can be followed; a {@link #grid} has one class of positions and one class of
 * pairs per lag, as on a convolution's map. {@link #nested} positions are those of frames or
 * windows, one after another, which no figure tells apart, and inside each those of another layout:
 * pairs are of one frame, or of two at the same or at different places. All figures of a {@link
 * Field} are indexed by these classes.
 */
public final class Layout {
  /** Up to this many positions each has a class of its own when positions must be told apart. */
  static final int RESOLVED = 96;

  /** Layouts by length, few of which a process meets; as they do not change, all share them. */
  private static final Map<Long, Layout> RESOLVED_OF = new ConcurrentHashMap<>();

  private static final Map<Long, Layout> COARSE_OF = new ConcurrentHashMap<>();

  private static final int KEPT = 64;

  private final int[] starts;
  private final int height;
  private final int width;
  private final double positions;
  private final double[] count;
  private final double[] pairs;
  private final int[] first;
  private final int[] second;
  private final Layout inner;

  /** The last answer of {@link #refine}, which is asked again for each operator of a sequence. */
  private Refined refined;

  /** The last answers of {@link #split} and {@link #merge}, asked again for each field. */
  private Regrouping split;

  private Regrouping merge;

  private record Refined(Layout other, Layout both) {}

  /** The field of zeros by these classes, made when it is first asked for. */
  private Field zero;

  private Layout(
      int[] starts,
      int height,
      int width,
      double positions,
      double[] count,
      int[] first,
      int[] second,
      double[] pairs,
      Layout inner) {
    this.inner = inner;
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
    return new Layout(starts.clone(), 0, 0, n, count, first, second, pairs, null);
  }

  /**
   * {@code n} positions along a sequence, told apart: each by itself up to {@value #RESOLVED}, in
   * classes that grow by an eighth beyond, because what a causal mask does varies with ln t.
   */
  public static Layout resolved(long n) {
    return kept(RESOLVED_OF, n, Layout::ofResolved);
  }

  private static Layout kept(Map<Long, Layout> known, long n, LongFunction<Layout> make) {
    Layout before = known.get(n);
    if (before == null) {
      before = make.apply(n);
      if (known.size() >= KEPT) {
        known.clear();
      }
      known.put(n, before);
    }
    return before;
  }

  private static Layout ofResolved(long n) {
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
    return kept(COARSE_OF, n, Layout::ofCoarse);
  }

  private static Layout ofCoarse(long n) {
    TreeSet<Integer> at = new TreeSet<>();
    for (double next = 0; next < n; next = next < 8 ? next + 1 : Math.max(next + 1, next * 1.25)) {
      at.add((int) next);
    }
    return sequence(n, at.stream().mapToInt(Integer::intValue).toArray());
  }

  private record Extent(int height, int width) {}

  private static final Map<Extent, Layout> GRID_OF = new ConcurrentHashMap<>();

  /** Pairs of a grid up to which it is kept. */
  private static final int KEPT_PAIRS = 1 << 18;

  /** Grids that are kept; those of one network are few. */
  private static final int KEPT_GRIDS = 16;

  /** A map of {@code height} by {@code width} positions whose covariance depends on the lag. */
  public static Layout grid(int height, int width) {
    Extent extent = new Extent(height, width);
    Layout before = GRID_OF.get(extent);
    if (before == null) {
      before = ofLags(height, width);
      if (GRID_OF.size() >= KEPT_GRIDS) {
        GRID_OF.clear();
      }
      if (before.pairClasses() <= KEPT_PAIRS) {
        GRID_OF.put(extent, before);
      }
    }
    return before;
  }

  private static Layout ofLags(int height, int width) {
    int size = (2 * height - 1) * (2 * width - 1) / 2;
    double[] pairs = new double[size];
    int at = 0;
    for (int down = 0; down < height; down++) {
      for (int right = down == 0 ? 1 : 1 - width; right < width; right++, at++) {
        pairs[at] = 2.0 * (height - down) * (width - Math.abs(right));
      }
    }
    double positions = (double) height * width;
    int[] one = new int[size];
    return new Layout(
        null, height, width, positions, new double[] {positions}, one, one, pairs, null);
  }

  /**
   * {@code outer} frames of the positions of {@code inner} each, one frame after another. The
   * classes of positions are those of {@code inner}; those of pairs are its pairs in one frame,
   * then its positions in two frames, then its pairs in two frames.
   */
  public static Layout nested(long outer, Layout inner) {
    if (outer == 1 || inner.positions == 1) {
      return outer == 1 ? inner : exchangeable(outer);
    }
    int k = inner.classes();
    int p = inner.pairClasses();
    int[] first = new int[2 * p + k];
    int[] second = new int[2 * p + k];
    double[] pairs = new double[2 * p + k];
    double across = (double) outer * (outer - 1);
    for (int i = 0; i < p; i++) {
      first[i] = inner.first[i];
      second[i] = inner.second[i];
      first[p + k + i] = inner.first[i];
      second[p + k + i] = inner.second[i];
      pairs[i] = outer * inner.pairs[i];
      pairs[p + k + i] = across * inner.pairs[i];
    }
    for (int i = 0; i < k; i++) {
      first[p + i] = i;
      second[p + i] = i;
      pairs[p + i] = across * inner.count[i];
    }
    double[] count = Arrays.stream(inner.count).map(c -> outer * c).toArray();
    return new Layout(null, 0, 0, outer * inner.positions, count, first, second, pairs, inner);
  }

  /** The lag (down, right) of pair class {@code i}; the half plane after (0, 0), row by row. */
  private static int[] lag(int i, int height, int width) {
    int span = 2 * width - 1;
    int flat = i + 1 + (width - 1);
    return new int[] {flat / span, flat % span - (width - 1)};
  }

  /** The field of zeros by these classes. */
  Field zero() {
    Field known = zero;
    if (known == null) {
      known = new Field(new double[classes()], new double[pairClasses()]);
      zero = known;
    }
    return known;
  }

  public boolean isGrid() {
    return starts == null && inner == null;
  }

  public boolean isNested() {
    return inner != null;
  }

  /** The positions of one frame; null where there are no frames. */
  public Layout inner() {
    return inner;
  }

  /** Number of frames; 1 where there are none. */
  public long outer() {
    return inner == null ? 1 : Math.round(positions / inner.positions);
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

  /** This, or the exchangeable sequence of the same length when it is a grid or nested. */
  public Layout sequential() {
    return starts == null ? exchangeable((long) positions) : this;
  }

  /**
   * The coarsest layout that tells apart whatever {@code this} or {@code other} does. A grid that
   * meets a sequence whose positions differ becomes a sequence, row by row; frames are told apart
   * only where both have the same or one tells nothing apart.
   */
  public Layout refine(Layout other) {
    if (sameAs(other) || other.isExchangeable()) {
      return this;
    }
    if (isExchangeable()) {
      return other;
    }
    Refined before = refined; // read once: other threads may replace it
    if (before != null && before.other == other) {
      return before.both;
    }
    Layout both = refinedBy(other);
    refined = new Refined(other, both);
    return both;
  }

  private Layout refinedBy(Layout other) {
    if (isNested() && other.isNested() && outer() == other.outer()) {
      return nested(outer(), inner.refine(other.inner));
    }
    if (isNested() || other.isNested()) {
      return isNested() ? other.refine(sequential()) : this;
    }
    if (isGrid() || other.isGrid()) {
      return resolved((long) positions).refine((isGrid() ? other : this).sequential());
    }
    TreeSet<Integer> at = new TreeSet<>();
    Arrays.stream(starts).forEach(at::add);
    Arrays.stream(other.starts).forEach(at::add);
    return sequence((long) positions, at.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Where the classes of a finer layout lie in this. */
  Regrouping split(Layout finer) {
    Regrouping before = split; // read once: other threads may replace it
    if (before == null || before.to() != finer) {
      before = Regrouping.split(this, finer);
      split = before;
    }
    return before;
  }

  /** Where the classes of this lie in a coarser layout. */
  Regrouping merge(Layout coarser) {
    Regrouping before = merge;
    if (before == null || before.to() != coarser) {
      before = Regrouping.merge(this, coarser);
      merge = before;
    }
    return before;
  }

  /** Whether no figure tells the positions apart. */
  public boolean isExchangeable() {
    return starts != null && classes() == 1;
  }

  /** Whether figures of the two are indexed alike. */
  public boolean sameAs(Layout other) {
    return this == other
        || (positions == other.positions
            && height == other.height
            && width == other.width
            && (inner == null
                ? other.inner == null
                : other.inner != null && inner.sameAs(other.inner))
            && Arrays.equals(starts, other.starts));
  }
}
