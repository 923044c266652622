package dev.initlint.weight;

import dev.initlint.graph.TensorData;
import java.util.List;

/**
 * Facts of one tensor, from streaming its elements. Every moment is over all finite elements; only
 * {@link MatrixFacts#rowSpread} is sampled, and says so. Of an empty tensor, or one without finite
 * elements, the moments are NaN.
 *
 * @param dims extents as stored
 * @param count number of elements
 * @param mean arithmetic mean
 * @param secondMoment mean of x²
 * @param variance mean of (x − mean)²
 * @param skewness third central moment over variance^1.5; NaN where the variance is 0
 * @param excessKurtosis fourth central moment over variance², less 3; NaN where the variance is 0
 * @param min smallest finite element
 * @param max largest finite element
 * @param zeros elements that are 0 or −0
 * @param nans elements that are not a number
 * @param infinities elements that are infinite
 * @param monotone a vector whose elements never fall, or never rise
 * @param content what the tensor is compared by with others
 * @param matrix null for a scalar and for a vector
 */
public record WeightFacts(
    List<Long> dims,
    long count,
    double mean,
    double secondMoment,
    double variance,
    double skewness,
    double excessKurtosis,
    double min,
    double max,
    long zeros,
    long nans,
    long infinities,
    boolean monotone,
    Content content,
    MatrixFacts matrix) {

  /**
   * Reads the tensor once, a large one in parts side by side; again where it holds NaN, Inf or
   * zeros, has elements of one sign only, or spans many decades.
   */
  public static WeightFacts of(TensorData data) {
    return Summary.of(data);
  }

  /** Largest absolute value among finite elements. */
  public double extreme() {
    return Math.max(Math.abs(min), Math.abs(max));
  }

  /** Standard deviation. */
  public double std() {
    return Math.sqrt(variance);
  }

  /** Number of elements that are neither NaN nor infinite. */
  public long finite() {
    return count - nans - infinities;
  }

  /** True if every element has the same finite value. */
  public boolean allEqual() {
    return count > 0 && finite() == count && min == max;
  }

  /** True if every element is 0. */
  public boolean allZero() {
    return count > 0 && zeros == count;
  }

  /**
   * True if the two tensors hold the same bits in the same matrix layout. Where the moments agree a
   * hash decides, so unequal tensors pass with a probability near 2⁻³² per column at most. The
   * first such comparison of a tensor reads it.
   */
  public boolean sameContentAs(WeightFacts other) {
    return count == other.count
        && rows() == other.rows()
        && resembles(other)
        && (content.isKnownAs(other.content) || content.hash().equals(other.content.hash()));
  }

  /** True if the other tensor holds the transpose of this one, and not the same matrix. */
  public boolean isTransposeOf(WeightFacts other) {
    if (matrix == null
        || other.matrix == null
        || matrix.rows() != other.matrix.columns()
        || matrix.columns() != other.matrix.rows()
        || !resembles(other)) {
      return false;
    }
    boolean square = matrix.rows() == matrix.columns();
    if (!square && content.isKnownAsTransposeOf(other.content)) {
      return true;
    }
    return content.hash().equals(other.content.hash().transpose())
        && !(square && content.hash().equals(other.content.hash()));
  }

  /** Whether the two can hold the same elements, in some order. */
  boolean resembles(WeightFacts other) {
    return min == other.min
        && max == other.max
        && zeros == other.zeros
        && near(secondMoment, other.secondMoment);
  }

  /**
   * Mean of x_s·x_t/d over pairs of different rows: the token overlap of an embedding whose tokens
   * are drawn evenly and do not repeat, (‖Σ_t x_t‖² − Σ_t ‖x_t‖²)/(rows·(rows − 1)·columns).
   *
   * @throws IllegalStateException if this is no matrix
   */
  public double rowOverlap() {
    if (matrix == null) {
      throw new IllegalStateException("a tensor of extents " + dims + " has no rows to compare");
    }
    if (Double.isNaN(matrix.meanRowSquared())) {
      return PositionGram.of(content.elements(), new int[] {0}).meanProduct()[0][0];
    }
    double rows = matrix.rows();
    return (rows * matrix.meanRowSquared() - secondMoment) / (rows - 1);
  }

  WeightFacts with(MatrixFacts facts) {
    return copy(dims, content, facts);
  }

  /** The facts of a tensor of other extents that is laid out as the same matrix. */
  WeightFacts withDims(List<Long> others) {
    return copy(others, content, matrix);
  }

  /**
   * The facts of the transpose, or null if zeros make it necessary to read it.
   *
   * @param data the elements of the transpose
   */
  WeightFacts transposed(TensorData data) {
    if (matrix == null || zeros >= Math.min(matrix.rows(), matrix.columns())) {
      return null;
    }
    TensorData own = content.elements();
    boolean firstRow = new Pattern(own, Layout.of(own.dims())).firstColumnEqual();
    return copy(Summary.dims(data), content.transpose(data), matrix.transposed(firstRow));
  }

  private WeightFacts copy(List<Long> extents, Content elements, MatrixFacts facts) {
    return new WeightFacts(
        extents,
        count,
        mean,
        secondMoment,
        variance,
        skewness,
        excessKurtosis,
        min,
        max,
        zeros,
        nans,
        infinities,
        monotone,
        elements,
        facts);
  }

  /** Rows as laid out; of what is no matrix, all elements are rows. */
  long rows() {
    return matrix == null ? count : matrix.rows();
  }

  /** Sums taken in another order agree far better than sums of other elements. */
  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b));
  }
}
