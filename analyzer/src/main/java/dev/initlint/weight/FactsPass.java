package dev.initlint.weight;

import dev.initlint.graph.Cancelled;
import dev.initlint.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

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

  /** Bits of +∞. */
  private static final int INFINITE = 0x7f800000;

  private final Layout layout;
  private final float shift;
  private final float scale;
  private final boolean sanitise;

  private final int lanes;
  private final int tiles;
  private final int rowsPerLine;

  private final float[] x;
  private final int[] bits;
  private final FloatBuffer bitsIn;
  private final IntBuffer bitsOut;

  private final float[][] sums;
  private final float[][] squares;
  private final float[] cubes;
  private final float[] fourths;

  /** Largest magnitude bits among positive and among negative elements. */
  private final int[] positive;

  private final int[] negative;

  /** Below 0 where a lane has met a zero. */
  private final int[] zero;

  private final double[][] flushedSums;
  private final double[][] flushedSquares;
  private final RowSample rowSample;
  private double cubeSum;
  private double fourthSum;
  private long nans;
  private long infinities;
  private int pendingLines;
  private int pendingTiles;

  /**
   * @param shift subtracted from every element
   * @param scale then multiplied with it
   * @param sanitise whether elements that are not finite are counted and replaced by {@code shift}
   */
  FactsPass(Layout layout, float shift, float scale, boolean sanitise) {
    this.layout = layout;
    this.shift = shift;
    this.scale = scale;
    this.sanitise = sanitise;
    int columns = layout.columns();
    tiles = (columns + TILE - 1) / TILE;
    rowsPerLine = rowsPerLine(layout);
    lanes = tiles > 1 ? (columns + tiles - 1) / tiles : rowsPerLine * columns;
    x = new float[lanes];
    bits = new int[lanes];
    ByteBuffer bytes = ByteBuffer.allocate(lanes * Float.BYTES).order(ByteOrder.nativeOrder());
    bitsIn = bytes.asFloatBuffer();
    bitsOut = bytes.asIntBuffer();
    sums = new float[tiles][lanes];
    squares = new float[tiles][lanes];
    cubes = new float[lanes];
    fourths = new float[lanes];
    positive = new int[lanes];
    negative = new int[lanes];
    zero = new int[lanes];
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
    for (long line = from; line < to; line++) {
      long start = line * length;
      int left = (int) Math.min(length, layout.count() - start);
      for (int t = 0; t < tiles; t++) {
        int n = Math.min(left - t * lanes, lanes);
        runs.read(start + (long) t * lanes, x, 0, n);
        consume(t, n, line * rowsPerLine);
      }
      if (++pendingLines == FLUSH) {
        Cancelled.check();
        flushColumns();
      }
    }
    flushColumns();
    flushHigherMoments();
  }

  private void consume(int tile, int n, long row) {
    if (sanitise) {
      sanitise(n);
    }
    bitsIn.put(0, x, 0, n);
    bitsOut.get(0, bits, 0, n);
    Lanes.positive(bits, positive, n);
    Lanes.negative(bits, negative, n);
    Lanes.zero(bits, zero, n);
    Lanes.moments(x, sums[tile], squares[tile], cubes, fourths, shift, scale, n);
    if (rowSample != null) {
      rowSample.accept(x, n, row);
    }
    if (++pendingTiles == FLUSH) {
      flushHigherMoments();
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

  private void flushColumns() {
    for (int t = 0; t < tiles; t++) {
      flush(sums[t], flushedSums[t]);
      flush(squares[t], flushedSquares[t]);
    }
    pendingLines = 0;
  }

  private static void flush(float[] lane, double[] total) {
    for (int j = 0; j < lane.length; j++) {
      total[j] += lane[j];
      lane[j] = 0;
    }
  }

  private void flushHigherMoments() {
    for (int j = 0; j < lanes; j++) {
      cubeSum += cubes[j];
      fourthSum += fourths[j];
    }
    Arrays.fill(cubes, 0);
    Arrays.fill(fourths, 0);
    pendingTiles = 0;
  }

  /** Adds the sums of a pass over further lines, made with the same shift and scale. */
  FactsPass and(FactsPass other) {
    for (int t = 0; t < tiles; t++) {
      for (int j = 0; j < lanes; j++) {
        flushedSums[t][j] += other.flushedSums[t][j];
        flushedSquares[t][j] += other.flushedSquares[t][j];
      }
    }
    for (int j = 0; j < lanes; j++) {
      positive[j] = Math.max(positive[j], other.positive[j]);
      negative[j] = Math.max(negative[j], other.negative[j]);
      zero[j] |= other.zero[j];
    }
    cubeSum += other.cubeSum;
    fourthSum += other.fourthSum;
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

  /** Largest magnitude of a positive element; 0 if there is none, NaN or ∞ if there is one. */
  float largestPositive() {
    return Float.intBitsToFloat(largest(positive));
  }

  /** Largest magnitude of a negative element; 0 if there is none, NaN or ∞ if there is one. */
  float largestNegative() {
    return Float.intBitsToFloat(largest(negative));
  }

  /** Whether all elements are finite. */
  boolean isFinite() {
    return largest(positive) < INFINITE && largest(negative) < INFINITE;
  }

  /** Whether an element is 0 or −0. */
  boolean hasZero() {
    int any = 0;
    for (int z : zero) {
      any |= z;
    }
    return any < 0;
  }

  private static int largest(int[] magnitudes) {
    int largest = 0;
    for (int m : magnitudes) {
      largest = Math.max(largest, m);
    }
    return largest;
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
    return cubeSum;
  }

  /** Sum of y⁴ over all elements. */
  double fourthSum() {
    return fourthSum;
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
