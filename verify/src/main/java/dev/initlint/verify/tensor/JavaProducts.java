package dev.initlint.verify.tensor;

import java.util.Arrays;

/** Products in Java: row by row, the inner loop over contiguous columns so that it vectorises. */
final class JavaProducts implements Products {

  @Override
  public void multiply(
      int rows, int columns, int inner, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    double[] right = dense(b, inner, columns);
    double[] left = new double[inner];
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      loadRow(a, i, left, inner);
      product(left, right, row, inner, columns);
      int at = c.offset() + i * c.stride();
      finish(c.store(), at, row, alpha, beta);
    }
  }

  @Override
  public String name() {
    return "Java";
  }

  private static void product(double[] left, double[] right, double[] row, int inner, int columns) {
    Arrays.fill(row, 0);
    for (int k = 0; k < inner; k++) {
      double factor = left[k];
      int at = k * columns;
      for (int j = 0; j < columns; j++) {
        row[j] += factor * right[at + j];
      }
    }
  }

  private static void finish(Reals c, int at, double[] row, double alpha, double beta) {
    double[] before = new double[row.length];
    if (beta != 0) {
      c.load(at, before, 0, row.length);
    }
    for (int j = 0; j < row.length; j++) {
      row[j] = alpha * row[j] + beta * before[j];
    }
    c.store(at, row, 0, row.length);
  }

  private static double[] dense(Matrix m, int rows, int columns) {
    double[] elements = new double[Math.multiplyExact(rows, columns)];
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      loadRow(m, i, row, columns);
      System.arraycopy(row, 0, elements, i * columns, columns);
    }
    return elements;
  }

  private static void loadRow(Matrix m, int i, double[] row, int columns) {
    if (!m.transposed()) {
      m.store().load(m.offset() + i * m.stride(), row, 0, columns);
      return;
    }
    for (int j = 0; j < columns; j++) {
      row[j] = m.store().get(m.offset() + j * m.stride() + i);
    }
  }
}
