package dev.initlint.weight;

import dev.initlint.graph.TensorData;
import java.util.Arrays;

/**
 * Derives the facts of a matrix from a finished pass.
 *
 * @param all the facts of its elements
 * @param shift subtracted from every element in the pass
 * @param scale then multiplied with it
 */
record MatrixSummary(Layout layout, WeightFacts all, FactsPass pass, double shift, double scale) {

  /** Streams the matrix once more if it may be orthogonal. */
  MatrixFacts of(TensorData data, int[] hashes, int[] zeros) {
    double rows = layout.rows();
    int columns = layout.columns();
    double[] sums = pass.columnSums();
    double[] squares = pass.columnSquares();
    double[] columnMoments = new double[columns];
    double meanRowSquared = 0;
    for (int j = 0; j < columns; j++) {
      double mean = sums[j] / rows / scale;
      double square = squares[j] / rows / scale / scale;
      columnMoments[j] = square + 2 * shift * mean + shift * shift;
      meanRowSquared += (shift + mean) * (shift + mean) / columns;
    }
    double[] rowMoments = pass.rowSample().secondMoments();
    double meanColumnSquared =
        Arrays.stream(pass.rowSample().means()).map(m -> m * m).average().orElseThrow();
    double dispersion = dispersionOfSquare(all);
    Spread rowSpread = Spread.of(nonzero(rowMoments), dispersion / Math.sqrt(columns), columns);
    Spread columnSpread = Spread.of(columnMoments, dispersion / Math.sqrt(rows), layout.rows());
    boolean rowsEqual = rowsEqual(pass.firstRow(), hashes);
    int distinct = ContentHash.distinct(hashes);
    return new MatrixFacts(
        layout.rows(),
        columns,
        rowSpread,
        columnSpread,
        meanRowSquared,
        meanColumnSquared,
        Arrays.stream(zeros).min().getAsInt(),
        rowsEqual,
        distinct == 1,
        allEqual(pass.firstRow()),
        distinct,
        identity(hashes),
        Orthogonality.mayHold(layout, rowSpread, columnSpread)
            ? Orthogonality.largestCosine(data, layout)
            : Double.NaN);
  }

  /** Padding rows are no draws; they would hide the spread of the others. */
  private static double[] nonzero(double[] moments) {
    double[] positive = Arrays.stream(moments).filter(m -> m > 0).toArray();
    return positive.length == 0 ? moments : positive;
  }

  /** √(E[x⁴]/E[x²]² − 1), from the central moments. */
  private static double dispersionOfSquare(WeightFacts f) {
    double v = f.variance();
    double m = f.mean();
    if (!(v > 0)) {
      return 0;
    }
    double fourth =
        (f.excessKurtosis() + 3) * v * v
            + 4 * m * f.skewness() * Math.pow(v, 1.5)
            + 6 * m * m * v
            + m * m * m * m;
    return Math.sqrt(Math.max(0, fourth / (f.secondMoment() * f.secondMoment()) - 1));
  }

  private static boolean allEqual(int[] bits) {
    for (int b : bits) {
      if (b != bits[0]) {
        return false;
      }
    }
    return true;
  }

  /** With the bits of the first row in every row, column j hashes to fold(bits_j)·Σ_i r_i. */
  private boolean rowsEqual(int[] firstRow, int[] hashes) {
    int weights = 0;
    for (long i = 0; i < layout.rows(); i++) {
      weights += ContentHash.rowWeight(i);
    }
    for (int j = 0; j < hashes.length; j++) {
      if (hashes[j] != ContentHash.fold(firstRow[j]) * weights) {
        return false;
      }
    }
    return true;
  }

  private boolean identity(int[] hashes) {
    int ones = (int) Math.min(layout.rows(), layout.columns());
    if (all.min() != 0 || all.max() != 1 || all.zeros() != all.count() - ones) {
      return false;
    }
    int one = ContentHash.fold(Float.floatToRawIntBits(1));
    for (int j = 0; j < hashes.length; j++) {
      if (hashes[j] != (j < ones ? one * ContentHash.rowWeight(j) : 0)) {
        return false;
      }
    }
    return true;
  }
}
