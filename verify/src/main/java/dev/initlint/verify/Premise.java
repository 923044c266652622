package dev.initlint.verify;

import dev.initlint.graph.OpKind;
import java.util.EnumSet;
import java.util.Set;

/** What the prediction of an operator rests on, as the end of a sentence. */
final class Premise {
  /** What bends a signal between its maps. */
  private static final Set<OpKind> CURVES =
      EnumSet.of(OpKind.ACTIVATION, OpKind.FUNCTION, OpKind.BOUND);

  private static final Set<OpKind> MEANS = EnumSet.of(OpKind.AVERAGE_POOL, OpKind.REDUCTION);
  private static final Set<OpKind> MAXIMA = EnumSet.of(OpKind.MAX_POOL, OpKind.EXTREME);

  private Premise() {}

  /**
   * Of one operator.
   *
   * @param weighted whether it reads a weight
   */
  static String of(Comparison.Quantity quantity, String op, boolean weighted) {
    return switch (quantity) {
      case SECOND_MOMENT -> forward(op, weighted);
      case GRADIENT -> backward(op, weighted);
      case WEIGHT_GRADIENT ->
          op + "'s gradients and inputs are alike between positions and samples as predicted";
    };
  }

  private static String forward(String op, boolean weighted) {
    if (OpKind.isOneOf(OpKind.LINEAR, op)) {
      return weighted
          ? "the weights of " + op + " are many independent draws that its input knows nothing of"
          : "the two factors of " + op + " are independent but for a source they share";
    }
    if (OpKind.SUM.has(op)) {
      return "the terms of " + op + " are uncorrelated";
    }
    if (OpKind.FACTOR.has(op)) {
      return "the factors of " + op + " are independent";
    }
    if (OpKind.isOneOf(CURVES, op)) {
      return "the input of " + op + " is Gaussian";
    }
    if (OpKind.NORM.has(op)) {
      return "rows are wide, so that each has the mean square that " + op + " divides by";
    }
    if (OpKind.SOFTMAX.has(op) || OpKind.ATTENTION.has(op)) {
      return "the logits of " + op + " are Gaussian between the keys of a query";
    }
    if (OpKind.isOneOf(MEANS, op)) {
      return "positions overlap as predicted where " + op + " averages them";
    }
    if (OpKind.isOneOf(MAXIMA, op)) {
      return "the inputs of a window of " + op + " are equally correlated Gaussians";
    }
    if (op.equals("Gather")) {
      return "tokens follow the law they are said to, and rows of the table are independent draws";
    }
    if (op.equals("Input")) {
      return "the input follows the law it is said to";
    }
    return OpKind.isOneOf(OpKind.REARRANGES, op)
        ? "the parts that " + op + " moves are alike"
        : "the rule for " + op + " holds";
  }

  private static String backward(String op, boolean weighted) {
    if (OpKind.isOneOf(OpKind.LINEAR, op) && !weighted
        || OpKind.SOFTMAX.has(op)
        || OpKind.ATTENTION.has(op)) {
      return "gradients and overlaps of positions are as predicted where "
          + op
          + " of an attention mixes them";
    }
    if (OpKind.SUM.has(op) || OpKind.isOneOf(OpKind.REARRANGES, op)) {
      return "gradients that meet are uncorrelated";
    }
    return "the gradient that " + op + " passes back is independent of what went forward";
  }
}
