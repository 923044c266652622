package dev.initlint.propagate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Operators on integer codes against the operators on real numbers that they stand for. */
class QuantisedOpsTest {
  private static final Origin HERE = Origin.node("q.onnx", null);
  private static final int IN = 32;
  private static final int OUT = 48;
  private static final double STEP = 0.004;
  private static final int ZERO = 7;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Random random = new Random(3);

  /** Percent: what a column holds by chance is told apart from its scale in one spelling alone. */
  private static final double CHANCE = 7;

  private final double[] codes =
      random.doubles(IN * OUT).map(u -> Math.rint(ZERO + 55 * random.nextGaussian())).toArray();

  @Test
  void aProductQuantisedAtRunTime() {
    List<String> x = node("", "DynamicQuantizeLinear", 3, Map.of(), "x");
    String scale = one("Mul", x.get(1), floats(STEP));
    String i = one("MatMulInteger", x.get(0), ints(codes, IN, OUT), x.get(2), ints(ZERO));
    String y = one("Mul", one("Cast", Map.of("to", 1L), i), scale);

    agrees(y, one("MatMul", "x", real(STEP, IN, OUT)), 4, IN);
  }

  @Test
  void aProductWithAScaleForEachColumn() {
    double[] steps = new double[OUT];
    Arrays.setAll(steps, c -> STEP * (1 + c % 2));
    List<String> x = node("", "DynamicQuantizeLinear", 3, Map.of(), "x");
    String scale = one("Mul", x.get(1), floats(steps, OUT));
    String i = one("MatMulInteger", x.get(0), ints(codes, IN, OUT), x.get(2), ints(ZERO));
    String y = one("Mul", one("Cast", Map.of("to", 1L), i), scale);
    double[] w = new double[IN * OUT];
    Arrays.setAll(w, k -> steps[k % OUT] * (codes[k] - ZERO));

    agrees(y, one("MatMul", "x", floats(w, IN, OUT)), 4, IN);
  }

  @Test
  void aProductOfCodes() {
    String q = one("QuantizeLinear", "x", floats(0.05), ints(0));
    String i = linear("QLinearMatMul", q, ints(codes, IN, OUT));
    String y = one("DequantizeLinear", i, floats(0.1), ints(0));

    agrees(y, one("MatMul", "x", real(STEP, IN, OUT)), 4, IN);
  }

  @Test
  void aSumOfCodes() {
    String q = one("QuantizeLinear", "x", floats(0.05), ints(0));
    String i = linear("QLinearMatMul", q, ints(codes, IN, OUT));
    String sum = node("com.microsoft", "QLinearAdd", 1, Map.of(), pair(i, 0.1, i, 0.1)).get(0);
    String y = one("DequantizeLinear", sum, floats(0.2), ints(0));
    String h = one("MatMul", "x", real(STEP, IN, OUT));

    agrees(y, one("Add", h, h), 4, IN);
  }

  @Test
  void aConvolutionOfCodesWithABias() {
    double[] bias = new double[OUT];
    Arrays.setAll(bias, c -> 300 * (c % 5 - 2));
    List<String> in = new ArrayList<>();
    in.add(one("QuantizeLinear", "x", floats(0.05), ints(0)));
    in.addAll(List.of(floats(0.05), ints(0), ints(codes, OUT, IN, 1, 1), floats(STEP), ints(ZERO)));
    in.addAll(List.of(floats(0.1), ints(0), ints(bias, OUT)));
    String i = one("QLinearConv", in.toArray(String[]::new));
    String y = one("DequantizeLinear", i, floats(0.1), ints(0));
    double[] shift = Arrays.stream(bias).map(b -> b * 0.05 * STEP).toArray();

    agrees(y, one("Conv", "x", real(STEP, OUT, IN, 1, 1), floats(shift, OUT)), 2, IN, 6, 6);
  }

  @Test
  void scalesThatAreNotConstantAreSaidToBe() {
    String q = one("QuantizeLinear", "x", floats(0.05), ints(0));
    String dynamic = one("Relu", "x");
    String i =
        one(
            "QLinearMatMul",
            q,
            floats(0.05),
            ints(0),
            ints(codes, IN, OUT),
            dynamic,
            ints(ZERO),
            floats(0.1),
            ints(0));

    String y = one("DequantizeLinear", i, floats(0.1), ints(0));

    assertThat(trace(y, 4, IN).unknown())
        .anyMatch(u -> u.reason().contains("scales or zero points that are not constant"));
  }

  private String linear(String op, String q, String w) {
    return one(op, q, floats(0.05), ints(0), w, floats(STEP), ints(ZERO), floats(0.1), ints(0));
  }

  private String[] pair(String a, double as, String b, double bs) {
    return new String[] {a, floats(as), ints(0), b, floats(bs), ints(0), floats(0.2), ints(0)};
  }

  /** Second moments agree, and so do the gradients that come back to the input. */
  private void agrees(String quantised, String real, long... input) {
    Trace q = trace(quantised, input);
    Trace r = trace(real, input);
    Trace.ValueRow a = row(q, quantised);
    Trace.ValueRow b = row(r, real);
    assertThat(a.secondMoment()).isCloseTo(b.secondMoment(), withinPercentage(CHANCE));
    assertThat(row(q, "x").gradientSecondMoment())
        .isCloseTo(row(r, "x").gradientSecondMoment(), withinPercentage(CHANCE));
  }

  private static Trace.ValueRow row(Trace t, String name) {
    return t.values().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
  }

  private Trace trace(String output, long... input) {
    List<Dim> dims = Arrays.stream(input).mapToObj(Dim::of).toList();
    Value x = new Value("x", ElementType.FLOAT, dims);
    Value y = new Value(output, ElementType.FLOAT, List.of());
    Graph g = new Graph("q", HERE, List.of(x), List.of(y), nodes, weights, List.of());
    return Tracing.of(Propagation.of(g, Assumptions.NONE), "q.onnx", Map.of());
  }

  private String one(String op, String... in) {
    return one(op, Map.of(), in);
  }

  private String one(String op, Map<String, Object> attributes, String... in) {
    return node("", op, 1, attributes, in).get(0);
  }

  private List<String> node(
      String domain, String op, int outputs, Map<String, Object> attributes, String... in) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      out.add(op + nodes.size() + "_" + i);
    }
    Attributes all = new Attributes(attributes);
    nodes.add(new Node(op, domain, 18, out.get(0), List.of(in), out, all, HERE));
    return out;
  }

  private String real(double step, long... dims) {
    return floats(Arrays.stream(codes).map(c -> step * (c - ZERO)).toArray(), dims);
  }

  private String floats(double value) {
    return floats(new double[] {value});
  }

  private String floats(double[] values, long... dims) {
    return weight(ElementType.FLOAT, values, dims);
  }

  private String ints(double value) {
    return ints(new double[] {value});
  }

  private String ints(double[] values, long... dims) {
    return weight(values.length == OUT ? ElementType.INT32 : ElementType.INT16, values, dims);
  }

  private String weight(ElementType type, double[] values, long... dims) {
    String name = "w" + weights.size();
    Weight.Source source = new Weight.Stored(new Elements(type, dims, values));
    weights.put(name, new Weight(name, type, dims, source, HERE));
    return name;
  }
}
