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

  MatrixFacts of(TensorData data, Pattern pattern, long zeroRows) {
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
    double dispersion = dispersionOfSquare(all);
    Spread rowSpread = Spread.of(nonzero(rowMoments), dispersion / Math.sqrt(columns), columns);
    Spread columnSpread = Spread.of(columnMoments, dispersion / Math.sqrt(rows), layout.rows());
    boolean equal = all.allEqual();
    return new MatrixFacts(
        layout.rows(),
        columns,
        rowSpread,
        columnSpread,
        meanRowSquared,
        zeroRows,
        equal || pattern.rowsEqual(),
        equal || pattern.columnsEqual(),
        equal || pattern.firstRowEqual(),
        mayBeIdentity() && pattern.identity(),
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

  private boolean mayBeIdentity() {
    long ones = Math.min(layout.rows(), layout.columns());
    return all.min() == 0 && all.max() == 1 && all.zeros() == all.count() - ones;
  }
}
