package dev.initlint.weight;

import dev.initlint.graph.TensorData;

/**
 * Inner products between the rows of a table {@code [T, d]} that acts over positions, averaged over
 * buckets of consecutive rows. With S_k the sum of the rows of bucket k, the mean over pairs of
 * different rows is S_k·S_l/(n_k·n_l) between two buckets, and (S_k·S_k − Σ_t x_t·x_t)/(n_k·(n_k −
 * 1)) within one.
 *
 * @param meanSquare mean of x_t·x_t/d, by bucket
 * @param meanProduct mean of x_s·x_t/d over pairs of different rows, s of the first bucket and t of
 *     the second; NaN within a bucket of one row, which has no such pair
 * @param mean mean entry, by bucket
 */
public record PositionGram(double[] meanSquare, double[][] meanProduct, double[] mean) {

  /**
   * Streams the table once.
   *
   * @param bucketStarts first row of each bucket, rising from 0; the last bucket ends at the end of
   *     the table
   * @throws IllegalArgumentException if the table has no rows and columns, or the starts do not
   *     rise from 0 to below its number of rows
   */
  public static PositionGram of(TensorData table, int[] bucketStarts) {
    Layout layout = Layout.of(table.dims());
    if (!layout.isMatrix()) {
      throw new IllegalArgumentException("a position table needs more than one row and column");
    }
    check(bucketStarts, layout.rows());
    Sums sums = new Sums(layout.columns(), bucketStarts);
    table.stream(sums);
    return sums.gram(layout.rows());
  }

  private static void check(int[] starts, long rows) {
    boolean rising = starts.length > 0 && starts[0] == 0 && starts[starts.length - 1] < rows;
    for (int i = 1; i < starts.length; i++) {
      rising &= starts[i] > starts[i - 1];
    }
    if (!rising) {
      throw new IllegalArgumentException(
          "bucket starts must rise from 0 to below the number of rows, " + rows);
    }
  }

  private static final class Sums implements TensorData.Chunks {
    private final int columns;
    private final int[] starts;
    private final double[][] sum;
    private final double[] squares;
    private long row;
    private int column;
    private int bucket;

    Sums(int columns, int[] starts) {
      this.columns = columns;
      this.starts = starts;
      sum = new double[starts.length][columns];
      squares = new double[starts.length];
    }

    @Override
    public void accept(float[] values, int length) {
      for (int from = 0; from < length; ) {
        int n = Math.min(length - from, columns - column);
        squares[bucket] += add(values, from, n, sum[bucket], column);
        from += n;
        column += n;
        if (column == columns) {
          column = 0;
          row++;
          if (bucket + 1 < starts.length && row == starts[bucket + 1]) {
            bucket++;
          }
        }
      }
    }

    private static double add(float[] values, int from, int n, double[] sum, int column) {
      double square = 0;
      for (int j = 0; j < n; j++) {
        double v = values[from + j];
        sum[column + j] += v;
        square += v * v;
      }
      return square;
    }

    PositionGram gram(long rows) {
      int buckets = starts.length;
      double[] n = new double[buckets];
      double[] mean = new double[buckets];
      double[] meanSquare = new double[buckets];
      double[][] product = new double[buckets][buckets];
      for (int k = 0; k < buckets; k++) {
        n[k] = (k + 1 < buckets ? starts[k + 1] : rows) - starts[k];
        for (double s : sum[k]) {
          mean[k] += s / (n[k] * columns);
        }
        meanSquare[k] = squares[k] / (n[k] * columns);
        for (int l = 0; l < k; l++) {
          product[k][l] = dot(sum[k], sum[l]) / (n[k] * n[l] * columns);
          product[l][k] = product[k][l];
        }
        double pairs = n[k] * (n[k] - 1);
        product[k][k] =
            pairs > 0 ? (dot(sum[k], sum[k]) - squares[k]) / (pairs * columns) : Double.NaN;
      }
      return new PositionGram(meanSquare, product, mean);
    }

    private static double dot(double[] a, double[] b) {
      double dot = 0;
      for (int j = 0; j < a.length; j++) {
        dot += a[j] * b[j];
      }
      return dot;
    }
  }
}
