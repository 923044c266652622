package dev.initlint.op;

import dev.initlint.graph.Attributes;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import dev.initlint.op.Op.NotModelled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Attention as a single operator, taken apart into heads, scores, softmax and values: softmax(scale
 * · Q·Kᵀ + mask)·V with scale 1/√d_k unless stated (Vaswani et al. 2017, eq. 1).
 */
final class FusedAttention {
  private final Site site;
  private final Steps steps;

  private FusedAttention(Site site) {
    this.site = site;
    this.steps = new Steps(site);
  }

  /** {@code Attention} of operator set 23, or ONNX Runtime's with packed projections. */
  static List<Belief> attention(Site site) {
    if (site.node().domain().equals("com.microsoft")) {
      return new FusedAttention(site).packed();
    }
    absent(site, 4, 5);
    Attributes a = site.node().attributes();
    int rank = site.signal(0).axes().rank();
    int heads = rank == 4 ? extent(site.signal(0), 1) : (int) a.integer("q_num_heads", 1);
    int keyHeads = rank == 4 ? extent(site.signal(1), 1) : (int) a.integer("kv_num_heads", 1);
    boolean causal = a.integer("is_causal", 0) == 1;
    return new FusedAttention(site).separate(heads, keyHeads, causal, 3);
  }

  /** {@code MultiHeadAttention}: queries, keys and values by position, heads side by side. */
  static List<Belief> multiHead(Site site) {
    absent(site, 3, 4, 6, 7);
    int heads = (int) site.node().attributes().integer("num_heads", 1);
    boolean causal = site.node().attributes().integer("unidirectional", 0) == 1;
    return new FusedAttention(site).separate(heads, heads, causal, 5);
  }

  /** {@code GroupQueryAttention}: causal, with fewer heads of keys than of queries. */
  static List<Belief> groupQuery(Site site) {
    absent(site, 3, 4);
    Attributes a = site.node().attributes();
    if (a.integer("do_rotary", 0) != 0) {
      throw new NotModelled("grouped queries that are rotated inside the operator");
    }
    int heads = (int) a.integer("num_heads", 1);
    int keyHeads = (int) a.integer("kv_num_heads", heads);
    return new FusedAttention(site).separate(heads, keyHeads, true, -1);
  }

  private static void absent(Site site, int... inputs) {
    for (int i : inputs) {
      if (site.node().hasInput(i)) {
        throw new NotModelled("attention with input " + i + ": a cache, a key mask or a bias");
      }
    }
  }

  private static int extent(Signal x, int axis) {
    return (int) x.axes().size(axis);
  }

  /** Queries, keys and values in one projection: [batch, n, 3·d]. */
  private List<Belief> packed() {
    absent(site, 3, 4, 5, 6);
    int heads = (int) site.node().attributes().integer("num_heads", 1);
    if (site.node().attributes().has("qkv_hidden_sizes")) {
      throw new NotModelled("packed attention with widths of its own");
    }
    Belief all = steps.apply("MatMul", site.input(0), site.input(1));
    if (site.node().hasInput(2)) {
      all = steps.apply("Add", all, site.input(2));
    }
    long width = signal(all).axes().size(2) / 3;
    Belief[] part = new Belief[3];
    for (int i = 0; i < 3; i++) {
      long[] dims = dims(all);
      dims[2] = width;
      part[i] =
          steps.apply(
              "Slice",
              Map.of(),
              dims,
              all,
              Steps.integers(i * width),
              Steps.integers((i + 1) * width),
              Steps.integers(2));
    }
    boolean causal = site.node().attributes().integer("unidirectional", 0) == 1;
    return outputs(steps.result(joined(weighed(part, heads, heads, causal, -1))));
  }

  private List<Belief> separate(int heads, int keyHeads, boolean causal, int mask) {
    Belief[] part = {site.input(0), site.input(1), site.input(2)};
    if (part[1] == null || part[2] == null) {
      throw new NotModelled("attention with packed queries, keys and values");
    }
    boolean flat = site.signal(0).axes().rank() == 3;
    Belief y = weighed(part, heads, keyHeads, causal, mask);
    return outputs(steps.result(flat ? joined(y) : y));
  }

