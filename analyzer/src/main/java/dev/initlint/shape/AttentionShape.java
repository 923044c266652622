package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.List;

/** Attention and rotary embedding of ai.onnx (opset 23 and later). */
final class AttentionShape {
  private AttentionShape() {}

  static void register(Operators r) {
    r.addAll("Attention", AttentionShape::infer);
    r.add("RotaryEmbedding", Operator::same);
  }

  /** Inputs Q, K, V, mask, past key, past value; rank 3 packs the heads into the last axis. */
  private static List<Inferred> infer(Operands o) {
    long[] q = heads(o, 0, "q_num_heads");
    long[] k = heads(o, 1, "kv_num_heads");
    long[] v = heads(o, 2, "kv_num_heads");
    long past = o.has(4) ? o.dims(4, 4)[2] : 0;
    long total = Math.addExact(past, k[2]);
    ElementType type = o.type(0);
    Inferred y =
        o.rank(0) == 3
            ? Inferred.Known.of(type, q[0], q[2], Math.multiplyExact(q[1], v[3]))
            : Inferred.Known.of(type, q[0], q[1], q[2], v[3]);
    return List.of(
        y,
        Inferred.Known.of(o.type(1), k[0], k[1], total, k[3]),
        Inferred.Known.of(o.type(2), v[0], v[1], total, v[3]),
        Inferred.Known.of(type, q[0], q[1], q[2], total));
  }

  /** Batch, heads, positions, head size. */
  private static long[] heads(Operands o, int input, String attribute) {
    long[] dims = o.dims(input);
    if (dims.length == 4) {
      return dims;
    }
    long heads = o.attributes().integer(attribute, 0);
    long[] packed = o.dims(input, 3);
    return split(o, packed, heads);
  }

  /** Splits the last of three axes into heads. */
  static long[] split(Operands o, long[] packed, long heads) {
    if (heads < 1 || packed[2] % heads != 0) {
      throw new IllegalArgumentException(
          o.node().op() + " splits " + packed[2] + " features into " + heads + " heads");
    }
    return new long[] {packed[0], heads, packed[1], packed[2] / heads};
  }
}
