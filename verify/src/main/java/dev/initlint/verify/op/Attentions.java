package dev.initlint.verify.op;

import dev.initlint.graph.ElementType;
import dev.initlint.verify.tensor.Tensor;
import java.util.Map;

/** Attention and rotary embedding as single operators (ONNX operator set 23). */
final class Attentions {
  private Attentions() {}

  static void register(Map<String, Operator> operators) {
    operators.put("Attention", new Composite(Attentions::attention));
    operators.put("com.microsoft:MultiHeadAttention", new Composite(Attentions::multiHead));
    operators.put("RotaryEmbedding", new Composite(Attentions::rotary));
  }

  private static Tensor[] attention(Composite.Steps s, Tensor[] in) {
    if (s.input(4) != null || s.input(5) != null) {
      throw new Operator.Unsupported("Attention with a cache of past keys and values");
    }
    boolean window =
        s.attributes().integer("left_window_size", -1) >= 0
            || s.attributes().integer("right_window_size", -1) >= 0;
    if (window || s.input(6) != null || s.outputs() > 3) {
      throw new Operator.Unsupported("Attention with a window, lengths of keys, or its logits");
    }
    boolean flat = in[0].rank() == 3;
    int queryHeads = (int) s.attributes().integer("q_num_heads", flat ? 1 : in[0].dim(1));
    int keyHeads = (int) s.attributes().integer("kv_num_heads", flat ? 1 : in[1].dim(1));
    Tensor q = heads(s, in[0], queryHeads);
    Tensor k = heads(s, in[1], keyHeads);
    Tensor v = heads(s, in[2], keyHeads);
    Tensor mask = s.input(3);
    boolean causal = s.attributes().integer("is_causal", 0) == 1;
    Tensor y = weighed(s, q, k, v, mask, causal);
    Tensor result = flat ? joined(s, y) : y;
    return new Tensor[] {result, k, v};
  }

  private static Tensor[] multiHead(Composite.Steps s, Tensor[] in) {
    for (int extra : new int[] {3, 4, 6, 7}) {
      if (s.input(extra) != null) {
        throw new Operator.Unsupported("MultiHeadAttention with a bias, key mask or cache");
      }
    }
    if (in.length < 3 || in[1] == null || in[2] == null || in[1].rank() != 3) {
      throw new Operator.Unsupported("MultiHeadAttention with packed queries, keys and values");
    }
    int heads = (int) s.attributes().integer("num_heads", 1);
    boolean causal = s.attributes().integer("unidirectional", 0) == 1;
    Tensor q = heads(s, in[0], heads);
    Tensor k = heads(s, in[1], heads);
    Tensor v = heads(s, in[2], heads);
    return new Tensor[] {joined(s, weighed(s, q, k, v, s.input(5), causal))};
  }

  /** softmax(scale·Q·Kᵀ + mask)·V (Vaswani et al., arXiv:1706.03762, equation 1). */
  private static Tensor weighed(
      Composite.Steps s, Tensor q, Tensor keys, Tensor values, Tensor mask, boolean causal) {
    int heads = q.dim(1);
    Tensor k = repeated(s, keys, heads);
    Tensor v = repeated(s, values, heads);
    double scale = s.attributes().real("scale", 0);
    double factor = scale == 0 ? 1 / Math.sqrt(q.dim(3)) : scale;
    Tensor logits = s.apply("MatMul", Map.of(), q, s.transposed(k, 0, 1, 3, 2));
    logits = s.apply("Mul", Map.of(), logits, s.scalar(factor));
    double cap = s.attributes().real("softcap", 0);
    if (cap > 0) {
      Tensor inner = s.apply("Tanh", Map.of(), s.apply("Div", Map.of(), logits, s.scalar(cap)));
      logits = s.apply("Mul", Map.of(), inner, s.scalar(cap));
    }
    if (causal) {
      logits = chosen(s, lowerTriangle(q.dim(2), k.dim(2)), logits);
    }
    if (mask != null) {
      logits = mask.isReal() ? s.apply("Add", Map.of(), logits, mask) : chosen(s, mask, logits);
    }
    Tensor weights = s.apply("Softmax", Map.of("axis", -1L), logits);
    if (mask != null) {
      // A query that sees no key attends to nothing.
      Tensor none = s.apply("IsNaN", Map.of(), weights);
      weights = s.apply("Where", Map.of(), none, s.scalar(0), weights);
    }
    return s.apply("MatMul", Map.of(), weights, v);
  }

  private static Tensor chosen(Composite.Steps s, Tensor mask, Tensor logits) {
    return s.apply("Where", Map.of(), mask, logits, s.scalar(Double.NEGATIVE_INFINITY));
  }

