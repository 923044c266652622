package dev.initlint.weight;

import dev.initlint.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * One pass over a tensor. Elements are laid into tiles of at most {@value #TILE} lanes: a tile is
 * part of one row, or several whole rows of a narrow matrix, so a lane always belongs to one
 * column. The sums of a lane are kept in float arrays, in loops that the just-in-time compiler
 * turns into vector code, of the elements shifted to a mean near 0 and scaled to a variance near 1;
 * they move to doubles after {@value #FLUSH} additions, before roundings add up.
 */
final class FactsPass implements TensorData.Chunks {
  static final int TILE = 512;
  static final int FLUSH = 64;

  private final Layout layout;
  private final float shift;
  private final float scale;
  private final boolean sanitise;

  /** Lanes of a tile, tiles across a row, and whole rows in a tile where one tile holds them. */
  private final int lanes;

  private final int tiles;
  private final int rowsPerTile;

  private final float[] x;
  private final int[] bits;
  private final FloatBuffer bitsIn;
  private final IntBuffer bitsOut;
  private final int[] rowWeights;
  private final int[] firstRow;

  private final float[][] sums;
  private final float[][] squares;
  private final int[][] hashes;
  private final int[][] zeros;
  private final float[] cubes;
  private final float[] fourths;
  private final float[] highest;
  private final float[] lowest;

  private final double[][] flushedSums;
  private final double[][] flushedSquares;
  private final RowSample rowSample;
  private double cubeSum;
  private double fourthSum;
  private long nans;
  private long infinities;

  private int fill;
  private int tile;
  private int pendingGroups;
  private int pendingTiles;
  private long row;
  private boolean rising = true;
  private boolean falling = true;
  private float last = Float.NaN;

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
    rowsPerTile = tiles > 1 ? 1 : TILE / columns;
    lanes = tiles > 1 ? (columns + tiles - 1) / tiles : rowsPerTile * columns;
    x = new float[lanes];
    bits = new int[lanes];
    ByteBuffer bytes = ByteBuffer.allocate(lanes * Float.BYTES).order(ByteOrder.nativeOrder());
    bitsIn = bytes.asFloatBuffer();
    bitsOut = bytes.asIntBuffer();
    rowWeights = new int[lanes];
    firstRow = new int[columns];
    sums = new float[tiles][lanes];
    squares = new float[tiles][lanes];
    hashes = new int[tiles][lanes];
    zeros = new int[tiles][lanes];
    cubes = new float[lanes];
    fourths = new float[lanes];
    highest = new float[lanes];
    lowest = new float[lanes];
    Arrays.fill(highest, Float.NEGATIVE_INFINITY);
    Arrays.fill(lowest, Float.POSITIVE_INFINITY);
    flushedSums = new double[tiles][lanes];
    flushedSquares = new double[tiles][lanes];
    rowSample = layout.isMatrix() ? new RowSample(layout) : null;
  }

  @Override
  public void accept(float[] values, int length) {
    for (int from = 0; from < length; ) {
      int n = Math.min(length - from, width(tile) - fill);
      System.arraycopy(values, from, x, fill, n);
      fill += n;
      from += n;
      if (fill == width(tile)) {
        consume();
      }
    }
  }

  /** Takes in the rows that do not fill a tile. Must be called once, after the last element. */
  void finish() {
    if (fill > 0) {
      consume();
    }
    flushColumns();
    flushHigherMoments();
  }

  private int width(int t) {
    return tiles > 1 && t == tiles - 1 ? layout.columns() - t * lanes : lanes;
  }

  private void consume() {
    int n = fill;
    fill = 0;
    bitsIn.put(0, x, 0, n);
    bitsOut.get(0, bits, 0, n);
    if (row == 0) {
      System.arraycopy(bits, 0, firstRow, tile * lanes, Math.min(n, firstRow.length));
    }
    if (sanitise) {
      rangeOfFinite(n);
    } else {
      range(x, highest, lowest, n);
    }
    if (tile == 0) {
      weighRows(n);
    }
    moments(x, sums[tile], squares[tile], cubes, fourths, shift, scale, n);
    fingerprint(bits, rowWeights, hashes[tile], zeros[tile], n);
    if (rowSample != null) {
      rowSample.accept(x, n, row);
    } else {
      follow(n);
    }
    if (++pendingTiles == FLUSH) {
      flushHigherMoments();
    }
    if (++tile == tiles) {
      tile = 0;
      row += rowsPerTile;
      if (++pendingGroups == FLUSH) {
        flushColumns();
      }
    }
  }

  /** Counts NaN and Inf and puts the shift in their place, which adds nothing to the sums. */
  private void rangeOfFinite(int n) {
    for (int j = 0; j < n; j++) {
      if (Float.isFinite(x[j])) {
        highest[j] = Math.max(highest[j], x[j]);
        lowest[j] = Math.min(lowest[j], x[j]);
      } else {
        if (Float.isNaN(x[j])) {
          nans++;
        } else {
          infinities++;
        }
        x[j] = shift;
      }
    }
  }

  private void weighRows(int n) {
    int columns = Math.min(n, layout.columns());
    if (tiles > 1) {
      Arrays.fill(rowWeights, ContentHash.rowWeight(row));
      return;
    }
    for (int r = 0; r * columns < n; r++) {
      Arrays.fill(rowWeights, r * columns, (r + 1) * columns, ContentHash.rowWeight(row + r));
    }
  }

  private static void range(float[] x, float[] highest, float[] lowest, int n) {
    for (int j = 0; j < n; j++) {
      highest[j] = Math.max(highest[j], x[j]);
    }
    for (int j = 0; j < n; j++) {
      lowest[j] = Math.min(lowest[j], x[j]);
    }
  }

  private static void moments(
      float[] x,
      float[] sums,
      float[] squares,
      float[] cubes,
      float[] fourths,
      float shift,
      float scale,
      int n) {
    for (int j = 0; j < n; j++) {
      float y = (x[j] - shift) * scale;
      float y2 = y * y;
      sums[j] += y;
      squares[j] += y2;
      cubes[j] += y2 * y;
      fourths[j] += y2 * y2;
    }
  }

  /** The zero test: only for 0 and −0 does the magnitude, less one, have its top bit set. */
  private static void fingerprint(int[] bits, int[] weights, int[] hashes, int[] zeros, int n) {
    for (int j = 0; j < n; j++) {
      int b = bits[j];
      hashes[j] += ContentHash.fold(b) * weights[j];
      zeros[j] += ((b & 0x7fffffff) - 1) >>> 31;
    }
  }

  private void follow(int n) {
    for (int j = 0; j < n && (rising || falling); j++) {
      rising &= !(x[j] < last);
      falling &= !(x[j] > last);
      last = x[j];
    }
  }

  private void flushColumns() {
    for (int t = 0; t < tiles; t++) {
      flush(sums[t], flushedSums[t]);
      flush(squares[t], flushedSquares[t]);
    }
    pendingGroups = 0;
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

  private int column(int t, int lane) {
    return tiles > 1 ? t * lanes + lane : lane % layout.columns();
  }

  /** Largest element; NaN if there is a NaN. */
  float highest() {
    float h = Float.NEGATIVE_INFINITY;
    for (float v : highest) {
      h = Math.max(h, v);
    }
    return h;
  }

  /** Smallest element; NaN if there is a NaN. */
  float lowest() {
    float l = Float.POSITIVE_INFINITY;
    for (float v : lowest) {
      l = Math.min(l, v);
    }
    return l;
  }

  long nans() {
    return nans;
  }

  /** Whether this is a vector that never falls or never rises. */
  boolean monotone() {
    return !layout.isMatrix() && (rising || falling);
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

  /** Bits of the first row. */
  int[] firstRow() {
    return firstRow;
  }

  int[] columnHashes() {
    return byColumn(hashes);
  }

  int[] columnZeros() {
    return byColumn(zeros);
  }

  private int[] byColumn(int[][] byLane) {
    int[] byColumn = new int[layout.columns()];
    for (int t = 0; t < tiles; t++) {
      for (int j = 0; j < width(t); j++) {
        byColumn[column(t, j)] += byLane[t][j];
      }
    }
    return byColumn;
  }

  private double[] byColumn(double[][] byLane) {
    double[] byColumn = new double[layout.columns()];
    for (int t = 0; t < tiles; t++) {
      for (int j = 0; j < width(t); j++) {
        byColumn[column(t, j)] += byLane[t][j];
      }
    }
    return byColumn;
  }
}
