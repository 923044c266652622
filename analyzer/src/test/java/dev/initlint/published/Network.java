package dev.initlint.published;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a network down layer by layer, as an exporter would, with weights that are laws. */
final class Network {
  private static final int OPSET = 23;

  private final List<Value> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private String block = "";

  /** A value and its extents. */
  record Tensor(String name, long... dims) {
    long last() {
      return dims[dims.length - 1];
    }

    private Tensor withLast(String as, long size) {
      long[] d = dims.clone();
      d[d.length - 1] = size;
      return new Tensor(as, d);
    }
  }

  /** Nodes that follow belong to the block of this module path, as {@code layers/3}. */
  Network within(String path) {
    block = path.isEmpty() ? "" : "/" + path;
    return this;
  }

  Tensor reals(String name, long... dims) {
    inputs.add(new Value(name, ElementType.FLOAT, shape(dims)));
    return new Tensor(name, dims);
  }

  Tensor tokens(String name, long... dims) {
    inputs.add(new Value(name, ElementType.INT64, shape(dims)));
    return new Tensor(name, dims);
  }

  private static List<Dim> shape(long[] dims) {
    return Arrays.stream(dims).mapToObj(Dim::of).toList();
  }

  Tensor op(String op, Tensor x) {
    return node(op, Attributes.NONE, x.dims(), x.name());
  }

  Tensor add(Tensor a, Tensor b) {
    return node("Add", Attributes.NONE, a.dims(), a.name(), b.name());
  }

  Tensor multiply(Tensor a, Tensor b) {
    return node("Mul", Attributes.NONE, a.dims(), a.name(), b.name());
  }

  Tensor times(Tensor x, double factor) {
    String scalar = stored(ElementType.FLOAT, new long[0], factor);
    return node("Mul", Attributes.NONE, x.dims(), x.name(), scalar);
  }

  /** Mean over the positions of a sequence. */
  Tensor meanOfPositions(Tensor x) {
    long[] dims = {x.dims()[0], x.last()};
    Attributes at = new Attributes(Map.of("keepdims", 0L));
    return node("ReduceMean", at, dims, x.name(), integers(1));
  }

  /** A linear map without bias. */
  Tensor linear(Tensor x, String name, long outputs, Law law) {
    drawn(name + ".weight", law, x.last(), outputs);
    long[] dims = x.withLast("", outputs).dims();
    return node("MatMul", Attributes.NONE, dims, x.name(), name + ".weight");
  }

  Tensor linear(Tensor x, String name, long outputs, Law law, Law bias) {
    Tensor y = linear(x, name, outputs, law);
    drawn(name + ".bias", bias, outputs);
    return node("Add", Attributes.NONE, y.dims(), y.name(), name + ".bias");
  }

  /** A linear map as PyTorch draws it by default. */
  Tensor torchLinear(Tensor x, String name, long outputs) {
    return linear(x, name, outputs, Laws.torchLinear(x.last()), Laws.torchLinear(x.last()));
  }

  Tensor embedding(Tensor ids, String name, long rows, long width, Law law) {
    drawn(name, law, rows, width);
    long[] dims = Arrays.copyOf(ids.dims(), ids.dims().length + 1);
    dims[ids.dims().length] = width;
    return node("Gather", Attributes.NONE, dims, name, ids.name());
  }

  /** Adds a table of positions that is drawn. */
  Tensor positions(Tensor x, String name, Law law) {
    drawn(name, law, x.dims()[x.dims().length - 2], x.last());
    return node("Add", Attributes.NONE, x.dims(), x.name(), name);
  }

