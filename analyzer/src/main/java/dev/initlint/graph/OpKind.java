package dev.initlint.graph;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What an operator is, whatever it is for: the one table that walks over graphs, rules and reports
 * ask. Each operator of ONNX and of ONNX Runtime that extents or moments are known of is of one
 * kind.
 */
public enum OpKind {
  /** A product of matrices with sums over one axis or more. */
  PRODUCT(
      "Einsum",
      "FusedGemm",
      "FusedMatMul",
      "Gemm",
      "GemmFastGelu",
      "MatMul",
      "MatMulInteger",
      "MatMulNBits",
      "QLinearMatMul",
      "TransposeMatMul"),
  /** A kernel moved over a map. */
  CONVOLUTION("Conv", "ConvInteger", "ConvTranspose", "FusedConv", "QLinearConv"),
  /** A recurrent layer, its matrices within. */
  RECURRENT("GRU", "LSTM", "RNN"),
  /** Scores, softmax and the mean of values in one node. */
  ATTENTION("Attention", "GroupQueryAttention", "LongformerAttention", "MultiHeadAttention"),
  /** Experts with their router in one node. */
  EXPERTS("MoE"),
  /** Divides by a length or a deviation of its own input, or by stored ones. */
  NORM(
      "BatchNormalization",
      "GroupNorm",
      "GroupNormalization",
      "InstanceNormalization",
      "LayerNormalization",
      "LpNormalization",
      "MeanVarianceNormalization",
      "RMSNormalization",
      "SimplifiedLayerNormalization"),
  /** A norm of the sum of its first two inputs, with the gain behind them. */
  NORMALISED_SUM("SkipLayerNormalization", "SkipSimplifiedLayerNormalization"),
  /** A norm of what it looks up, adds or bends itself. */
  FUSED_NORM("EmbedLayerNormalization", "SkipGroupNorm"),
  /** Divides by neighbouring channels. */
  RESPONSE_NORM("LRN"),
  /** A softmax or its logarithm. */
  SOFTMAX("Hardmax", "LogSoftmax", "Softmax"),
  /** A sum of its inputs, or their mean. */
  SUM("Add", "BiasAdd", "Mean", "QLinearAdd", "Sub", "Sum"),
  /** An entry of one times the entry of the other, or over it. */
  FACTOR("Div", "Mul", "QLinearMul"),
  /** The larger or the smaller of its inputs. */
  BOUND("Max", "Min"),
  /** A bend of a network between its linear maps. */
  ACTIVATION(
      "BiasGelu",
      "BiasSplitGelu",
      "Celu",
      "Elu",
      "FastGelu",
      "Gelu",
      "HardSigmoid",
      "HardSwish",
      "LeakyRelu",
      "Mish",
      "PRelu",
      "QuickGelu",
      "Relu",
      "Selu",
      "Shrink",
      "Sigmoid",
      "Softplus",
      "Softsign",
      "Swish",
      "Tanh",
      "ThresholdedRelu"),
  /** Another function of one entry. */
  FUNCTION(
      "Abs",
      "Acos",
      "Acosh",
      "Asin",
      "Asinh",
      "Atan",
      "Atanh",
      "Ceil",
      "Clip",
      "Cos",
      "Cosh",
      "Erf",
      "Exp",
      "Floor",
      "Log",
      "Mod",
      "Neg",
      "Pow",
      "Reciprocal",
      "Round",
      "Sign",
      "Sin",
      "Sinh",
      "Sqrt",
      "Tan"),
  /** The same entries in the same number under another shape, order or type. */
  MOVE(
      "Cast",
      "CastLike",
      "DepthToSpace",
      "Flatten",
      "Identity",
      "Reshape",
      "ReverseSequence",
      "SpaceToDepth",
      "Squeeze",
      "Transpose",
      "Unsqueeze"),
  /** The same entries more than once. */
  COPY("Expand", "Tile"),
  /** Some of the entries. */
  PART("Slice", "Split", "TopK"),
  /** Entries by an index. */
  LOOKUP("Gather", "GatherElements", "GatherND"),
  /** Tensors behind each other. */
  JOIN("Concat"),
  /** Entries of its own around or in place of those that came in. */
  FILL("Pad", "Trilu"),
  /** One of two, by a condition. */
  CHOICE("Where"),
  /** Writes parts into a whole. */
  SCATTER("Scatter", "ScatterElements", "ScatterND", "TensorScatter"),
  /** A map drawn larger or smaller. */
  RESIZE("Resize", "Upsample"),
  /** A mean, a sum or a length over whole axes. */
  REDUCTION(
      "GlobalAveragePool",
      "GlobalLpPool",
      "ReduceL1",
      "ReduceL2",
      "ReduceLogSum",
      "ReduceLogSumExp",
      "ReduceMean",
      "ReduceProd",
      "ReduceSum",
      "ReduceSumSquare"),
  /** The largest or the smallest over whole axes. */
  EXTREME("GlobalMaxPool", "ReduceMax", "ReduceMin"),
  /** A mean over a window. */
  AVERAGE_POOL("AveragePool", "LpPool"),
  /** The largest within a window. */
  MAX_POOL("MaxPool"),
  /** Sums along an axis, kept at every place. */
  CUMULATION("CumSum"),
  /** Turns pairs of features by the position. */
  ROTATION("RotaryEmbedding"),
  /** A Fourier transform. */
  TRANSFORM("DFT"),
  /** Drops entries in training. */
  DROPOUT("Dropout"),
  /** Draws numbers when it is run. */
  RANDOM("Bernoulli", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"),
  /** To whole numbers with a scale and back. */
  QUANTISATION("DequantizeLinear", "DynamicQuantizeLinear", "QuantizeLinear"),
  /** Which of two is larger, or whether they are equal. */
  COMPARISON("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"),
  /** Of truth values, of bits, or a test of one entry. */
  LOGIC(
      "And",
      "BitShift",
      "BitwiseAnd",
      "BitwiseNot",
      "BitwiseOr",
      "BitwiseXor",
      "IsInf",
      "IsNaN",
      "Not",
      "Or",
      "Xor"),
  /** Places and extents: whole numbers that tell of tensors. */
  INDEX("ArgMax", "ArgMin", "NonZero", "OneHot", "Shape", "Size"),
  /** Made from nothing but extents. */
  SOURCE("Constant", "ConstantOfShape", "EyeLike", "Range"),
  /** Runs graphs within. */
  CONTROL("If", "Loop", "Scan"),
  /** A loss. */
  LOSS("NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss"),
  /** Not in this table. */
  OTHER;

  /** What maps linearly by weights that are drawn: products and convolutions. */
  public static final Set<OpKind> LINEAR = EnumSet.of(PRODUCT, CONVOLUTION);

  /** What keeps each entry that it hands on, and counts them anew at most. */
  public static final Set<OpKind> REARRANGES = EnumSet.of(MOVE, COPY, PART, LOOKUP, JOIN);

  private static final Map<String, OpKind> BY_NAME = new HashMap<>();

  static {
    for (OpKind kind : values()) {
      for (String name : kind.names) {
        if (BY_NAME.put(name, kind) != null) {
          throw new IllegalStateException(name + " is of two kinds");
        }
      }
    }
  }

  private final Set<String> names;

  OpKind(String... names) {
    this.names = Set.of(names);
  }

  /** The kind of an operator, by its name in the standard set or in ONNX Runtime's. */
  public static OpKind of(String op) {
    return BY_NAME.getOrDefault(op, OTHER);
  }

  /** Names of the operators of this kind, as they are spelled in a file. */
  public Set<String> names() {
    return names;
  }

  /** Whether an operator is of this kind. */
  public boolean has(String op) {
    return names.contains(op);
  }

  /** Whether an operator is of one of these kinds. */
  public static boolean isOneOf(Collection<OpKind> kinds, String op) {
    return kinds.contains(of(op));
  }
}
