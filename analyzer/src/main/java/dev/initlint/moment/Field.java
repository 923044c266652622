package dev.initlint.moment;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A symmetric function of two positions, by the classes of a {@link Layout}: at equal positions and
 * between different ones. Its figures do not change once it is made.
 *
 * <p>Of the four fields of a tensor two or three are often zero everywhere, as what different
 * features have in common behind a random matrix is. A field that was found to be zero stays known
 * as that, so that nothing is added to it or multiplied with it entry by entry. Zero times what is
 * not finite is no number, here as everywhere: what overflowed must stay unknown.
 */
public final class Field {
  private final double[] same;
  private final double[] other;

  /** Whether all is zero; null until it was asked for. A race asks twice. */
  private Boolean zero;

  /** Whether all is finite, in the same way. */
  private Boolean finite;

  /**
   * Figures by class, which are not copied.
   *
   * @param same by class of positions
   * @param other by class of pairs
   */
  public Field(double[] same, double[] other) {
    this.same = same;
    this.other = other;
  }

  /** By class of positions, at equal positions. */
  public double[] same() {
    return same;
  }

  /** By class of pairs, between different positions. */
  public double[] other() {
    return other;
  }

  public static Field constant(Layout layout, double same, double other) {
    double[] s = new double[layout.classes()];
    double[] o = new double[layout.pairClasses()];
    Arrays.fill(s, same);
    Arrays.fill(o, other);
    return new Field(s, o);
  }

  /** Zero everywhere: one field for all who ask a layout. */
  public static Field zero(Layout layout) {
    return layout.zero();
  }

  /** Outer product of a function of position with itself. */
  public static Field outer(Layout layout, double[] v) {
    return outer(layout, v, v);
  }

  /** Symmetrised outer product (v_t w_s + v_s w_t)/2. */
  public static Field outer(Layout layout, double[] v, double[] w) {
    if (isZero(v) && isFinite(w) || isZero(w) && isFinite(v)) {
      return zero(layout);
    }
    double[] s = new double[layout.classes()];
    double[] o = new double[layout.pairClasses()];
    for (int k = 0; k < s.length; k++) {
      s[k] = v[k] * w[k];
    }
    for (int i = 0; i < o.length; i++) {
      int a = layout.first(i);
      int b = layout.second(i);
      o[i] = (v[a] * w[b] + v[b] * w[a]) / 2;
    }
    return new Field(s, o);
  }

  /** Zero everywhere. */
  public boolean isZero() {
    Boolean known = zero;
    if (known == null) {
      known = isZero(same) && isZero(other);
      zero = known;
    }
    return known;
  }

  private boolean isFinite() {
    Boolean known = finite;
    if (known == null) {
      known = isFinite(same) && isFinite(other);
      finite = known;
    }
    return known;
  }

