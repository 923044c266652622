package dev.initlint.verify;

import java.util.Set;

/** What the prediction of an operator rests on, as the end of a sentence. */
final class Premise {
  private static final Set<String> LINEAR = Set.of("MatMul", "Gemm", "Conv", "ConvTranspose");
  private static final Set<String> NORMS =
      Set.of(
          "LayerNormalization",
          "RMSNormalization",
          "SimplifiedLayerNormalization",
          "GroupNormalization",
          "InstanceNormalization");
  private static final Set<String> POOLS = Set.of("AveragePool", "GlobalAveragePool", "ReduceMean");
  private static final Set<String> MAXIMA = Set.of("MaxPool", "GlobalMaxPool", "ReduceMax");
  private static final Set<String> SCORES =
      Set.of("Attention", "MultiHeadAttention", "GroupQueryAttention");
  private static final Set<String> TERMS = Set.of("Add", "Sub", "Sum");
  private static final Set<String> FACTORS = Set.of("Mul", "Div");
  private static final Set<String> CURVES =
      Set.of(
          "Relu",
          "LeakyRelu",
          "Gelu",
          "Tanh",
          "Sigmoid",
          "Erf",
          "Elu",
          "Selu",
          "Softplus",
          "Mish",
          "HardSwish",
          "HardSigmoid",
          "Celu",
          "PRelu",
          "Swish",
          "Clip",
          "Softsign");
  private static final Set<String> MOVES =
      Set.of(
          "Reshape",
          "Transpose",
          "Split",
          "Slice",
          "Concat",
          "Squeeze",
          "Unsqueeze",
          "Expand",
          "Identity",
          "Cast",
          "Flatten");

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
    if (LINEAR.contains(op)) {
      return weighted
          ? "the weights of " + op + " are many independent draws that its input knows nothing of"
          : "the two factors of " + op + " are independent but for a source they share";
    }
    if (TERMS.contains(op)) {
      return "the terms of " + op + " are uncorrelated";
    }
    if (FACTORS.contains(op)) {
      return "the factors of " + op + " are independent";
    }
    if (CURVES.contains(op)) {
      return "the input of " + op + " is Gaussian";
    }
    if (NORMS.contains(op)) {
      return "rows are wide, so that each has the mean square that " + op + " divides by";
    }
    if (op.equals("Softmax") || SCORES.contains(op)) {
      return "the logits of " + op + " are Gaussian between the keys of a query";
    }
    if (POOLS.contains(op)) {
      return "positions overlap as predicted where " + op + " averages them";
    }
    if (MAXIMA.contains(op)) {
      return "the inputs of a window of " + op + " are equally correlated Gaussians";
    }
    if (op.equals("Gather")) {
      return "tokens follow the law they are said to, and rows of the table are independent draws";
    }
    if (op.equals("Input")) {
      return "the input follows the law it is said to";
    }
    return MOVES.contains(op)
        ? "the parts that " + op + " moves are alike"
        : "the rule for " + op + " holds";
  }

  private static String backward(String op, boolean weighted) {
    if (LINEAR.contains(op) && !weighted || op.equals("Softmax") || SCORES.contains(op)) {
      return "gradients and overlaps of positions are as predicted where "
          + op
          + " of an attention mixes them";
    }
    if (TERMS.contains(op) || MOVES.contains(op)) {
      return "gradients that meet are uncorrelated";
    }
    return "the gradient that " + op + " passes back is independent of what went forward";
  }
}
