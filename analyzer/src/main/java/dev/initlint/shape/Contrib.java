package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.Arrays;
import java.util.List;

/** Operators of ONNX Runtime's domain com.microsoft. */
final class Contrib {
  private static final String DOMAIN = Operators.MICROSOFT;

  private Contrib() {}

  static void register(Operators r) {
    List.of("BiasGelu", "FastGelu", "QuickGelu", "BiasAdd", "GroupNorm", "SkipGroupNorm")
        .forEach(op -> one(r, op, Operator::same));
    List.of("MoE", "LongformerAttention").forEach(op -> one(r, op, Operator::same));
    List.of("Gelu", "RotaryEmbedding", "LayerNormalization", "SimplifiedLayerNormalization")
        .forEach(op -> r.alias(DOMAIN, op, op));
    List.of("Trilu", "DequantizeLinear", "QuantizeLinear", "MatMulInteger")
        .forEach(op -> r.alias(DOMAIN, op, op));
    one(r, "FusedConv", o -> Window.convolution(o, 1, o.type(0)));
    one(r, "FusedGemm", Matrix::gemm);
    one(r, "GemmFastGelu", o -> Inferred.Known.of(o.type(0), Matrix.product(o.dims(0), o.dims(1))));
    one(r, "BiasSplitGelu", Contrib::halved);
    one(r, "FusedMatMul", Contrib::fusedMatMul);
    one(r, "TransposeMatMul", Contrib::fusedMatMul);
    one(r, "MatMulNBits", Contrib::matMulNBits);
    one(r, "QLinearAdd", Contrib::quantisedPair);
    one(r, "QLinearMul", Contrib::quantisedPair);
    r.add(DOMAIN, "SkipLayerNormalization", Contrib::skipNorm, null);
    r.add(DOMAIN, "SkipSimplifiedLayerNormalization", Contrib::skipNorm, null);
    r.add(DOMAIN, "EmbedLayerNormalization", Contrib::embedNorm, null);
    r.add(DOMAIN, "Attention", ContribAttention::packed, null);
    r.add(DOMAIN, "MultiHeadAttention", ContribAttention::multiHead, null);
    r.add(DOMAIN, "GroupQueryAttention", ContribAttention::groupQuery, null);
  }

  private static void one(Operators r, String op, Operator.One rule) {
    r.add(DOMAIN, op, Operator.Rule.one(rule), null);
  }

  /** Two tensors of codes, each followed by its scale and zero point. */
  private static Inferred quantisedPair(Operands o) {
    return Inferred.Known.of(o.type(0), Extents.broadcast(o.dims(0), o.dims(3)));
  }

  private static Inferred halved(Operands o) {
    long[] dims = o.dims(0, 3);
    dims[2] /= 2;
    return Inferred.Known.of(o.type(0), dims);
  }

  private static Inferred fusedMatMul(Operands o) {
    long[] a = transposed(o.dims(0), o, "transA", "transBatchA");
    long[] b = transposed(o.dims(1), o, "transB", "transBatchB");
    return Inferred.Known.of(o.type(0), Matrix.product(a, b));
  }

  /**
   * {@code batch} moves the first axis to just before the last; {@code swap} swaps the last two.
   */
  private static long[] transposed(long[] dims, Operands o, String swap, String batch) {
    int n = dims.length;
    long[] out = dims.clone();
    if (n >= 2 && o.attributes().integer(batch, 0) != 0) {
      System.arraycopy(dims, 1, out, 0, n - 2);
      out[n - 2] = dims[0];
    }
    if (n >= 2 && o.attributes().integer(swap, 0) != 0) {
      long last = out[n - 1];
      out[n - 1] = out[n - 2];
      out[n - 2] = last;
    }
    return out;
  }

  private static Inferred matMulNBits(Operands o) {
    long[] dims = o.dims(0);
    long k = o.attributes().integer("K", -1);
    if (dims.length == 0 || dims[dims.length - 1] != k) {
      throw new IllegalArgumentException(
          "MatMulNBits sums over " + k + " of " + Extents.text(dims));
    }
    dims[dims.length - 1] = o.attributes().integer("N", -1);
    return Inferred.Known.of(o.type(0), dims);
  }

  /** Normalised, mean, inverse deviation, and the sum that was normalised. */
  private static List<Inferred> skipNorm(Operands o) {
    long[] dims = o.dims(0);
    if (dims.length == 0) {
      throw new IllegalArgumentException(o.node().op() + " of a scalar");
    }
    long[] rows = dims.clone();
    rows[rows.length - 1] = 1;
    Inferred statistic = Inferred.Known.of(ElementType.FLOAT, rows);
    return List.of(Operator.same(o), statistic, statistic, Operator.same(o));
  }

  /** Normalised embedding, mask index, and the sum that was normalised. */
  private static List<Inferred> embedNorm(Operands o) {
    long[] ids = o.dims(0, 2);
    long[] table = o.dims(2, 2);
    long[] dims = Arrays.copyOf(ids, 3);
    dims[2] = table[1];
    Inferred embedded = Inferred.Known.of(o.type(2), dims);
    return List.of(embedded, Inferred.Known.of(ElementType.INT32, ids[0]), embedded);
  }
}