  private List<Belief> outputs(Belief first) {
    List<Belief> all = new ArrayList<>(List.of(first));
    for (int i = 1; i < site.node().outputs().size(); i++) {
      all.add(Belief.unknown("keys and values kept for later"));
    }
    return all;
  }

  private Belief weighed(Belief[] part, int heads, int keyHeads, boolean causal, int maskInput) {
    Belief q = heads(part[0], heads);
    Belief k = repeated(heads(part[1], keyHeads), heads);
    Belief v = repeated(heads(part[2], keyHeads), heads);
    Belief kt = steps.apply("Transpose", Map.of("perm", new long[] {0, 1, 3, 2}), null, k);
    Attributes a = site.node().attributes();
    double scale = a.real("scale", 0);
    double factor = scale == 0 ? 1 / Math.sqrt(signal(q).axes().size(3)) : scale;
    Belief z = steps.apply("Mul", steps.apply("MatMul", q, kt), Steps.number(factor));
    double cap = a.real("softcap", 0);
    if (cap > 0) {
      Belief inner = steps.apply("Tanh", steps.apply("Div", z, Steps.number(cap)));
      z = steps.apply("Mul", inner, Steps.number(cap));
    }
    if (causal) {
      z = masked(z);
    }
    if (maskInput >= 0 && site.node().hasInput(maskInput)) {
      boolean truth = site.constant(maskInput) != null && !site.constant(maskInput).type().isReal();
      z =
          truth
              ? steps.apply("Where", site.input(maskInput), z, Steps.number(-1e30))
              : steps.apply("Add", z, site.input(maskInput));
    }
    return steps.apply("MatMul", steps.apply("Softmax", Map.of("axis", -1L), null, z), v);
  }

  private Belief masked(Belief z) {
    Signal s = signal(z);
    if (!(s.unit() instanceof Attention.Logits logits)) {
      throw new NotModelled("a causal mask on what is no attention score");
    }
    Belief y = new Belief.Known(Attention.causal(s, logits).build());
    steps.name(y, site.node().name() + "/causal");
    return y;
  }

  /** [batch, n, heads·d] as [batch, heads, n, d]. */
  private Belief heads(Belief x, int heads) {
    long[] d = dims(x);
    if (d.length == 4) {
      return x;
    }
    long[] split = {d[0], d[1], heads, d[2] / heads};
    Belief parted = steps.apply("Reshape", Map.of(), split, x, Steps.integers(split));
    return steps.apply("Transpose", Map.of("perm", new long[] {0, 2, 1, 3}), null, parted);
  }

  private Belief joined(Belief x) {
    Belief ordered = steps.apply("Transpose", Map.of("perm", new long[] {0, 2, 1, 3}), null, x);
    long[] d = dims(ordered);
    long[] whole = {d[0], d[1], d[2] * d[3]};
    return steps.apply("Reshape", Map.of(), whole, ordered, Steps.integers(whole));
  }

  /** Heads of keys or values, each for its group of query heads. */
  private Belief repeated(Belief x, int heads) {
    long[] d = dims(x);
    if (d[1] == heads) {
      return x;
    }
    long group = heads / d[1];
    long[] single = {d[0], d[1], 1, d[2], d[3]};
    long[] copies = {d[0], d[1], group, d[2], d[3]};
    long[] whole = {d[0], heads, d[2], d[3]};
    Belief one = steps.apply("Reshape", Map.of(), single, x, Steps.integers(single));
    Belief all = steps.apply("Expand", Map.of(), copies, one, Steps.integers(copies));
    return steps.apply("Reshape", Map.of(), whole, all, Steps.integers(whole));
  }

  private static Signal signal(Belief b) {
    if (b instanceof Belief.Known k) {
      return k.signal();
    }
    throw new NotModelled("attention of what carries no signal");
  }

  private static long[] dims(Belief b) {
    Axes axes = signal(b).axes();
    if (axes.has(Role.KEY)) {
      throw new NotModelled("attention of attention scores");
    }
    long[] d = new long[axes.rank()];
    for (int i = 0; i < d.length; i++) {
      d[i] = axes.size(i);
    }
    return d;
  }
}
