package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.Curves;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.ElementType;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.shape.ActivationOperators;
import dev.initlint.shape.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All operators whose moments are modelled, by name. */
public final class Operators {
  private static final Map<String, Op> BY_NAME = new TreeMap<>();

  static {
    for (String name : ActivationOperators.names()) {
      put(name, Elementwise.of(s -> ActivationOperators.of(name, s.node().attributes())));
    }
    put("Abs", Elementwise.of(Activation.ABS));
    put("Acos", Elementwise.of(Curves.ACOS));
    put("Add", new Addition(1));
    put("ArgMax", Indices::byData);
    put("ArgMin", Indices::byData);
    put("Asin", Elementwise.of(Curves.ASIN));
    put("Atan", Elementwise.of(Curves.ATAN));
    put("AveragePool", Pooling::average);
    put("BatchNormalization", BatchNorm::forward);
    put("Attention", FusedAttention::attention);
    put("BiasGelu", Fused.gelu("none"));
    put("Cast", Structural::same);
    put("CastLike", Structural::same);
    put("Clip", Elementwise.of(Operators::clip));
    put("Concat", Structural::concat);
    put("Conv", Convolution::forward);
    put("ConvInteger", QuantisedOps::convInteger);
    put("ConvTranspose", TransposedConvolution::forward);
    put("Cos", Elementwise.of(Activation.COS));
    put("CumSum", RunningSum::forward);
    put("DepthToSpace", BlockMoves::moved);
    put("DequantizeLinear", QuantisedOps::dequantised);
    put("DFT", Fourier::forward);
    put("Div", new Multiplication(true));
    put("Dropout", Dropout::forward);
    put("DynamicQuantizeLinear", QuantisedOps::dynamic);
    put("Einsum", Einsum::forward);
    put("EmbedLayerNormalization", Fused::embedded);
    put("Erf", Elementwise.of(Activation.ERF));
    put("Exp", Elementwise.of(Activation.EXP));
    put("Expand", Copies::expand);
    put("FastGelu", Fused.gelu("tanh"));
    put("Flatten", Structural::reshape);
    put("FusedMatMul", Fused::product);
    put("Gather", Operators::gather);
    put("GatherElements", Routed::elements);
    put("GatherND", Routed::tuples);
    put("Gemm", Linear::gemm);
    put("GRU", Recurrent::forward);
    put("GlobalAveragePool", Pooling::global);
    put("Greater", Comparison.of(true));
    put("GreaterOrEqual", Comparison.of(true));
    put("GroupNormalization", GroupNorm::groups);
    put("GroupQueryAttention", FusedAttention::groupQuery);
    put("Identity", Structural::same);
    put("If", Choice::forward);
    put("InstanceNormalization", GroupNorm::instances);
    put("IsNaN", Operators::isNaN);
    put("Log", Elementwise.of(Activation.log()));
    put("LRN", ResponseNorm::forward);
    put("LSTM", Recurrent::forward);
    put("LayerNormalization", new Norm(true));
    put("Less", Comparison.of(false));
    put("LessOrEqual", Comparison.of(false));
    put("LogSoftmax", Softmax::logarithm);
    put("LpNormalization", UnitLength::normalised);
    put("MatMul", Operators::matMul);
    put("MatMulInteger", QuantisedOps::matMulInteger);
    put("Max", s -> bounded(s, true));
    put("MaxPool", Pooling::max);
    put("Mean", Fused.sum(true));
    put("Min", s -> bounded(s, false));
    put("Mul", new Multiplication(false));
    put("MultiHeadAttention", FusedAttention::multiHead);
    put("Neg", Elementwise.of(Activation.IDENTITY.times(-1)));
    put("NonZero", Indices::byData);
    put("PRelu", Elementwise.of(Operators::prelu));
    put("Pad", ZeroPadding::forward);
    put("Pow", Elementwise.of(Operators::power));
    put("QLinearAdd", QuantisedOps.pair("Add"));
    put("QLinearConv", QuantisedOps::convolution);
    put("QLinearMatMul", QuantisedOps::matMul);
    put("QLinearMul", QuantisedOps.pair("Mul"));
    put("QuantizeLinear", Structural::same);
    put("QuickGelu", Elementwise.of(s -> Activation.swish(real(s, "alpha", 1.702))));
    put("Resize", Resizing::forward);
    put("RMSNormalization", new Norm(false));
    put("RandomNormalLike", RandomLike::normal);
    put("RandomUniformLike", RandomLike::uniform);
    put("Reciprocal", Elementwise.of(Activation.power(-1)));
    put("RNN", Recurrent::forward);
    put("ReduceL2", UnitLength::length);
    put("ReduceLogSumExp", Extremes::logSumExp);
    put("ReduceMax", Extremes.of(true));
    put("ReduceMean", new Reduction(false));
    put("ReduceMin", Extremes.of(false));
    put("ReduceSum", new Reduction(true));
    put("Relu", Elementwise.of(Activation.RELU));
    put("Reshape", Structural::reshape);
    put("RotaryEmbedding", Rotary::forward);
    put("ScatterElements", Routed::scattered);
    put("ScatterND", Routed::scattered);
    put("Sigmoid", Elementwise.of(Activation.SIGMOID));
    put("SimplifiedLayerNormalization", new Norm(false));
    put("Sin", Elementwise.of(Activation.SIN));
    put("SkipLayerNormalization", Fused.skip("LayerNormalization", 4));
    put("SkipSimplifiedLayerNormalization", Fused.skip("RMSNormalization", 3));
    put("Slice", Structural::slice);
    put("Softmax", Softmax::forward);
    put("SpaceToDepth", BlockMoves::moved);
    put("Split", Structural::split);
    put("Sqrt", Elementwise.of(Activation.sqrt()));
    put("Squeeze", Structural::reshape);
    put("Sub", new Addition(-1));
    put("Sum", Fused.sum(false));
    put("Tanh", Elementwise.of(Activation.TANH));
    put("Tile", Copies::tile);
    put("TopK", Largest::forward);
    put("Transpose", Structural::transpose);
    put("Unsqueeze", Structural::reshape);
    put("Upsample", Resizing::forward);
    put("Where", Operators::where);
  }

