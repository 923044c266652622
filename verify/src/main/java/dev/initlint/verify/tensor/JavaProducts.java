package dev.initlint.verify.tensor;

import java.util.Arrays;

/**
 * Products in Java: four rows of the result at a time, so that each row of the right matrix is read
 * once for the four, with the inner loop over contiguous columns so that it vectorises.
 */
final class JavaProducts implements Products {
  private static final int ROWS = 4;

  @Override
  public void multiply(
      int rows, int columns, int inner, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    double[] right = dense(b, inner, columns);
    double[][] left = new double[ROWS][inner];
    double[][] sums = new double[ROWS][columns];
    for (int i = 0; i < rows; i += ROWS) {
      int n = Math.min(ROWS, rows - i);
      for (int r = 0; r < ROWS; r++) {
        Arrays.fill(sums[r], 0);
        if (r < n) {
          loadRow(a, i + r, left[r], inner);
        }
      }
      product(left, right, sums, inner, columns);
      for (int r = 0; r < n; r++) {
        finish(c.store(), c.offset() + (i + r) * c.stride(), sums[r], alpha, beta);
      }
    }
  }

  @Override
  public String name() {
    return "Java";
  }

  private static void product(
      double[][] left, double[] right, double[][] sums, int inner, int columns) {
    double[] s0 = sums[0];
    double[] s1 = sums[1];
    double[] s2 = sums[2];
    double[] s3 = sums[3];
    for (int k = 0; k < inner; k++) {
      double l0 = left[0][k];
      double l1 = left[1][k];
      double l2 = left[2][k];
      double l3 = left[3][k];
      int at = k * columns;
      for (int j = 0; j < columns; j++) {
        double r = right[at + j];
        s0[j] += l0 * r;
        s1[j] += l1 * r;
        s2[j] += l2 * r;
        s3[j] += l3 * r;
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
