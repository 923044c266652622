package dev.initlint.verify.tensor;

/**
 * A matrix inside a store.
 *
 * @param store where it is kept
 * @param offset index of its first element
 * @param stride elements from one stored row to the next
 * @param transposed true when the operand is the transpose of what is stored
 */
public record Matrix(Reals store, int offset, int stride, boolean transposed) {

  /** A matrix of {@code columns} stored columns without gaps. */
  public static Matrix of(Reals store, int offset, int columns) {
    return new Matrix(store, offset, columns, false);
  }

  /** The same elements read with rows and columns exchanged. */
  public Matrix t() {
    return new Matrix(store, offset, stride, !transposed);
  }

  /** The operand from its row {@code row} on. */
  Matrix fromRow(int row) {
    return new Matrix(store, offset + (transposed ? row : row * stride), stride, transposed);
  }

  /** The operand from its column {@code column} on. */
  Matrix fromColumn(int column) {
    return t().fromRow(column).t();
  }
}
