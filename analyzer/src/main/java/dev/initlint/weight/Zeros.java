package dev.initlint.weight;

import dev.initlint.graph.TensorData;

/** Counts zeros, and rows of nothing else, in the lines in which a pass met one. */
final class Zeros {
  private final int columns;
  private final float[] some = new float[FactsPass.TILE];
  private long count;
  private long rows;

  Zeros(Layout layout) {
    columns = layout.columns();
  }

  /** Elements that are 0 or −0. */
  long count() {
    return count;
  }

  /** Rows of nothing but zeros. */
  long rows() {
    return rows;
  }

  void add(Zeros other) {
    count += other.count;
    rows += other.rows;
  }

  /**
   * Reads elements {@code from} to {@code to}, which are whole rows but for the last of a vector.
   */
  void read(TensorData.Runs runs, long from, long to) {
    int column = 0;
    int inRow = 0;
    for (long at = from; at < to; at += some.length) {
      int length = (int) Math.min(some.length, to - at);
      runs.read(at, some, 0, length);
      for (int start = 0; start < length; ) {
        int n = Math.min(length - start, columns - column);
        inRow += zeros(some, start, start + n);
        start += n;
        column += n;
        if (column == columns) {
          count += inRow;
          rows += inRow == columns ? 1 : 0;
          column = 0;
          inRow = 0;
        }
      }
    }
    count += inRow;
  }

  private static int zeros(float[] x, int from, int to) {
    int zeros = 0;
    for (int j = from; j < to; j++) {
      if (x[j] == 0) {
        zeros++;
      }
    }
    return zeros;
  }
}
