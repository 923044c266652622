package dev.initlint.moment;

import dev.initlint.shape.Array;

/** What is known of one value. */
public sealed interface Belief {

  /** It carries a signal whose statistics are known. */
  record Known(Signal signal) implements Belief {}

  /** It is computed from nothing but constants. */
  record Fixed(Array array) implements Belief {}

  /** It is a weight of the model. */
  record Parameter(ParameterFacts facts) implements Belief {}

  /**
   * It is a graph input of integers that index a table; their statistics matter only there.
   *
   * @param vocabulary number of different tokens; NaN for as many as the table has rows
   */
  record Tokens(Axes axes, double vocabulary) implements Belief {}

  /** Nothing is known of it, and why. */
  record Unknown(String reason) implements Belief {}

  static Belief unknown(String reason) {
    return new Unknown(reason);
  }
}
