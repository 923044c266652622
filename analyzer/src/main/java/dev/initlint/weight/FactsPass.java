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

  private final float[] x;
  private final Lanes innermost;
  private final float[][] sums;
  private final float[][] squares;
  private final double[][] flushedSums;
  private final double[][] flushedSquares;
  private final RowSample rowSample;
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
    x = new float[TOGETHER * lanes];
    innermost = new Lanes(shift, scale);
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

  /** Bytes that the sums of the columns take. */
  static long bytes(Layout layout) {
    return 2L * (Float.BYTES + Double.BYTES) * Math.max(TILE, layout.columns());
  }

  /** Takes in lines {@code from} to {@code to}, exclusive. To be called once. */
  void take(TensorData.Runs runs, long from, long to) {
    long length = (long) rowsPerLine * layout.columns();
    for (long line = from; line < to; ) {
      int together =
          (line + TOGETHER) * length <= layout.count() && line + TOGETHER <= to ? TOGETHER : 1;
      take(runs, line, together, length);
      line += together;
      if (++pending == FLUSH) {
        Cancelled.check();
        flush();
      }
    }
    flush();
  }

  private void take(TensorData.Runs runs, long line, int together, long length) {
    int left = (int) Math.min(length, layout.count() - line * length);
    for (int t = 0; t < tiles; t++) {
      int n = Math.min(left - t * lanes, lanes);
      if (tiles == 1) {
        runs.read(line * length, x, 0, together * n);
      } else {
        for (int i = 0; i < together; i++) {
          runs.read((line + i) * length + (long) t * lanes, x, i * n, n);
        }
      }
      if (sanitise) {
        sanitise(together * n);
      }
      if (together == TOGETHER) {
        innermost.four(x, sums[t], squares[t], n);
      } else {
        innermost.one(x, 0, sums[t], squares[t], n);
      }
      for (int i = 0; rowSample != null && i < together; i++) {
        rowSample.accept(x, i * n, n, (line + i) * rowsPerLine);
      }
    }
  }

  /** Counts NaN and Inf and puts the shift in their place, which adds nothing to the sums. */
  private void sanitise(int n) {
    for (int j = 0; j < n; j++) {
      if (!Float.isFinite(x[j])) {
        if (Float.isNaN(x[j])) {
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

  /** The largest element; 0 if none is positive. Of use where all are finite. */
  float high() {
    return innermost.high();
  }

  /** The smallest element; 0 if none is negative. Of use where all are finite. */
  float low() {
    return innermost.low();
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

  /** False if no element is 0 or −0; true as well where products of elements underflow. */
  boolean mayHaveZero() {
    return innermost.mayHaveZero();
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
