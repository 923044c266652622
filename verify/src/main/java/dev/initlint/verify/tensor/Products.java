package dev.initlint.verify.tensor;

/**
 * Matrix products of row-major operands in place: {@code C = alpha·op(A)·op(B) + beta·C}. One call
 * runs on the caller's thread; {@link MatrixProduct} spreads products over the workers.
 */
interface Products {
  /**
   * One product.
   *
   * @param rows rows of C
   * @param columns columns of C
   * @param inner extent that is summed over
   * @param a first operand; stored transposed when its {@code transposed} is set
   */
  void multiply(
      int rows, int columns, int inner, double alpha, Matrix a, Matrix b, double beta, Matrix c);

  /** What computes the products, as it is reported to the user. */
  String name();
}
