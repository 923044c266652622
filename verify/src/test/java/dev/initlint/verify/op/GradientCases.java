package dev.initlint.verify.op;

import static dev.initlint.verify.op.Case.Input.longs;

import dev.initlint.graph.ElementType;
import dev.initlint.verify.op.Case.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Cases for the gradient check: every operator, with the attributes that change its gradient. */
final class GradientCases {
  private final List<Case> cases = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(5);

  static List<Case> all() {
    GradientCases all = new GradientCases();
    all.activations();
    all.arithmetic();
    all.layout();
    all.indexing();
    all.resizing();
    all.matrices();
    all.norms();
    all.reductions();
    all.windows();
    all.others();
    all.fused();
    return all.cases;
  }

  private void activations() {
    for (String name :
        List.of(
            "Relu",
            "Tanh",
            "Sigmoid",
            "Exp",
            "Neg",
            "Abs",
            "Sign",
            "Floor",
            "Ceil",
            "Round",
            "Sin",
            "Cos",
            "Tan",
            "Atan",
            "Sinh",
            "Cosh",
            "Erf",
            "Softplus",
            "Softsign",
            "HardSwish",
            "Mish",
            "Gelu",
            "Selu",
            "Elu",
            "Celu",
            "LeakyRelu",
            "ThresholdedRelu",
            "HardSigmoid",
            "Swish",
            "Shrink",
            "com.microsoft:Gelu",
            "com.microsoft:QuickGelu")) {
      add(name, Map.of(), normal(3, 5));
    }
    for (String name : List.of("Sqrt", "Reciprocal", "Log")) {
      add(name, Map.of(), positive(3, 5));
    }
    for (String name : List.of("Asin", "Acos")) {
      add(name, Map.of(), Input.reals(new int[] {5}, -0.9, -0.3, 0, 0.4, 0.8));
    }
    add("Gelu", Map.of("approximate", "tanh"), normal(4, 4));
    add("Elu", Map.of("alpha", 0.7), normal(7));
    add("Celu", Map.of("alpha", 1.7), normal(7));
    add("LeakyRelu", Map.of("alpha", 0.3), normal(7));
    add("Swish", Map.of("alpha", 1.3), normal(7));
    add("Selu", Map.of("alpha", 1.2, "gamma", 0.9), normal(7));
  }

  private void arithmetic() {
    for (String name : List.of("Add", "Sub", "Mul", "Div")) {
      add(name, Map.of(), normal(2, 3, 4), away(2, 3, 4));
      add(name, Map.of(), normal(2, 3, 4), away(4));
      add(name, Map.of(), normal(3, 1), away(2, 1, 4));
      add(name, Map.of(), normal(2, 3), away());
    }
    add("Pow", Map.of(), positive(2, 3), normal(3));
    add("Pow", Map.of(), normal(2, 3), longs(new int[0], 2));
    add("Pow", Map.of(), normal(2, 3), longs(new int[0], 3));
    add("PRelu", Map.of(), normal(2, 3, 4), normal(3, 1));
    for (String name : List.of("Max", "Min", "Sum", "Mean")) {
      add(name, Map.of(), normal(2, 3), normal(3), normal(2, 1));
    }
    add("Clip", Map.of(), normal(9), Input.reals(new int[0], -0.5), Input.reals(new int[0], 0.8));
    add("Clip", Map.of("min", -0.2), normal(9));
    Input condition =
        new Input(ElementType.BOOL, new int[] {2, 1, 3}, new double[] {1, 0, 0, 1, 1, 0});
    add("Where", Map.of(), condition, normal(4, 3), normal(2, 4, 1));
  }

