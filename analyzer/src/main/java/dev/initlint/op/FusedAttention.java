package dev.initlint.op;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
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
  private final Belief[] part;
  private long window = -1;

  private FusedAttention(Site site) {
    this.site = site;
    this.part = new Belief[] {site.input(0), site.input(1), site.input(2)};
    this.steps = new Steps(site);
  }

  /** {@code Attention} of operator set 23, or ONNX Runtime's with packed projections. */
  static List<Belief> attention(Site site) {
    if (site.node().domain().equals("com.microsoft")) {
      return new FusedAttention(site).packed();
    }
    Attributes a = site.node().attributes();
    if (a.integer("left_window_size", -1) >= 0 || a.integer("right_window_size", -1) >= 0) {
      throw new Op.NotModelled("attention within a window");
    }
    if (site.node().hasInput(6)) {
      throw new Op.NotModelled("attention to as many keys as an input says");
    }
    int rank = site.signal(0).axes().rank();
    int heads = rank == 4 ? extent(site.signal(0), 1) : (int) a.integer("q_num_heads", 1);
    int keyHeads = rank == 4 ? extent(site.signal(1), 1) : (int) a.integer("kv_num_heads", 1);
    boolean causal = a.integer("is_causal", 0) == 1;
    return new FusedAttention(site).separate(heads, keyHeads, causal, 4, 3);
  }

  /** {@code MultiHeadAttention}: queries, keys and values by position, heads side by side. */
  static List<Belief> multiHead(Site site) {
    int heads = (int) site.node().attributes().integer("num_heads", 1);
    boolean causal = site.node().attributes().integer("unidirectional", 0) == 1;
    return new FusedAttention(site).biased().separate(heads, heads, causal, 6, 4, 5);
  }

  /** {@code GroupQueryAttention}: causal, with fewer heads of keys than of queries. */
  static List<Belief> groupQuery(Site site) {
    Attributes a = site.node().attributes();
    int heads = (int) a.integer("num_heads", 1);
    int keyHeads = (int) a.integer("kv_num_heads", heads);
    FusedAttention f = new FusedAttention(site);
    f.unpacked(heads, keyHeads);
    f.window = a.integer("local_window_size", -1);
    if (a.integer("do_rotary", 0) != 0) {
      f.rotated(heads, keyHeads);
    }
    return f.separate(heads, keyHeads, true, 3, 10);
  }

  /** Queries, keys and values side by side in the first input. */
  private void unpacked(int heads, int keyHeads) {
    if (part[1] != null) {
      return;
    }
    long[] all = dims(part[0]);
    long width = all[2] / (heads + 2L * keyHeads);
    long from = 0;
    Belief packed = part[0];
    for (int i = 0; i < 3; i++) {
      long size = width * (i == 0 ? heads : keyHeads);
      part[i] = sliced(packed, from, size);
      from += size;
    }
  }

  private Belief sliced(Belief x, long from, long size) {
    long[] d = dims(x);
    d[2] = size;
    return steps.apply(
        "Slice",
        Map.of(),
        d,
        x,
        Steps.integers(from),
        Steps.integers(from + size),
        Steps.integers(2));
  }

  /** Queries and keys turned by the cosines and sines that the operator is given. */
  private void rotated(int heads, int keyHeads) {
    part[0] = Rotary.turned(site, steps, heads(part[0], heads), 7, 8);
    part[1] = Rotary.turned(site, steps, heads(part[1], keyHeads), 7, 8);
  }

  /** The biases of queries, keys and values, one after another in one vector. */
  private FusedAttention biased() {
    if (!site.node().hasInput(3)) {
      return this;
    }
    var bias = site.parameter(3);
    for (int i = 0; i < 3 && part[i] != null; i++) {
      long width = dims(part[i])[dims(part[i]).length - 1];
      if (bias == null || dims(part[i]).length != 3) {
        throw new NotModelled("attention with biases that are no weight");
      }
      double share = width / (double) bias.count();
      part[i] =
          steps.apply("Add", part[i], new Belief.Parameter(bias.part(new long[] {width}, share)));
    }
    return this;
  }

  private static int extent(Signal x, int axis) {
    return (int) x.axes().size(axis);
  }

  /** Queries, keys and values in one projection: [batch, n, 3·d]. */
  private List<Belief> packed() {
    int heads = (int) site.node().attributes().integer("num_heads", 1);
    if (site.node().attributes().has("qkv_hidden_sizes") || site.node().hasInput(4)) {
      throw new NotModelled("packed attention with widths of its own, or with a cache");
    }
    Belief all = steps.apply("MatMul", site.input(0), site.input(1));
    if (site.node().hasInput(2)) {
      all = steps.apply("Add", all, site.input(2));
    }
    long width = signal(all).axes().size(2) / 3;
    for (int i = 0; i < 3; i++) {
      part[i] = sliced(all, i * width, width);
    }
    boolean causal = site.node().attributes().integer("unidirectional", 0) == 1;
    return outputs(steps.result(joined(weighed(heads, heads, causal, 3, 5))));
  }

  /**
   * Attention of separate queries, keys and values. Further outputs are the keys and values by
   * head, those of earlier positions in front, as later positions will read them.
   *
   * @param past first of the two inputs that hold keys and values of earlier positions
   * @param masks inputs that are masks or biases on the scores
   */
  private List<Belief> separate(int heads, int keyHeads, boolean causal, int past, int... masks) {
    if (part[1] == null || part[2] == null) {
      throw new NotModelled("attention with packed queries, keys and values");
    }
    boolean flat = site.signal(0).axes().rank() == 3;
    for (int i = 0; i < 2; i++) {
      part[1 + i] = heads(part[1 + i], keyHeads);
      if (site.node().hasInput(past + i)) {
        part[1 + i] = followed(site.input(past + i), part[1 + i]);
      }
    }
    Belief y = weighed(heads, keyHeads, causal, masks);
    List<Belief> all = outputs(steps.result(flat ? joined(y) : y));
    for (int i = 1; i < Math.min(3, all.size()); i++) {
      all.set(i, steps.result(part[i]));
    }
    return all;
  }

  /** Keys or values of earlier positions with those at hand behind them. */
  private Belief followed(Belief past, Belief own) {
    if (!(past instanceof Belief.Known)) {
      throw new NotModelled("attention with a cache that carries no signal");
    }
    long[] before = dims(past);
    long[] d = dims(own);
    if (before[2] == 0) {
      return own;
    }
    d[2] += before[2];
    return steps.apply("Concat", Map.of("axis", 2L), d, past, own);
  }

  private List<Belief> outputs(Belief first) {
    List<Belief> all = new ArrayList<>(List.of(first));
    for (int i = 1; i < site.node().outputs().size(); i++) {
      all.add(Belief.unknown("keys and values kept for later"));
    }
    return all;
  }

  private Belief weighed(int heads, int keyHeads, boolean causal, int... masks) {
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
      z = causal(z, (int) (dims(k)[2] - dims(q)[2]));
    }
    for (int mask : masks) {
      if (site.node().hasInput(mask)) {
        z = masked(z, mask, (int) dims(k)[2]);
      }
    }
    return steps.apply("MatMul", steps.apply("Softmax", Map.of("axis", -1L), null, z), v);
  }

  /** Scores with a mask: truths and integers say which keys are seen, reals are added. */
  private Belief masked(Belief z, int input, int keys) {
    Array mask = site.constant(input);
    if (mask == null || mask.type().isReal()) {
      return steps.apply("Add", z, site.input(input));
    }
    long[] dims = mask.dims();
    if (dims.length < 2 || dims[dims.length - 1] != keys) {
      // Lengths of the samples: whole, unless the user says otherwise.
      return z;
    }
    if (dims.length == 2 && site.node().domain().equals("com.microsoft")) {
      dims = new long[] {dims[0], 1, 1, dims[1]};
    } else if (dims.length == 3) {
      dims = new long[] {dims[0], 1, dims[1], dims[2]};
    }
    Array shown = Array.of(ElementType.BOOL, dims, mask.toDoubles());
    return steps.apply("Where", new Belief.Fixed(shown), z, Steps.number(-1e30));
  }

  private Belief causal(Belief z, int offset) {
    Signal s = signal(z);
    if (!(s.unit() instanceof Attention.Logits logits)) {
      throw new NotModelled("a causal mask on what is no attention score");
    }
    Belief y = new Belief.Known(Attention.causal(s, logits, offset, window).build());
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
