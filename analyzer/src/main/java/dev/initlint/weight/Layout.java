package dev.initlint.weight;

import java.util.Arrays;

/**
 * A tensor of any rank read as a matrix in row-major order. Extents of one are dropped; the first
 * that remains counts the rows and the product of the others the columns, so that a row is one
 * output unit of a convolution {@code [out, in/g, k, k]}, one token of an embedding {@code [V, d]}
 * and one position of a table {@code [1, T, d]}. Where that would make more than {@link
 * #MAX_COLUMNS} columns, fewer trailing extents form a row.
 *
 * <p>A vector, a scalar, and a matrix whose rows are longer than {@link #MAX_COLUMNS} are no matrix
 * here: their elements are laid into rows of {@link FactsPass#TILE}, the last of which may be
 * short.
 */
record Layout(long count, long rows, int columns, boolean isMatrix) {
  /** Bounds the memory of column sums; the largest vocabularies in use stay below. */
  static final int MAX_COLUMNS = 1 << 18;

  static Layout of(long[] dims) {
    long[] extents = Arrays.stream(dims).filter(d -> d != 1).toArray();
    long count = Arrays.stream(extents).reduce(1, Math::multiplyExact);
    long columns = 1;
    for (int i = extents.length - 1; i > 0 && extents[i] <= MAX_COLUMNS / columns; i--) {
      columns *= Math.max(1, extents[i]);
    }
    if (count > 0 && columns > 1) {
      return new Layout(count, count / columns, (int) columns, true);
    }
    int lanes = (int) Math.max(1, Math.min(count, FactsPass.TILE));
    return new Layout(count, (count + lanes - 1) / lanes, lanes, false);
  }

  /** Whether the rows of one matrix can be the columns of the other. */
  boolean isTransposeOf(Layout other) {
    return isMatrix && other.isMatrix && rows == other.columns && columns == other.rows;
  }
}
