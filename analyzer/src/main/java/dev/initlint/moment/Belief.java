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

  /**
   * Nothing is known of it, and why.
   *
   * @param first where that begins, upstream of everything that is unknown because of it
   */
  record Unknown(String reason, Cause first) implements Belief {
    /** The same, said of the node at which it begins; as it is where that is known. */
    public Unknown from(String op, String value) {
      return first == null ? new Unknown(reason, new Cause(op, value, false)) : this;
    }
  }

  /**
   * Where something unknown begins.
   *
   * @param op operator that is not modelled, or not in this use; {@code Input} or {@code Weight}
   *     for what no operator computes
   * @param value its first output
   * @param defect whether the tool is at fault and not the model
   */
  record Cause(String op, String value, boolean defect) {}

  /** Unknown for the first time, at the node that is being looked at. */
  static Belief unknown(String reason) {
    return new Unknown(reason, null);
  }
}
