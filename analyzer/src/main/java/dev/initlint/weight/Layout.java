package dev.initlint.weight;

import java.util.Arrays;

/**
 * A tensor of any rank read as a matrix in row-major order. Extents of one are dropped; the first
 * that remains counts the rows and the product of the others the columns, so that a row is one
 * output unit of a convolution {@code [out, in/g, k, k]}, one token of an embedding {@code [V, d]}
 * and one position of a table {@code [1, T, d]}. Where that would make more than {@link
 * #MAX_COLUMNS} columns, fewer trailing extents form a row. Vectors and scalars have one column.
 */
record Layout(long rows, int columns) {
  /** Bounds the memory of column sums; the largest vocabularies in use stay below. */
  static final int MAX_COLUMNS = 1 << 18;

  static Layout of(long[] dims) {
    long[] extents = Arrays.stream(dims).filter(d -> d != 1).toArray();
    if (Arrays.stream(extents).anyMatch(d -> d == 0)) {
      return new Layout(0, 1);
    }
    long columns = 1;
    int i = extents.length - 1;
    while (i > 0 && extents[i] <= MAX_COLUMNS / columns) {
      columns *= extents[i--];
    }
    long rows = 1;
    for (; i >= 0; i--) {
      rows = Math.multiplyExact(rows, extents[i]);
    }
    return new Layout(rows, (int) columns);
  }

  boolean isMatrix() {
    return rows > 1 && columns > 1;
  }
}
