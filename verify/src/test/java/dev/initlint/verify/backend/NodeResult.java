package dev.initlint.verify.backend;

/**
 * How one node test came out.
 *
 * @param kernel whether the forward kernel gives the test's own outputs
 * @param prediction whether the predicted figures are those of many passes
 * @param detail what differs, or why nothing could be compared
 */
record NodeResult(String name, Kernel kernel, Prediction prediction, String detail) {
  /** The forward kernel on the test's own inputs. */
  enum Kernel {
    EQUAL,
    DIFFERS,
    /** No kernel, or inputs or outputs that are no tensors. */
    NOT_RUN
  }

  /** Second moments of the outputs of reals, and the elements of outputs made from constants. */
  enum Prediction {
    CONFIRMED,
    OFF,
    /** Predicted, and not measured, since no kernel runs it. */
    UNCHECKED,
    UNKNOWN
  }
}
