package dev.initlint.verify.agreement;

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
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A small graph, built value by value: every method returns the name of what it adds. */
final class Net {
  private static final Origin HERE = Origin.node("case.onnx", null);

  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private int count;

  /** An input of standard normal reals; the first extent is the batch. */
  String reals(String name, long... rest) {
    return input(name, ElementType.FLOAT, rest);
  }

  /** An input of uniform tokens. */
  String tokens(String name, long... rest) {
    return input(name, ElementType.INT64, rest);
  }

  private String input(String name, ElementType type, long... rest) {
    List<Dim> shape = new ArrayList<>(List.of(Dim.of("batch")));
    Arrays.stream(rest).mapToObj(Dim::of).forEach(shape::add);
    inputs.add(new Value(name, type, shape));
    return name;
  }

  /** A weight that is drawn anew per seed from normal(mean, std). */
  String normal(double mean, double std, long... dims) {
    Law law = new Law(Law.Family.NORMAL, "normal", Expr.of(mean), Expr.of(std * std), 1);
    return weight(ElementType.FLOAT, new Weight.Drawn(law), dims);
  }

  /** A matrix of variance 1/in, drawn anew per seed. */
  String matrix(long in, long out) {
    return normal(0, 1 / Math.sqrt(in), in, out);
  }

  /** Reals that are in the file. */
  String stored(long[] dims, double... values) {
    return weight(
        ElementType.FLOAT, new Weight.Stored(new Elements(ElementType.FLOAT, dims, values)), dims);
  }

  /** Reals that are in the file, drawn once from normal(mean, std). */
  String drawnOnce(long seed, double mean, double std, long... dims) {
    Random random = new Random(seed);
    double[] values = new double[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> mean + std * random.nextGaussian());
    return stored(dims, values);
  }

  /** One real number. */
  String scalar(double value) {
    return stored(new long[0], value);
  }

  /** A list of integers. */
  String ints(long... values) {
    return table(new long[] {values.length}, values);
  }

  /** Integers of a given shape. */
  String table(long[] dims, long... values) {
    double[] v = Arrays.stream(values).asDoubleStream().toArray();
    return weight(
        ElementType.INT64, new Weight.Stored(new Elements(ElementType.INT64, dims, v)), dims);
  }

  /** Truth values of a given shape; 1 is true. */
  String truths(long[] dims, double... values) {
    return weight(
        ElementType.BOOL, new Weight.Stored(new Elements(ElementType.BOOL, dims, values)), dims);
  }

  private String weight(ElementType type, Weight.Source source, long... dims) {
    String name = "w" + count++;
    weights.put(name, new Weight(name, type, dims, source, HERE));
    return name;
  }

  String op(String op, String... in) {
    return op(op, Map.of(), in);
  }

  /** A node of ONNX Runtime's own operators with one output. */
  String microsoft(String op, Map<String, Object> attributes, String... in) {
    return op("com.microsoft", op, 1, attributes, in)[0];
  }

  String op(String op, Map<String, Object> attributes, String... in) {
    return op(op, 1, attributes, in)[0];
  }

  /** A node with several outputs. */
  String[] op(String op, int results, Map<String, Object> attributes, String... in) {
    return op("", op, results, attributes, in);
  }

  /** A node of an operator set of its own. */
  String[] op(String domain, String op, int results, Map<String, Object> attributes, String... in) {
    String name = op.toLowerCase() + count++;
    String[] out = new String[results];
    Arrays.setAll(out, i -> i == 0 ? name : name + "." + i);
    nodes.add(
        new Node(
            op, domain, 21, name, List.of(in), List.of(out), new Attributes(attributes), HERE));
    return out;
  }

  /** {@code x} times a fresh matrix of variance 1/in. */
  String linear(String x, long in, long out) {
    return op("MatMul", x, matrix(in, out));
  }

  String reshape(String x, long... dims) {
    return op("Reshape", x, ints(dims));
  }

  String transpose(String x, long... perm) {
    return op("Transpose", Map.of("perm", perm), x);
  }

  /** Ends the graph in a value. */
  Net to(String value) {
    outputs.add(new Value(value, ElementType.FLOAT, null));
    return this;
  }

  Graph graph() {
    return new Graph("case", HERE, inputs, outputs, nodes, weights, List.of());
  }
}