  private void layout() {
    add("Reshape", Map.of(), normal(2, 3, 4), longs(new int[] {2}, 0, -1));
    add("Flatten", Map.of("axis", 2L), normal(2, 3, 4));
    add("Squeeze", Map.of(), normal(2, 1, 4), longs(new int[] {1}, 1));
    add("Unsqueeze", Map.of(), normal(2, 4), longs(new int[] {2}, 0, -1));
    add("Identity", Map.of(), normal(3));
    add("Cast", Map.of("to", 1L), normal(3));
    add("Transpose", Map.of("perm", new long[] {0, 2, 3, 1}), normal(2, 3, 4, 5));
    add("Transpose", Map.of(), normal(2, 3, 4));
    add("Expand", Map.of(), normal(3, 1), longs(new int[] {3}, 2, 1, 4));
    add("Tile", Map.of(), normal(2, 3), longs(new int[] {2}, 3, 2));
    for (int taken = 0; taken < 2; taken++) {
      add("If", Map.of(), longs(new int[] {1}, taken), normal(2, 3), normal(2, 3));
    }
    add("Slice", Map.of(), normal(4, 7), ints(1, 6), ints(4, -8), ints(0, 1), ints(2, -2));
    add("DepthToSpace", Map.of("blocksize", 2L), normal(1, 8, 2, 3));
    add("DepthToSpace", Map.of("blocksize", 2L, "mode", "CRD"), normal(1, 8, 2, 3));
    add("SpaceToDepth", Map.of("blocksize", 2L), normal(2, 1, 4, 6));
    add("Concat", Map.of("axis", -1L), normal(2, 3), normal(2, 1), normal(2, 4));
    cases.add(Case.of("Split", Map.of("axis", 1L), normal(2, 7), ints(3, 0, 4)).withOutputs(3));
    cases.add(Case.of("Split", Map.of("axis", 0L, "num_outputs", 2L), normal(5, 2)).withOutputs(2));
    for (String mode : List.of("constant", "reflect", "edge", "wrap")) {
      add("Pad", Map.of("mode", mode), normal(3, 4), ints(1, 2, 0, 3), Input.reals(new int[0], 2));
    }
    add("Pad", Map.of(), normal(3, 4), ints(-1, 0, 1, -2));
  }

  private void resizing() {
    Input none = Input.reals(new int[] {0});
    for (String mode : List.of("nearest", "linear", "cubic")) {
      for (String where : List.of("half_pixel", "align_corners", "asymmetric")) {
        Map<String, Object> how =
            Map.of("mode", mode, "coordinate_transformation_mode", where, "exclude_outside", 1L);
        add("Resize", how, normal(1, 2, 3, 4), none, none, ints(1, 2, 5, 3));
      }
    }
    Map<String, Object> smooth = Map.of("mode", "linear", "antialias", 1L);
    add("Resize", smooth, normal(1, 2, 6, 5), none, Input.reals(new int[] {4}, 1, 1, 0.5, 0.6));
    add("Upsample", Map.of("mode", "linear"), normal(1, 2, 3), Input.reals(new int[] {3}, 1, 1, 2));
  }

  private void indexing() {
    add("Gather", Map.of(), normal(5, 3), longs(new int[] {2, 2}, 1, 4, 1, -1));
    add("Gather", Map.of("axis", 1L), normal(2, 5, 3), longs(new int[0], 2));
    add(
        "GatherElements",
        Map.of("axis", 1L),
        normal(3, 4),
        longs(new int[] {3, 2}, 0, 3, 1, 1, -1, 2));
    add("GatherND", Map.of(), normal(2, 3, 4), longs(new int[] {2, 2}, 0, 2, 1, 0));
    add("GatherND", Map.of("batch_dims", 1L), normal(2, 3, 4), longs(new int[] {2, 1}, 2, 0));
    for (String how : List.of("none", "add")) {
      add(
          "ScatterElements",
          Map.of("axis", 1L, "reduction", how),
          normal(3, 4),
          longs(new int[] {3, 2}, 0, 3, 1, 2, -1, 2),
          normal(3, 2));
      add(
          "ScatterND",
          Map.of("reduction", how),
          normal(2, 3, 4),
          longs(new int[] {2, 2}, 0, 2, 1, 0),
          normal(2, 4));
    }
    add(
        "ScatterND",
        Map.of("reduction", "add"),
        normal(3, 2),
        longs(new int[] {3, 1}, 1, 1, -1),
        normal(3, 2));
    add("Trilu", Map.of("upper", 0L), normal(2, 4, 3));
    add("Trilu", Map.of(), normal(4, 4), longs(new int[0], 1));
    for (long exclusive = 0; exclusive < 2; exclusive++) {
      for (long reverse = 0; reverse < 2; reverse++) {
        add(
            "CumSum",
            Map.of("exclusive", exclusive, "reverse", reverse),
            normal(3, 4),
            longs(new int[0], 1));
      }
    }
  }

