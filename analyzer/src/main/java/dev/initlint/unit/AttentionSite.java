package dev.initlint.unit;

import dev.initlint.moment.Signal;
import dev.initlint.op.Attention;

/**
 * One attention.
 *
 * @param place the softmax
 * @param weights the probabilities
 * @param value what they weigh, or null when it was not found
 * @param scale product of all scalar factors between the projections, or norms, and the softmax
 * @param query the linear map that makes the queries, or null
 * @param key the linear map that makes the keys, or null
 * @param values the linear map that makes the values, or null
 * @param normedQuery whether queries pass a norm after their projection
 * @param normedKey whether keys do
 */
public record AttentionSite(
    Place place,
    Signal weights,
    Attention.Weights unit,
    Signal value,
    double scale,
    LinearSite query,
    LinearSite key,
    LinearSite values,
    boolean normedQuery,
    boolean normedKey) {

  /** Whether both queries and keys are normalised, so that weights do not decide their size. */
  public boolean isNormed() {
    return normedQuery && normedKey;
  }
}
