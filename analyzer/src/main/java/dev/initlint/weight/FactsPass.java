package dev.initlint.weight;

import dev.initlint.graph.Cancelled;
import dev.initlint.graph.TensorData;

/**
 * Sums over some lines of a tensor. A line is a row, or several whole rows of a narrow matrix, and
 * is read in tiles of at most {@value #TILE} lanes, so that a lane always belongs to one column.
 * The sums of a lane are kept in float arrays (see {@link Lanes}), of the elements shifted to a
 * mean near 0 and scaled to a variance near 1; they move to doubles after {@value #FLUSH}
 * additions, before roundings add up. Two passes over neighbouring lines are merged into one.
 */
final class FactsPass {
  static final int TILE = 1024;
  static final int FLUSH = 64;

  /** Lines that go through the innermost loop at once. */
  private static final int TOGETHER = 4;

  private final Layout layout;
  private final float shift;
  private final boolean sanitise;

  private final int lanes;
  private final int tiles;
  private final int rowsPerLine;

  private final float[][][] x;
  private final Lanes innermost;
  private final Zeros zeros;
  private final float[][] sums;
  private final float[][] squares;
  private final double[][] flushedSums;
  private final double[][] flushedSquares;
  private final RowSample rowSample;
  private float finiteHigh = Float.NEGATIVE_INFINITY;
  private float finiteLow = Float.POSITIVE_INFINITY;
  private long nans;
  private long infinities;
  private int pending;

  /**
   * @param shift subtracted from every element
   * @param scale then multiplied with it
   * @param sanitise whether elements that are not finite are counted and replaced by {@code shift}
   */
  FactsPass(Layout layout, float shift, float scale, boolean sanitise) {
    this.layout = layout;
    this.shift = shift;
    this.sanitise = sanitise;
    int columns = layout.columns();
    tiles = (columns + TILE - 1) / TILE;
    rowsPerLine = rowsPerLine(layout);
    lanes = tiles > 1 ? (columns + tiles - 1) / tiles : rowsPerLine * columns;
    x = new float[tiles][TOGETHER][lanes];
    innermost = Lanes.of(shift, scale, lanes);
    zeros = new Zeros(layout);
    sums = new float[tiles][lanes];
    squares = new float[tiles][lanes];
    flushedSums = new double[tiles][lanes];
    flushedSquares = new double[tiles][lanes];
    rowSample = layout.isMatrix() ? new RowSample(layout) : null;
  }

  private static int rowsPerLine(Layout layout) {
    return (int) Math.min(Math.max(1, TILE / layout.columns()), layout.rows());
  }

  /** Number of lines of a tensor, of which the last may be short. */
  static long lines(Layout layout) {
    int rows = rowsPerLine(layout);
    return (layout.rows() + rows - 1) / rows;
  }

  /** Bytes that a pass takes. */
  static long bytes(Layout layout) {
    int each = 2 * (Float.BYTES + Double.BYTES) + TOGETHER * Float.BYTES;
    return (long) each * Math.max(TILE, layout.columns());
  }

  /** Takes in lines {@code from} to {@code to}, exclusive. To be called once. */
  void take(TensorData.Runs runs, long from, long to) {
    long length = (long) rowsPerLine * layout.columns();
    long flushed = from;
    for (long line = from; line < to; ) {
      int together =
          (line + TOGETHER) * length <= layout.count() && line + TOGETHER <= to ? TOGETHER : 1;
      take(runs, line, together, length);
      line += together;
      if (++pending == FLUSH || line == to) {
        Cancelled.check();
        flush();
        if (innermost.takeZero()) {
          zeros.read(runs, flushed * length, Math.min(line * length, layout.count()));
        }
        flushed = line;
      }
    }
  }

  private void take(TensorData.Runs runs, long line, int together, long length) {
    int left = (int) Math.min(length, layout.count() - line * length);
    for (int i = 0; i < together; i++) {
      for (int t = 0; t < tiles; t++) {
        read(runs, (line + i) * length + (long) t * lanes, x[t][i], width(t, left));
      }
    }
    for (int t = 0; t < tiles; t++) {
      int n = width(t, left);
      if (together == TOGETHER) {
        innermost.four(x[t], sums[t], squares[t], n);
      } else {
        innermost.one(x[t][0], sums[t], squares[t], n);
      }
      for (int i = 0; rowSample != null && i < together; i++) {
        rowSample.accept(x[t][i], n, (line + i) * rowsPerLine);
      }
    }
  }

