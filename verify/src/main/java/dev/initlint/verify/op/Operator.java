package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Tensor;

/** One operator: what it computes and how a gradient passes back through it. */
public interface Operator {
  /** Which real tensors the backward pass reads; the rest is freed at its last use. */
  enum Keep {
    NOTHING,
    INPUTS,
    OUTPUTS
  }

  /**
   * Computes the outputs. An output may be a view of an input, never an input that was written to.
   *
   * @throws Unsupported if this use of the operator cannot be run
   */
  Tensor[] forward(Call call);

  /**
   * Gradients of the inputs.
   *
   * @param gradients gradient of each output; null for an output that none reaches
   * @return one entry per input; null where there is no gradient. An entry may be one of {@code
   *     gradients} or a view of it
   */
  Tensor[] backward(Call call, Tensor[] gradients);

  /** What {@link #backward} reads. */
  default Keep keeps() {
    return Keep.INPUTS;
  }

  /** This use of an operator cannot be run; the message says why. */
  final class Unsupported extends RuntimeException {
    public Unsupported(String reason) {
      super(reason);
    }
  }
}