  private Operators() {}

  private static void put(String name, Op op) {
    BY_NAME.put(name, op);
  }

  /** The operator of that name in the standard set or in ONNX Runtime's, or null. */
  public static Op named(String domain, String name) {
    boolean known = domain.isEmpty() || domain.equals("ai.onnx") || domain.equals("com.microsoft");
    return known ? BY_NAME.get(name) : null;
  }

  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  private static double real(Site site, String name, double otherwise) {
    return site.node().attributes().real(name, otherwise);
  }

  private static ScalarFunction clip(Site site) {
    double low = real(site, "min", bound(site, 1, -Double.MAX_VALUE));
    double high = real(site, "max", bound(site, 2, Double.MAX_VALUE));
    return Activation.clip(low, high);
  }

  private static double bound(Site site, int i, double otherwise) {
    double v = site.node().hasInput(i) ? site.scalar(i) : otherwise;
    if (Double.isNaN(v)) {
      throw new Op.NotModelled("a clip whose bounds are not constant");
    }
    return v;
  }

  private static ScalarFunction prelu(Site site) {
    ParameterFacts w = site.parameter(1);
    double slope = w != null && w.isConstant() ? w.mean() : site.scalar(1);
    if (Double.isNaN(slope)) {
      throw new Op.NotModelled("slopes that differ between channels");
    }
    return Activation.prelu(slope);
  }

  private static ScalarFunction power(Site site) {
    double exponent = site.scalar(1);
    if (Double.isNaN(exponent)) {
      throw new Op.NotModelled("a power whose exponent is not constant");
    }
    return exponent == 2 ? Activation.SQUARE : Activation.power(exponent);
  }

  /** {@code Max} or {@code Min} of a signal and one number, in either order. */
  private static List<Belief> bounded(Site site, boolean below) {
    int signal = site.constant(0) == null ? 0 : 1;
    double bound = site.inputs().size() == 2 ? bound(site.constant(1 - signal)) : Double.NaN;
    if (Double.isNaN(bound)) {
      throw new Op.NotModelled("the largest or smallest of several activations");
    }
    ScalarFunction f =
        below
            ? Activation.clip(bound, Double.MAX_VALUE)
            : Activation.clip(-Double.MAX_VALUE, bound);
    return Elementwise.of(f).forward(signal == 0 ? site : site.swapped());
  }

  /** The number that all entries of a constant are, or NaN. */
  private static double bound(Array a) {
    if (a == null || a.size() == 0) {
      return Double.NaN;
    }
    double first = a.at(0);
    return Arrays.stream(a.toDoubles()).allMatch(v -> v == first) ? first : Double.NaN;
  }

  /** {@code IsNaN}: no value of a model at work is. */
  private static List<Belief> isNaN(Site site) {
    site.signal(0);
    return List.of(new Belief.Fixed(Array.scalar(ElementType.BOOL, 0)));
  }

  private static List<Belief> gather(Site site) {
    ParameterFacts table = site.parameter(0);
    if (table == null) {
      return Structural.gather(site);
    }
    long axis = site.node().attributes().integer("axis", 0);
    if (table.dims().length > 2 && axis == 0 && site.input(1) instanceof Belief.Tokens) {
      return List.of(Routed.weights(site, table));
    }
    if (table.dims().length != 2 || axis != 0) {
      return Looked.up(site, table, (int) axis);
    }
    if (site.input(1) instanceof Belief.Tokens tokens) {
      return Embedding.tokens(site, table, tokens);
    }
    Array index = site.constant(1);
    if (index == null) {
      throw new Op.NotModelled("rows by an index that is neither tokens nor constant");
    }
    return Embedding.fixed(site, table, index);
  }

  private static List<Belief> matMul(Site site) {
    boolean weight = site.parameter(0) != null || site.parameter(1) != null;
    try {
      return weight ? Linear.matMul(site) : Attention.matMul(site);
    } catch (Op.NotModelled reason) {
      List<Belief> other = Products.matMul(site);
      if (other == null) {
        throw reason;
      }
      return other;
    }
  }

  /** {@code Where} by a step of a tensor, or with a constant condition on scores: a mask. */
  private static List<Belief> where(Site site) {
    List<Belief> pieces = Comparison.chosen(site);
    if (pieces != null) {
      return pieces;
    }
    Array condition = site.constant(0);
    int at = site.signalOrNull(1) != null ? 1 : 2;
    var x = site.signal(at);
    if (condition == null || site.entries(3 - at) == null) {
      throw new Op.NotModelled("a choice by a condition that is not constant");
    }
    boolean[] visible = new boolean[condition.size()];
    for (int i = 0; i < visible.length; i++) {
      visible[i] = (condition.at(i) != 0) == (at == 1);
    }
    if (x.unit() instanceof Attention.Logits logits) {
      return Site.known(Attention.where(x, logits, visible, condition.dims()));
    }
    if (x.unit() instanceof RelativeBias bias) {
      return Site.known(bias.masked(x, Mask.of(visible, condition.dims()), condition.dims()));
    }
    for (boolean v : visible) {
      if (!v) {
        return List.of(Substitution.of(site, at, visible, condition.dims()));
      }
    }
    return Site.known(x.seenAs(x.axes()).formula(site.q(at)).scale(x.scale()));
  }
}