  private int width(int tile, int line) {
    return Math.min(line - tile * lanes, lanes);
  }

  private void read(TensorData.Runs runs, long from, float[] to, int n) {
    runs.read(from, to, 0, n);
    if (sanitise) {
      sanitise(to, n);
    }
  }

  /** Counts NaN and Inf and puts the shift in their place, which adds nothing to the sums. */
  private void sanitise(float[] x, int n) {
    for (int j = 0; j < n; j++) {
      float v = x[j];
      if (Float.isFinite(v)) {
        finiteHigh = Math.max(finiteHigh, v);
        finiteLow = Math.min(finiteLow, v);
      } else {
        if (Float.isNaN(v)) {
          nans++;
        } else {
          infinities++;
        }
        x[j] = shift;
      }
    }
  }

  private void flush() {
    for (int t = 0; t < tiles; t++) {
      flush(sums[t], flushedSums[t]);
      flush(squares[t], flushedSquares[t]);
    }
    innermost.settle();
    pending = 0;
  }

  private static void flush(float[] lane, double[] total) {
    for (int j = 0; j < lane.length; j++) {
      total[j] += lane[j];
      lane[j] = 0;
    }
  }

  /** Adds the sums of a pass over further lines, made with the same shift and scale. */
  FactsPass and(FactsPass other) {
    for (int t = 0; t < tiles; t++) {
      for (int j = 0; j < lanes; j++) {
        flushedSums[t][j] += other.flushedSums[t][j];
        flushedSquares[t][j] += other.flushedSquares[t][j];
      }
    }
    innermost.add(other.innermost);
    zeros.add(other.zeros);
    finiteHigh = Math.max(finiteHigh, other.finiteHigh);
    finiteLow = Math.min(finiteLow, other.finiteLow);
    nans += other.nans;
    infinities += other.infinities;
    if (rowSample != null) {
      rowSample.add(other.rowSample);
    }
    return this;
  }

  private int column(int t, int lane) {
    return tiles > 1 ? t * lanes + lane : lane % layout.columns();
  }

  /** The largest finite element; −∞ if there is none. Of use where all are, or were sanitised. */
  float high() {
    return sanitise ? finiteHigh : innermost.high();
  }

  /** The smallest finite element; ∞ if there is none. Of use where all are, or were sanitised. */
  float low() {
    return sanitise ? finiteLow : innermost.low();
  }

  /** Elements that are 0 or −0. */
  long zeros() {
    return zeros.count();
  }

  /** Rows of nothing but zeros. */
  long zeroRows() {
    return zeros.rows();
  }

  /** Whether all elements are finite for sure: NaN, Inf and squares that overflow show in a sum. */
  boolean isFinite() {
    for (double[] tile : flushedSquares) {
      for (double square : tile) {
        if (!Double.isFinite(square)) {
          return false;
        }
      }
    }
    return true;
  }

  long nans() {
    return nans;
  }

  long infinities() {
    return infinities;
  }

  /** Sum of y = (x − shift)·scale for each column; NaN and Inf count as y = 0. */
  double[] columnSums() {
    return byColumn(flushedSums);
  }

  /** Sum of y² for each column. */
  double[] columnSquares() {
    return byColumn(flushedSquares);
  }

  /** Sum of y³ over all elements. */
  double cubeSum() {
    return innermost.cubes();
  }

  /** Sum of y⁴ over all elements. */
  double fourthSum() {
    return innermost.fourths();
  }

  /** Null unless the tensor is a matrix. */
  RowSample rowSample() {
    return rowSample;
  }

  private double[] byColumn(double[][] byLane) {
    double[] byColumn = new double[layout.columns()];
    for (int t = 0; t < tiles; t++) {
      int width = Math.min(lanes, tiles > 1 ? layout.columns() - t * lanes : lanes);
      for (int j = 0; j < width; j++) {
        byColumn[column(t, j)] += byLane[t][j];
      }
    }
    return byColumn;
  }
}
