package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Tensor;
import java.util.Map;

/** Norms and activations that ONNX Runtime's optimizer fuses with what stands in front of them. */
final class FusedNorms {
  private FusedNorms() {}

  static void register(Map<String, Operator> operators) {
    operators.put(
        "com.microsoft:SkipLayerNormalization",
        new Composite((steps, in) -> skip(steps, in, "LayerNormalization", 4)));
    operators.put(
        "com.microsoft:SkipSimplifiedLayerNormalization",
        new Composite((steps, in) -> skip(steps, in, "RMSNormalization", 3)));
    operators.put("com.microsoft:BiasGelu", new Composite((s, in) -> biased(s, in, "none")));
    operators.put("com.microsoft:FastGelu", new Composite((s, in) -> biased(s, in, "tanh")));
    operators.put("com.microsoft:FusedMatMul", new Composite(FusedNorms::product));
    operators.put("LpNormalization", new Composite(FusedNorms::unitLength));
  }

  /** The norm of a residual stream; the fourth output is the stream itself. */
  private static Tensor[] skip(Composite.Steps s, Tensor[] in, String norm, int biasInput) {
    Tensor sum = s.apply("Add", Map.of(), in[0], in[1]);
    Tensor bias = s.input(biasInput);
    if (bias != null) {
      sum = s.apply("Add", Map.of(), sum, bias);
    }
    Map<String, Object> epsilon = Map.of("epsilon", s.attributes().real("epsilon", 1e-12));
    Tensor beta = biasInput == 4 ? s.input(3) : null;
    Tensor y =
        beta == null
            ? s.apply(norm, epsilon, sum, in[2])
            : s.apply(norm, epsilon, sum, in[2], beta);
    return new Tensor[] {y, null, null, sum};
  }

  private static Tensor[] biased(Composite.Steps s, Tensor[] in, String approximate) {
    Tensor x = s.input(1) == null ? in[0] : s.apply("Add", Map.of(), in[0], in[1]);
    return new Tensor[] {s.apply("Gelu", Map.of("approximate", approximate), x)};
  }

  private static Tensor[] product(Composite.Steps s, Tensor[] in) {
    Tensor a = s.attributes().integer("transA", 0) == 0 ? in[0] : lastTwoExchanged(s, in[0]);
    Tensor b = s.attributes().integer("transB", 0) == 0 ? in[1] : lastTwoExchanged(s, in[1]);
    if (s.attributes().integer("transBatchA", 0) + s.attributes().integer("transBatchB", 0) > 0) {
      throw new Operator.Unsupported("FusedMatMul with exchanged batch axes");
    }
    Tensor y = s.apply("MatMul", Map.of(), a, b);
    double alpha = s.attributes().real("alpha", 1);
    return new Tensor[] {alpha == 1 ? y : s.apply("Mul", Map.of(), y, s.scalar(alpha))};
  }

  private static Tensor lastTwoExchanged(Composite.Steps s, Tensor t) {
    long[] perm = new long[t.rank()];
    for (int i = 0; i < perm.length; i++) {
      perm[i] = i;
    }
    perm[perm.length - 1] = perm.length - 2;
    perm[perm.length - 2] = perm.length - 1;
    return s.transposed(t, perm);
  }

  private static Tensor[] unitLength(Composite.Steps s, Tensor[] in) {
    String norm = s.attributes().integer("p", 2) == 1 ? "ReduceL1" : "ReduceL2";
    Tensor axis = Composite.Steps.axes(s.attributes().integer("axis", -1));
    Tensor length = s.apply(norm, Map.of(), in[0], axis);
    return new Tensor[] {s.apply("Div", Map.of(), in[0], length)};
  }
}
