package dev.initlint.unit;

import dev.initlint.moment.Signal;

/**
 * One residual sum: a stream and what a branch that was computed from it adds.
 *
 * @param sum the stream after
 * @param skip the stream before
 * @param branch what is added
 * @param form where the norm stands
 * @param attention whether the branch attends
 * @param last the linear map that ends the branch, or null
 */
public record Sublayer(
    Place place,
    Signal sum,
    Signal skip,
    Signal branch,
    Form form,
    boolean attention,
    LinearSite last) {

  /** Where the norm of a residual sum stands. */
  public enum Form {
    /** x + f(norm(x)). */
    PRE_NORM,
    /** norm(x + f(x)): the norm stands on the stream. */
    POST_NORM,
    /** x + norm(f(x)), perhaps with a norm before f too. */
    SANDWICH,
    /** A norm somewhere inside f, as a batch norm between convolutions. */
    INNER_NORM,
    /** No norm at all. */
    BARE
  }
}
