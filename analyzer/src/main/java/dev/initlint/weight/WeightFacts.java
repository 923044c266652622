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
 * @param hash of the bits of all elements
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
    ContentHash hash,
    MatrixFacts matrix) {

  /**
   * Streams the tensor once; again where it holds NaN or Inf, spans many decades, or may be
   * orthogonal.
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
   * True if the two tensors hold the same bits in the same matrix layout. A hash decides, so
   * unequal tensors pass with a probability near 2⁻³² per column at most.
   */
  public boolean sameContentAs(WeightFacts other) {
    return count == other.count && rows() == other.rows() && hash.equals(other.hash);
  }

  /** True if the other tensor holds the transpose of this one. */
  public boolean isTransposeOf(WeightFacts other) {
    return matrix != null
        && other.matrix != null
        && matrix.rows() == other.matrix.columns()
        && matrix.columns() == other.matrix.rows()
        && hash.symmetric() == other.hash.symmetric()
        && (matrix.rows() != matrix.columns() || hash.ordered() != other.hash.ordered())
        && min == other.min
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
    double rows = matrix.rows();
    return (rows * matrix.meanRowSquared() - secondMoment) / (rows - 1);
  }

  WeightFacts with(MatrixFacts facts) {
    return new WeightFacts(
        dims,
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
        hash,
        facts);
  }

  private long rows() {
    return matrix == null ? count : matrix.rows();
  }

  /** Sums taken in another order agree far better than sums of other elements. */
  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b));
  }
}
