package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
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
    operators.put("LRN", new Composite(FusedNorms::localResponse));
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

  /** ONNX has zeros stay zeros, which have no direction. */
  private static Tensor[] unitLength(Composite.Steps s, Tensor[] in) {
    String norm = s.attributes().integer("p", 2) == 1 ? "ReduceL1" : "ReduceL2";
    Tensor axis = Composite.Steps.axes(s.attributes().integer("axis", -1));
    Tensor length = s.apply(norm, Map.of(), in[0], axis);
    Tensor some = s.apply("Max", Map.of(), length, s.scalar(Float.MIN_NORMAL));
    return new Tensor[] {s.apply("Div", Map.of(), in[0], some)};
  }

  /** Krizhevsky et al. 2012, section 3.3, with the window's sum as an average over channels. */
  private static Tensor[] localResponse(Composite.Steps s, Tensor[] in) {
    int[] d = in[0].dims();
    int rest = Extents.size(d, 2, d.length);
    int size = (int) s.attributes().integer("size", 1);
    long before = (size - 1) / 2;
    Tensor rows = s.reshaped(s.apply("Mul", Map.of(), in[0], in[0]), d[0], 1, d[1], rest);
    Map<String, Object> window =
        Map.of(
            "kernel_shape",
            new long[] {size, 1},
            "pads",
            new long[] {before, 0, size - 1 - before, 0},
            "count_include_pad",
            1L);
    Tensor mean = s.reshaped(s.apply("AveragePool", window, rows), d);
    Tensor scaled = s.apply("Mul", Map.of(), mean, s.scalar(s.attributes().real("alpha", 1e-4)));
    Tensor level = s.apply("Add", Map.of(), scaled, s.scalar(s.attributes().real("bias", 1)));
    double beta = s.attributes().real("beta", 0.75);
    Tensor factor = s.apply("Pow", Map.of(), level, s.scalar(-beta));
    return new Tensor[] {s.apply("Mul", Map.of(), in[0], factor)};
  }
}
