package dev.initlint.weight;

/**
 * What is known of a weight as a matrix: leading extents of one are dropped, rows run over the
 * first extent, columns over the product of the others (see {@link WeightFacts}).
 *
 * @param rowSpread second moments of up to {@value RowSample#ROWS} rows, evenly spaced, those of
 *     nothing but zeros left out
 * @param columnSpread second moments of all columns; where the matrix was measured as its
 *     transpose, rows and columns change places here
 * @param meanRowSquared ‖mean over rows‖²/columns: the overlap that all rows share; rows/(rows−1)
 *     times its excess over secondMoment/rows is the token overlap of an embedding; NaN where the
 *     matrix was measured as its transpose
 * @param zeroRows rows without a nonzero element, as a padding row of an embedding
 * @param rowsEqual all rows are equal, bit by bit
 * @param columnsEqual all columns are equal, bit by bit
 * @param firstRowEqual all entries of the first row are equal
 * @param identity ones on the main diagonal, zeros elsewhere
 * @param largestCosine largest absolute cosine between 8 vectors of the shorter side (rows where
 *     there are no more rows than columns); NaN where their lengths differ, so that orthogonality
 *     is out of the question
 */
public record MatrixFacts(
    long rows,
    long columns,
    Spread rowSpread,
    Spread columnSpread,
    double meanRowSquared,
    long zeroRows,
    boolean rowsEqual,
    boolean columnsEqual,
    boolean firstRowEqual,
    boolean identity,
    double largestCosine) {

  /**
   * The same of the transpose, which has no row or column of zeros.
   *
   * @param firstRow whether all entries of the first row of the transpose have the same bits
   */
  MatrixFacts transposed(boolean firstRow) {
    return new MatrixFacts(
        columns,
        rows,
        columnSpread,
        rowSpread,
        Double.NaN,
        0,
        columnsEqual,
        rowsEqual,
        firstRow,
        identity,
        largestCosine);
  }
}
