package dev.initlint.shape;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One node with run-time inputs and constants, inferred as a graph of its own. */
final class NodeCase {
  private static final Origin ORIGIN = Origin.node("test.onnx", null);

  private final String op;
  private String domain = "";
  private int opset = 21;
  private int outputs = 1;
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<Value> inputs = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  private NodeCase(String op) {
    this.op = op;
  }

  static NodeCase of(String op) {
    return new NodeCase(op);
  }

  static NodeCase microsoft(String op) {
    NodeCase c = new NodeCase(op);
    c.domain = "com.microsoft";
    c.opset = 1;
    return c;
  }

  NodeCase opset(int version) {
    opset = version;
    return this;
  }

  NodeCase outputs(int n) {
    outputs = n;
    return this;
  }

  /** An attribute; integers may be given as {@code int} or {@code int[]}. */
  NodeCase with(String name, Object value) {
    Object v =
        value instanceof Integer i
            ? Long.valueOf(i)
            : value instanceof int[] a ? Arrays.stream(a).asLongStream().toArray() : value;
    attributes.put(name, v);
    return this;
  }

  /** A run-time input of reals. */
  NodeCase input(long... dims) {
    return input(ElementType.FLOAT, dims);
  }

  NodeCase input(ElementType type, long... dims) {
    String name = "x" + names.size();
    names.add(name);
    inputs.add(new Value(name, type, Arrays.stream(dims).mapToObj(Dim::of).toList()));
    return this;
  }

  NodeCase absent() {
    names.add("");
    return this;
  }

  NodeCase constant(Array a) {
    String name = "w" + names.size();
    names.add(name);
    weights.put(name, weight(name, a));
    return this;
  }

  NodeCase integers(long... values) {
    return constant(Array.vector(values));
  }

  NodeCase integer(long value) {
    return constant(Array.scalar(ElementType.INT64, value));
  }

  NodeCase real(double value) {
    return constant(Array.scalar(ElementType.FLOAT, value));
  }

  Node node() {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      out.add("y" + i);
    }
    return new Node(op, domain, opset, "node", names, out, new Attributes(attributes), ORIGIN);
  }

  ShapeTable infer() {
    Graph g = new Graph("test", ORIGIN, inputs, List.of(), List.of(node()), weights, List.of());
    return Shapes.infer(g, DimBinding.defaults());
  }

  long[] dims() {
    return dims(0);
  }

  long[] dims(int output) {
    ShapeTable table = infer();
    if (table.reason("y" + output) != null) {
      throw new AssertionError(table.reason("y" + output));
    }
    return table.dims("y" + output);
  }

  ElementType type() {
    return infer().type("y0");
  }

  /** Elements of the first output, which must be constant. */
  double[] values() {
    return values(0);
  }

  double[] values(int output) {
    Array a = infer().constant("y" + output);
    if (a == null) {
      throw new AssertionError(infer().of("y" + output) + " is not constant");
    }
    return a.toDoubles();
  }

  String reason() {
    return infer().reason("y0");
  }

  static Weight weight(String name, Array a) {
    return new Weight(name, a.type(), a.dims(), new Weight.Stored(data(a)), ORIGIN);
  }

  static TensorData data(Array a) {
    return new TensorData() {
      @Override
      public ElementType type() {
        return a.type();
      }

      @Override
      public long[] dims() {
        return a.dims();
      }

      @Override
      public void stream(Chunks chunks) {
        float[] all = new float[a.size()];
        for (int i = 0; i < all.length; i++) {
          all[i] = (float) a.at(i);
        }
        chunks.accept(all, all.length);
      }

      @Override
      public double[] toDoubles(int limit) {
        if (a.size() > limit) {
          throw new IllegalArgumentException(a.size() + " elements are more than " + limit);
        }
        return a.toDoubles();
      }
    };
  }

  /** The reals 0, 1, 2, … in the given extents. */
  static Array count(long... dims) {
    double[] v = new double[(int) Extents.count(dims)];
    Arrays.setAll(v, i -> i);
    return Array.of(ElementType.FLOAT, dims, v);
  }

  static Array reals(double... values) {
    return Array.of(ElementType.FLOAT, new long[] {values.length}, values);
  }
}