  private void matrices() {
    add("MatMul", Map.of(), normal(3, 4), normal(4, 2));
    add("MatMul", Map.of(), normal(2, 3, 4), normal(4, 2));
    add("MatMul", Map.of(), normal(2, 2, 3, 4), normal(2, 2, 4, 2));
    add("MatMul", Map.of(), normal(2, 1, 3, 4), normal(3, 4, 2));
    add("MatMul", Map.of(), normal(3, 4), normal(2, 4, 2));
    add("MatMul", Map.of(), normal(4), normal(2, 4, 3));
    add("MatMul", Map.of(), normal(2, 3, 4), normal(4));
    add("MatMul", Map.of(), normal(4), normal(4));
    for (long ta = 0; ta < 2; ta++) {
      for (long tb = 0; tb < 2; tb++) {
        add(
            "Gemm",
            Map.of("transA", ta, "transB", tb, "alpha", 0.5, "beta", 1.5),
            ta == 1 ? normal(4, 3) : normal(3, 4),
            tb == 1 ? normal(2, 4) : normal(4, 2),
            normal(2));
      }
    }
    add("Gemm", Map.of(), normal(3, 4), normal(4, 2), normal(3, 1));
    add("Gemm", Map.of(), normal(3, 4), normal(4, 2));
    add("Einsum", Map.of("equation", "bhid,bhjd->bhij"), normal(2, 2, 3, 4), normal(2, 2, 5, 4));
    add("Einsum", Map.of("equation", "bij,jk->bik"), normal(2, 3, 4), normal(4, 2));
    add("Einsum", Map.of("equation", "i,j->ij"), normal(3), normal(2));
    add("Einsum", Map.of("equation", "bij,bk->kj"), normal(2, 3, 4), normal(2, 3));
    add("Einsum", Map.of("equation", "ij->j"), normal(3, 4));
    add("Einsum", Map.of("equation", "ba,ac"), normal(3, 4), normal(4, 2));
  }

  private void norms() {
    for (String name :
        List.of(
            "RMSNormalization",
            "SimplifiedLayerNormalization",
            "com.microsoft:SimplifiedLayerNormalization")) {
      add(name, Map.of("epsilon", 1e-2), normal(3, 5), normal(5));
    }
    add("LayerNormalization", Map.of("epsilon", 1e-2), normal(2, 3, 5), normal(5), normal(5));
    add("LayerNormalization", Map.of("axis", 1L), normal(2, 3, 4), normal(3, 4));
    add("LayerNormalization", Map.of("axis", 1L), normal(2, 3, 4), normal(4), normal(3, 1));
    add("InstanceNormalization", Map.of(), normal(2, 3, 4), normal(3), normal(3));
    add("GroupNormalization", Map.of("num_groups", 2L), normal(2, 4, 3, 2), normal(4), normal(4));
    cases.add(
        Case.of(
                "GroupNormalization",
                Map.of("num_groups", 2L),
                normal(2, 4, 3),
                normal(2),
                normal(2))
            .withOpset(18));
    add(
        "BatchNormalization",
        Map.of("training_mode", 1L),
        normal(3, 2, 4),
        normal(2),
        normal(2),
        longs(new int[] {2}, 0, 0),
        longs(new int[] {2}, 1, 1));
    add(
        "BatchNormalization",
        Map.of(),
        normal(3, 2, 4),
        normal(2),
        normal(2),
        longs(new int[] {2}, 1, 0),
        longs(new int[] {2}, 2, 3));
    add("Softmax", Map.of(), normal(3, 5));
    add("Softmax", Map.of("axis", 1L), normal(2, 4, 3));
    cases.add(Case.of("Softmax", Map.of(), normal(2, 2, 3)).withOpset(11));
    add("LogSoftmax", Map.of(), normal(3, 5));
    add("LogSoftmax", Map.of("axis", 0L), normal(4, 3));
  }