  /** Adds the table of sinusoids of Vaswani et al. 2017, section 3.5. */
  Tensor sinusoids(Tensor x) {
    int n = (int) x.dims()[x.dims().length - 2];
    int d = (int) x.last();
    double[] table = new double[n * d];
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < d; i++) {
        double angle = t / Math.pow(10000, (i - i % 2) / (double) d);
        table[t * d + i] = i % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
      }
    }
    String name = stored(ElementType.FLOAT, new long[] {n, d}, table);
    return node("Add", Attributes.NONE, x.dims(), x.name(), name);
  }

  Tensor layerNorm(Tensor x, double epsilon) {
    return norm("LayerNormalization", x, epsilon, 1);
  }

  Tensor rmsNorm(Tensor x, double epsilon, double gain) {
    return norm("RMSNormalization", x, epsilon, gain);
  }

  private Tensor norm(String op, Tensor x, double epsilon, double gain) {
    double[] gains = new double[(int) x.last()];
    Arrays.fill(gains, gain);
    String weight = stored(ElementType.FLOAT, new long[] {x.last()}, gains);
    Attributes at = new Attributes(Map.of("axis", -1L, "epsilon", epsilon));
    return node(op, at, x.dims(), x.name(), weight);
  }

  /** RMSNorm over the features of each head, as QK-norm has it. */
  Tensor headNorm(Tensor x, long heads, double epsilon) {
    long[] d = x.dims();
    long[] parted = {d[0], d[1], heads, d[2] / heads};
    Tensor y = node("Reshape", Attributes.NONE, parted, x.name(), integers(parted));
    Tensor normed = rmsNorm(y, epsilon, 1);
    return node("Reshape", Attributes.NONE, d, normed.name(), integers(d));
  }

  /** Scores of the rows of an embedding table: a head that is tied to it. */
  Tensor tiedHead(Tensor x, String table) {
    long rows = Arrays.stream(x.dims()).limit(x.dims().length - 1).reduce(1, Math::multiplyExact);
    long[] flat = {rows, x.last()};
    Tensor y = node("Reshape", Attributes.NONE, flat, x.name(), integers(flat));
    long[] scores = {rows, weights.get(table).dims()[0]};
    return node("Gemm", new Attributes(Map.of("transB", 1L)), scores, y.name(), table);
  }

  /** Attention of several heads over projected queries, keys and values. */
  Tensor attention(Tensor q, Tensor k, Tensor v, long heads, double scale, boolean causal) {
    Tensor hq = heads(q, heads, 0, 2, 1, 3);
    Tensor hk = heads(k, heads, 0, 2, 3, 1);
    Tensor hv = heads(v, heads, 0, 2, 1, 3);
    long[] square = {q.dims()[0], heads, q.dims()[1], k.dims()[1]};
    Tensor scores = node("MatMul", Attributes.NONE, square, hq.name(), hk.name());
    if (scale != 1) {
      scores = times(scores, scale);
    }
    if (causal) {
      scores = node("Add", Attributes.NONE, square, scores.name(), causalMask(square));
    }
    Tensor p = node("Softmax", new Attributes(Map.of("axis", -1L)), square, scores.name());
    long[] mixed = {q.dims()[0], heads, q.dims()[1], v.last() / heads};
    Tensor o = node("MatMul", Attributes.NONE, mixed, p.name(), hv.name());
    long[] back = {mixed[0], mixed[2], heads, mixed[3]};
    Tensor moved = node("Transpose", permutation(0, 2, 1, 3), back, o.name());
    long[] whole = {mixed[0], mixed[2], v.last()};
    return node("Reshape", Attributes.NONE, whole, moved.name(), integers(whole));
  }

  private String causalMask(long[] square) {
    int n = (int) square[2];
    int keys = (int) square[3];
    double[] mask = new double[n * keys];
    for (int t = 0; t < n; t++) {
      Arrays.fill(mask, t * keys + t + 1, (t + 1) * keys, -1e9);
    }
    return stored(ElementType.FLOAT, new long[] {n, keys}, mask);
  }

  private Tensor heads(Tensor x, long heads, long... order) {
    long[] d = x.dims();
    long[] parted = {d[0], d[1], heads, d[2] / heads};
    Tensor y = node("Reshape", Attributes.NONE, parted, x.name(), integers(parted));
    long[] moved = Arrays.stream(order).map(i -> parted[(int) i]).toArray();
    return node("Transpose", permutation(order), moved, y.name());
  }

  private static Attributes permutation(long... order) {
    return new Attributes(Map.of("perm", order));
  }

  private Tensor node(String op, Attributes attributes, long[] dims, String... operands) {
    String name = block + "/" + op + "_" + nodes.size();
    Origin origin = Origin.node("published", name);
    String output = name + "_output";
    nodes.add(
        new Node(op, "", OPSET, name, List.of(operands), List.of(output), attributes, origin));
    return new Tensor(output, dims);
  }

  private void drawn(String name, Law law, long... dims) {
    Origin origin = Origin.node("published", name);
    weights.put(name, new Weight(name, ElementType.FLOAT, dims, new Weight.Drawn(law), origin));
  }

  private String stored(ElementType type, long[] dims, double... values) {
    String name = "constant_" + weights.size();
    Weight.Stored data = new Weight.Stored(new Elements(type, dims, values));
    weights.put(name, new Weight(name, type, dims, data, Origin.node("published", name)));
    return name;
  }

  private String integers(long... values) {
    double[] v = Arrays.stream(values).asDoubleStream().toArray();
    return stored(ElementType.INT64, new long[] {values.length}, v);
  }

  Graph graph(Tensor output) {
    Value out = new Value(output.name(), ElementType.FLOAT, shape(output.dims()));
    Origin origin = Origin.node("published", null);
    return new Graph("published", origin, inputs, List.of(out), nodes, weights, List.of());
  }
}
