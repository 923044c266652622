package dev.initlint.weight;

/**
 * What is known of a weight as a matrix: leading extents of one are dropped, rows run over the
 * first extent, columns over the product of the others (see {@link WeightFacts}).
 *
 * @param rowSpread second moments of up to {@value RowSample#ROWS} rows, evenly spaced, those of
 *     nothing but zeros left out
 * @param columnSpread second moments of all columns
 * @param meanRowSquared ‖mean over rows‖²/columns: the overlap that all rows share; rows/(rows−1)
 *     times its excess over secondMoment/rows is the token overlap of an embedding
 * @param meanColumnSquared ‖mean over columns‖²/rows, from the rows of {@code rowSpread}
 * @param zeroRows rows without a nonzero element, as a padding row of an embedding
 * @param rowsEqual all rows have the same bits
 * @param columnsEqual all columns have the same bits
 * @param firstRowEqual all entries of the first row have the same bits
 * @param distinctColumns number of columns whose bits differ
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
    double meanColumnSquared,
    long zeroRows,
    boolean rowsEqual,
    boolean columnsEqual,
    boolean firstRowEqual,
    long distinctColumns,
    boolean identity,
    double largestCosine) {}
