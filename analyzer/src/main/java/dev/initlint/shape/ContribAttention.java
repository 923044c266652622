package dev.initlint.shape;

import java.util.ArrayList;
import java.util.List;

/** The three attentions of com.microsoft. */
final class ContribAttention {
  private ContribAttention() {}

  /** Attention: input, weight of Q, K and V side by side, bias, mask, past. */
  static List<Inferred> packed(Operands o) {
    long[] x = o.dims(0, 3);
    long[] w = o.dims(1, 2);
    long[] sizes = o.attributes().integers("qkv_hidden_sizes");
    if (sizes != null && sizes.length != 3) {
      throw new IllegalArgumentException("Attention's qkv_hidden_sizes does not have 3 entries");
    }
    long hidden = sizes == null ? w[1] / 3 : sizes[2];
    long heads = o.attributes().integer("num_heads", 0);
    List<Inferred> out = new ArrayList<>();
    out.add(Inferred.Known.of(o.type(0), x[0], x[1], hidden));
    long[] split = AttentionShape.split(o, new long[] {x[0], x[1], hidden}, heads);
    long past = o.has(4) ? o.dims(4, 5)[3] : 0;
    long total = Math.addExact(past, x[1]);
    out.add(Inferred.Known.of(o.type(0), 2, x[0], heads, total, split[3]));
    return out;
  }

  /** MultiHeadAttention: query, key, value, bias, mask, attention bias, past key, past value. */
  static List<Inferred> multiHead(Operands o) {
    long[] q = o.dims(0);
    if (q.length == 5) {
      long hidden = Math.multiplyExact(q[2], q[4]);
      return List.of(Inferred.Known.of(o.type(0), q[0], q[1], hidden));
    }
    long heads = o.attributes().integer("num_heads", 0);
    long[] query = AttentionShape.split(o, o.dims(0, 3), heads);
    long[] key = o.has(1) ? keys(o, 1, heads) : query;
    long[] value = o.has(2) ? keys(o, 2, heads) : key;
    long hidden = Math.multiplyExact(heads, value[3]);
    long past = o.has(6) ? o.dims(6, 4)[2] : 0;
    long total = Math.addExact(past, key[2]);
    return List.of(
        Inferred.Known.of(o.type(0), q[0], q[1], hidden),
        Inferred.Known.of(o.type(0), q[0], heads, total, key[3]),
        Inferred.Known.of(o.type(0), q[0], heads, total, value[3]));
  }

  /** Keys or values: packed heads, or split heads, or keys and values packed together. */
  private static long[] keys(Operands o, int input, long heads) {
    long[] dims = o.dims(input);
    return switch (dims.length) {
      case 3 -> AttentionShape.split(o, dims, heads);
      case 4 -> dims;
      case 5 -> new long[] {dims[0], dims[2], dims[1], dims[4]};
      default ->
          throw new IllegalArgumentException(
              "MultiHeadAttention's input " + input + " has rank " + dims.length);
    };
  }

  /** GroupQueryAttention: query, key, value, past key, past value, lengths, total length. */
  static List<Inferred> groupQuery(Operands o) {
    long[] q = o.dims(0, 3);
    long heads = o.attributes().integer("num_heads", 0);
    long shared = o.attributes().integer("kv_num_heads", 0);
    if (heads < 1 || shared < 1) {
      throw new IllegalArgumentException("GroupQueryAttention does not state its heads");
    }
    // Without keys the query holds Q, K and V side by side.
    long slices = o.has(1) ? heads : Math.addExact(heads, Math.multiplyExact(2, shared));
    long size = AttentionShape.split(o, q, slices)[3];
    List<Inferred> out = new ArrayList<>();
    out.add(Inferred.Known.of(o.type(0), q[0], q[1], Math.multiplyExact(heads, size)));
    Inferred present = present(o, q[0], shared, size);
    out.add(present);
    out.add(present);
    return out;
  }

  /** The buffer of past keys is as long as it was, or as the total that is now used. */
  private static Inferred present(Operands o, long batch, long heads, long size) {
    if (!o.isConstant(6)) {
      return Inferred.Unknown.because("the total sequence length is computed at run time");
    }
    long past = o.has(3) ? o.dims(3, 4)[2] : 0;
    long total = Math.max(past, (long) o.scalar(6));
    return Inferred.Known.of(o.type(0), batch, heads, total, size);
  }
}