  private void reductions() {
    for (String name :
        List.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceSumSquare",
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceProd",
            "ReduceMax",
            "ReduceMin")) {
      add(name, Map.of(), positive(2, 3, 4), ints(-1));
      add(name, Map.of("keepdims", 0L), positive(2, 3, 4), ints(0, 2));
      cases.add(Case.of(name, Map.of("axes", new long[] {1}), positive(2, 3, 2)).withOpset(11));
      add(name, Map.of(), positive(3, 2));
    }
  }

  private void windows() {
    add(
        "Conv",
        Map.of("pads", new long[] {1, 1, 1, 1}),
        normal(2, 2, 4, 5),
        normal(3, 2, 3, 3),
        normal(3));
    add(
        "Conv",
        Map.of("strides", new long[] {2, 2}, "pads", new long[] {0, 1, 2, 1}),
        normal(1, 2, 5, 6),
        normal(2, 2, 3, 2));
    add(
        "Conv",
        Map.of("group", 2L, "dilations", new long[] {2}),
        normal(2, 4, 7),
        normal(2, 2, 3),
        normal(2));
    add(
        "Conv",
        Map.of("auto_pad", "SAME_UPPER", "strides", new long[] {2, 1}),
        normal(1, 1, 5, 4),
        normal(1, 1, 2, 2));
    add("Conv", Map.of("auto_pad", "SAME_LOWER"), normal(1, 1, 5, 4), normal(1, 1, 2, 2));
    add("Conv", Map.of(), normal(2, 3, 2, 2), normal(4, 3, 1, 1), normal(4));
    add("Conv", Map.of(), normal(1, 1, 3, 3, 3), normal(2, 1, 2, 2, 2));
    add(
        "ConvTranspose",
        Map.of("strides", new long[] {2, 2}, "pads", new long[] {1, 0, 1, 0}),
        normal(2, 3, 3, 2),
        normal(3, 2, 3, 3),
        normal(2));
    add(
        "ConvTranspose",
        Map.of("group", 2L, "output_padding", new long[] {1}, "strides", new long[] {2}),
        normal(1, 4, 3),
        normal(4, 1, 2));
    add(
        "ConvTranspose",
        Map.of("output_shape", new long[] {5, 6}, "strides", new long[] {2, 2}),
        normal(1, 1, 3, 3),
        normal(1, 1, 3, 3));
    add(
        "MaxPool",
        Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 1}),
        normal(2, 2, 4, 4));
    add(
        "MaxPool",
        Map.of(
            "kernel_shape", new long[] {3}, "pads", new long[] {1, 1}, "dilations", new long[] {2}),
        normal(1, 2, 6));
    for (long padding = 0; padding < 2; padding++) {
      add(
          "AveragePool",
          Map.of(
              "kernel_shape",
              new long[] {3, 2},
              "pads",
              new long[] {1, 0, 1, 1},
              "strides",
              new long[] {2, 2},
              "count_include_pad",
              padding),
          normal(1, 2, 5, 4));
    }
    add(
        "AveragePool",
        Map.of("kernel_shape", new long[] {2}, "strides", new long[] {2}, "ceil_mode", 1L),
        normal(1, 1, 5));
    add(
        "AveragePool",
        Map.of(
            "kernel_shape",
            new long[] {5},
            "strides",
            new long[] {3},
            "pads",
            new long[] {0, 1},
            "ceil_mode",
            1L,
            "count_include_pad",
            1L),
        normal(1, 1, 8));
    add("GlobalAveragePool", Map.of(), normal(2, 3, 4, 2));
    add("GlobalMaxPool", Map.of(), normal(2, 3, 4));
  }

  private void others() {
    add("Dropout", Map.of(), normal(4, 5));
    Input training = new Input(ElementType.BOOL, new int[0], new double[] {1});
    add("Dropout", Map.of(), normal(4, 5), constant(0.4), training);
  }

  private void fused() {
    add("Attention", Map.of(), normal(2, 2, 3, 4), normal(2, 2, 5, 4), normal(2, 2, 5, 3));
    add(
        "Attention",
        Map.of(
            "q_num_heads", 4L, "kv_num_heads", 2L, "is_causal", 1L, "softcap", 2.0, "scale", 0.7),
        normal(1, 3, 8),
        normal(1, 3, 4),
        normal(1, 3, 4),
        normal(3, 3));
    Input mask =
        new Input(ElementType.BOOL, new int[] {1, 1, 2, 3}, new double[] {1, 0, 1, 1, 1, 0});
    add("Attention", Map.of(), normal(1, 1, 2, 4), normal(1, 1, 3, 4), normal(1, 1, 3, 4), mask);
    add(
        "com.microsoft:MultiHeadAttention",
        Map.of("num_heads", 2L),
        normal(2, 3, 4),
        normal(2, 3, 4),
        normal(2, 3, 4));
    for (long interleaved = 0; interleaved < 2; interleaved++) {
      add(
          "RotaryEmbedding",
          Map.of("interleaved", interleaved),
          normal(1, 2, 3, 4),
          normal(6, 2),
          normal(6, 2),
          longs(new int[] {1, 3}, 2, 0, 5));
    }
    add(
        "RotaryEmbedding",
        Map.of("num_heads", 2L, "rotary_embedding_dim", 2L),
        normal(1, 3, 8),
        normal(1, 3, 1),
        normal(1, 3, 1));
    cases.add(
        Case.of(
                "com.microsoft:SkipLayerNormalization",
                Map.of("epsilon", 1e-2),
                normal(2, 4),
                normal(2, 4),
                normal(4),
                normal(4),
                normal(4))
            .withOutputs(4));
    cases.add(
        Case.of(
                "com.microsoft:SkipSimplifiedLayerNormalization",
                Map.of("epsilon", 1e-2),
                normal(2, 4),
                normal(2, 4),
                normal(4))
            .withOutputs(4));
    add("com.microsoft:BiasGelu", Map.of(), normal(2, 4), normal(4));
    add("com.microsoft:FastGelu", Map.of(), normal(2, 4));
    add(
        "com.microsoft:FusedMatMul",
        Map.of("transB", 1L, "alpha", 0.3),
        normal(2, 3, 4),
        normal(2, 5, 4));
    add("LpNormalization", Map.of("axis", 1L), normal(2, 4));
    add("LpNormalization", Map.of("p", 1L), normal(2, 4));
    add("LRN", Map.of("size", 3L, "alpha", 0.6, "beta", 0.75, "bias", 1.5), normal(2, 5, 3));
    add("LRN", Map.of("size", 4L, "alpha", 0.6), normal(1, 5, 2, 2));
  }

  private void add(String name, Map<String, Object> attributes, Input... inputs) {
    cases.add(Case.of(name, attributes, inputs));
  }

  private static Input ints(double... values) {
    return longs(new int[] {values.length}, values);
  }

  private static Input constant(double value) {
    return Input.reals(new int[0], value);
  }

  private Input normal(int... dims) {
    double[] v = new double[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(v, i -> random.nextGaussian());
    return Input.reals(dims, v);
  }

  /** Between 0.5 and 2. */
  private Input positive(int... dims) {
    Input x = normal(dims);
    Arrays.setAll(x.values(), i -> 0.5 + 1.5 * random.nextDouble());
    return x;
  }

  /** Not near 0. */
  private Input away(int... dims) {
    Input x = normal(dims);
    Arrays.setAll(x.values(), i -> x.values()[i] + Math.copySign(0.5, x.values()[i]));
    return x;
  }
}