  private static Tensor lowerTriangle(int queries, int keys) {
    long[] mask = new long[queries * keys];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % keys <= i / keys ? 1 : 0;
    }
    return Tensor.of(ElementType.BOOL, new int[] {queries, keys}, mask);
  }

  /** [batch, positions, heads·d] as [batch, heads, positions, d]. */
  private static Tensor heads(Composite.Steps s, Tensor t, int heads) {
    if (t.rank() == 4) {
      return t;
    }
    Tensor split = s.reshaped(t, t.dim(0), t.dim(1), heads, t.dim(2) / heads);
    return s.transposed(split, 0, 2, 1, 3);
  }

  private static Tensor joined(Composite.Steps s, Tensor t) {
    Tensor ordered = s.transposed(t, 0, 2, 1, 3);
    return s.reshaped(ordered, t.dim(0), t.dim(2), t.dim(1) * t.dim(3));
  }

  /** Heads of keys or values, each repeated for its group of query heads. */
  private static Tensor repeated(Composite.Steps s, Tensor t, int heads) {
    int group = heads / t.dim(1);
    if (group == 1) {
      return t;
    }
    Tensor single = s.reshaped(t, t.dim(0), t.dim(1), 1, t.dim(2), t.dim(3));
    Tensor shape = Tensor.shape(t.dim(0), t.dim(1), group, t.dim(2), t.dim(3));
    Tensor all = s.apply("Expand", Map.of(), single, shape);
    return s.reshaped(all, t.dim(0), heads, t.dim(2), t.dim(3));
  }

  /** Pairs of features turned by an angle per position (Su et al., arXiv:2104.09864). */
  private static Tensor[] rotary(Composite.Steps s, Tensor[] in) {
    boolean flat = in[0].rank() == 3;
    int heads = (int) s.attributes().integer("num_heads", 0);
    Tensor x = heads(s, in[0], flat ? heads : in[0].dim(1));
    int width = x.dim(3);
    int turned = (int) s.attributes().integer("rotary_embedding_dim", 0);
    turned = turned == 0 ? width : turned;
    Tensor cos = table(s, in[1], s.input(3));
    Tensor sin = table(s, in[2], s.input(3));
    Tensor head = part(s, x, 0, turned);
    boolean interleaved = s.attributes().integer("interleaved", 0) == 1;
    Tensor[] pair = interleaved ? interleaved(s, head) : halves(s, head);
    Tensor real = turned(s, "Sub", pair[0], cos, pair[1], sin);
    Tensor imaginary = turned(s, "Add", pair[0], sin, pair[1], cos);
    Tensor y;
    if (interleaved) {
      Tensor a = s.apply("Unsqueeze", Map.of(), real, Composite.Steps.axes(-1));
      Tensor b = s.apply("Unsqueeze", Map.of(), imaginary, Composite.Steps.axes(-1));
      y = s.reshaped(s.apply("Concat", Map.of("axis", -1L), a, b), head.dims());
    } else {
      y = s.apply("Concat", Map.of("axis", -1L), real, imaginary);
    }
    if (turned < width) {
      y = s.apply("Concat", Map.of("axis", -1L), y, part(s, x, turned, width));
    }
    return new Tensor[] {flat ? joined(s, y) : y};
  }

  private static Tensor turned(
      Composite.Steps s, String op, Tensor a, Tensor x, Tensor b, Tensor y) {
    return s.apply(op, Map.of(), s.apply("Mul", Map.of(), a, x), s.apply("Mul", Map.of(), b, y));
  }

  /** Cosines or sines as [batch, 1, positions, pairs]. */
  private static Tensor table(Composite.Steps s, Tensor cache, Tensor positions) {
    Tensor rows = positions == null ? cache : s.apply("Gather", Map.of(), cache, positions);
    return s.apply("Unsqueeze", Map.of(), rows, Composite.Steps.axes(1));
  }

  private static Tensor part(Composite.Steps s, Tensor x, int from, int to) {
    if (from == 0 && to == x.dim(3)) {
      return x;
    }
    return s.apply(
        "Slice",
        Map.of(),
        x,
        Composite.Steps.axes(from),
        Composite.Steps.axes(to),
        Composite.Steps.axes(3));
  }

  private static Tensor[] halves(Composite.Steps s, Tensor x) {
    int half = x.dim(3) / 2;
    return new Tensor[] {part(s, x, 0, half), part(s, x, half, x.dim(3))};
  }

  private static Tensor[] interleaved(Composite.Steps s, Tensor x) {
    Tensor pairs = s.reshaped(x, x.dim(0), x.dim(1), x.dim(2), x.dim(3) / 2, 2);
    return new Tensor[] {at(s, pairs, 0), at(s, pairs, 1)};
  }

  private static Tensor at(Composite.Steps s, Tensor pairs, long index) {
    Tensor i = Tensor.of(ElementType.INT64, new int[0], index);
    return s.apply("Gather", Map.of("axis", -1L), pairs, i);
  }
}