  private static boolean isFinite(double[] figures) {
    for (double v : figures) {
      if (!Double.isFinite(v)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(double[] figures) {
    for (double v : figures) {
      if (v != 0) {
        return false;
      }
    }
    return true;
  }

  public Field map(DoubleUnaryOperator f) {
    double[] s = new double[same.length];
    double[] o = new double[other.length];
    for (int k = 0; k < s.length; k++) {
      s[k] = f.applyAsDouble(same[k]);
    }
    for (int i = 0; i < o.length; i++) {
      o[i] = f.applyAsDouble(other[i]);
    }
    return new Field(s, o);
  }

  public Field with(Field that, DoubleBinaryOperator f) {
    double[] s = new double[same.length];
    double[] o = new double[other.length];
    for (int k = 0; k < s.length; k++) {
      s[k] = f.applyAsDouble(same[k], that.same[k]);
    }
    for (int i = 0; i < o.length; i++) {
      o[i] = f.applyAsDouble(other[i], that.other[i]);
    }
    return new Field(s, o);
  }

  // Sums and products are half of all that is done to fields: as plain loops they are compiled to
  // vector instructions, which a call of a function for each entry is not.

  public Field plus(Field that) {
    if (that.isZero() || isZero()) {
      return that.isZero() ? this : that;
    }
    return new Field(sum(same, that.same, 1), sum(other, that.other, 1));
  }

  public Field minus(Field that) {
    if (that.isZero() || isZero()) {
      return that.isZero() ? this : that.times(-1);
    }
    return new Field(sum(same, that.same, -1), sum(other, that.other, -1));
  }

  public Field times(Field that) {
    if (that.isZero() && isFinite()) {
      return that;
    }
    if (isZero() && that.isFinite()) {
      return this;
    }
    return new Field(product(same, that.same), product(other, that.other));
  }

  public Field times(double factor) {
    return factor == 1 || isZero() && Double.isFinite(factor)
        ? this
        : new Field(scaled(same, factor), scaled(other, factor));
  }

  public Field plus(double term) {
    return term == 0 ? this : map(a -> a + term);
  }

  private static double[] sum(double[] a, double[] b, double factor) {
    double[] r = new double[a.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = a[i] + factor * b[i];
    }
    return r;
  }

  private static double[] product(double[] a, double[] b) {
    double[] r = new double[a.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = a[i] * b[i];
    }
    return r;
  }

  private static double[] scaled(double[] a, double factor) {
    double[] r = new double[a.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = a[i] * factor;
    }
    return r;
  }

  /** Mean over positions of the value at equal positions. */
  public double meanSame(Layout layout) {
    double sum = 0;
    for (int k = 0; k < same.length; k++) {
      sum += layout.count(k) * same[k];
    }
    return sum / layout.positions();
  }

  /** Mean over ordered pairs of different positions; 0 where there is one position. */
  public double meanOther(Layout layout) {
    if (isZero()) {
      return 0;
    }
    double sum = 0;
    for (int i = 0; i < other.length; i++) {
      sum += layout.pairs(i) * other[i];
    }
    double n = layout.positions();
    return n > 1 ? sum / (n * (n - 1)) : 0;
  }

  /** Mean over all pairs of positions, equal ones included. */
  public double meanAll(Layout layout) {
    double n = layout.positions();
    return (meanSame(layout) + (n - 1) * meanOther(layout)) / n;
  }

  /** The same field by another layout of the same positions: a finer one, or a grid's averages. */
  public Field refined(Layout from, Layout to) {
    if (from.sameAs(to)) {
      return this;
    }
    if (isZero() && from.positions() == to.positions()) {
      return zero(to);
    }
    if (from.isNested() || to.isNested() || to.isExchangeable() && from.classes() > 1) {
      return reframed(from, to);
    }
    if (from.isGrid()) {
      return unrolled(from, to);
    }
    return to.isGrid() ? rolled(from, to) : split(from, to);
  }

  /** Frame by frame where both have the same frames; otherwise averages over all pairs. */
  private Field reframed(Layout from, Layout to) {
    if (from.isNested() && to.isNested() && from.outer() == to.outer()) {
      return joined(
          framed(from, false).refined(from.inner(), to.inner()),
          framed(from, true).refined(from.inner(), to.inner()));
    }
    return constant(to, meanSame(from), meanOther(from));
  }

  /**
   * Figures between the positions of one frame.
   *
   * @param apart between those of two different frames
   */
  public Field framed(Layout nested, boolean apart) {
    int p = nested.inner().pairClasses();
    int k = nested.inner().classes();
    return apart
        ? new Field(
            Arrays.copyOfRange(other, p, p + k), Arrays.copyOfRange(other, p + k, 2 * p + k))
        : new Field(same, Arrays.copyOf(other, p));
  }

  /** A nested field from the figures inside one frame and between two. */
  public static Field joined(Field within, Field apart) {
    int p = within.other.length;
    int k = within.same.length;
    double[] all = Arrays.copyOf(within.other, 2 * p + k);
    System.arraycopy(apart.same, 0, all, p, k);
    System.arraycopy(apart.other, 0, all, p + k, p);
    return new Field(within.same, all);
  }

  /** Averages by a coarser layout, whose classes are unions of classes of {@code from}. */
  Field merged(Layout from, Layout to) {
    if (isZero()) {
      return zero(to);
    }
    double[] s = new double[to.classes()];
    double[] o = new double[to.pairClasses()];
    double[] pairs = new double[o.length];
    Regrouping toCoarse = from.merge(to);
    for (int k = 0; k < same.length; k++) {
      int owner = toCoarse.classes()[k];
      s[owner] += from.count(k) / to.count(owner) * same[k];
    }
    int[] at = toCoarse.pairs();
    for (int i = 0; i < other.length; i++) {
      o[at[i]] += from.pairs(i) * other[i];
      pairs[at[i]] += from.pairs(i);
    }
    for (int i = 0; i < o.length; i++) {
      o[i] = pairs[i] > 0 ? o[i] / pairs[i] : s[to.first(i)];
    }
    return new Field(s, o);
  }

  private Field split(Layout from, Layout to) {
    int[] classes = from.split(to).classes();
    int[] pairs = from.split(to).pairs();
    double[] s = new double[classes.length];
    double[] o = new double[pairs.length];
    for (int k = 0; k < s.length; k++) {
      s[k] = same[classes[k]];
    }
    for (int i = 0; i < o.length; i++) {
      o[i] = other[pairs[i]];
    }
    return new Field(s, o);
  }

  /** A grid's field along its rows; classes of several positions get the average of their pairs. */
  private Field unrolled(Layout grid, Layout to) {
    double[] s = new double[to.classes()];
    Arrays.fill(s, same[0]);
    double[] o = new double[to.pairClasses()];
    GridSums sums = new GridSums(grid, other);
    int[] starts = to.starts();
    for (int i = 0; i < o.length; i++) {
      int a = to.first(i);
      int b = to.second(i);
      int aEnd = starts[a] + (int) to.count(a);
      int bEnd = starts[b] + (int) to.count(b);
      double pairs = to.count(a) * (a == b ? to.count(a) - 1 : to.count(b));
      o[i] = pairs > 0 ? sums.between(starts[a], aEnd, starts[b], bEnd) / pairs : same[0];
    }
    return new Field(s, o);
  }

  /** A sequence's field on the grid it was unrolled from: averages by lag. */
  private Field rolled(Layout from, Layout grid) {
    if (from.positions() != grid.positions()) {
      throw new NotKnown(
          "figures over "
              + (long) from.positions()
              + " positions meet a grid of "
              + (long) grid.positions());
    }
    double[] s = {meanSame(from)};
    double[] o = new double[grid.pairClasses()];
    for (int i = 0; i < o.length; i++) {
      int[] lag = grid.lag(i);
      o[i] = lagged(from, grid, lag[0], lag[1]) / grid.pairs(i);
    }
    return new Field(s, o);
  }

  /**
   * Twice the sum over the pairs of a lag, of positions whose classes along the sequence change
   * from run to run only.
   */
  private double lagged(Layout from, Layout grid, int down, int right) {
    int width = grid.width();
    int offset = down * width + right;
    int left = Math.max(0, -right);
    int columns = width - Math.abs(right);
    int[] starts = from.starts();
    int end = grid.height() * width - down * width;
    double sum = 0;
    int a = 0;
    int b = from.classOf(Math.min(offset, (int) from.positions() - 1));
    for (int p = 0; p < end; ) {
      int nextA = a + 1 < starts.length ? starts[a + 1] : end;
      int nextB = b + 1 < starts.length ? starts[b + 1] - offset : end;
      int next = Math.min(end, Math.min(nextA, nextB));
      int pairs = before(next, width, left, columns) - before(p, width, left, columns);
      sum += pairs > 0 ? 2 * pairs * other[from.pair(a, b)] : 0;
      a += next == nextA ? 1 : 0;
      b += next == nextB ? 1 : 0;
      p = next;
    }
    return sum;
  }

  /** Positions before one that stand in some columns. */
  private static int before(int position, int width, int left, int columns) {
    int inRow = Math.max(0, Math.min(columns, position % width - left));
    return position / width * columns + inRow;
  }
}
