package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
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
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Networks over images that train well as they are drawn. */
class MapsTest {
  private static final Origin HERE = Origin.node("maps.onnx", null);

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  /** LeCun et al. 1998, with ReLUs and the default draw of PyTorch. */
  @Test
  void poolingIsNoVanishingGradient() {
    String x = pooled(op("Relu", conv("x", 3, 16, 5, 2)));
    x = pooled(op("Relu", conv(x, 16, 32, 5, 2)));
    x = op("Flatten", x);
    x = op("Relu", linear(x, 32 * 7 * 7, 120));
    x = op("Relu", linear(x, 120, 84));

    assertThat(check(linear(x, 84, 10))).extracting(Finding::rule).doesNotContain("ACT002");
  }

  /** He et al. 2016: what batch norms would hold in training grows with running statistics. */
  @Test
  void lossBehindBatchNormsThatPassTheirInputIsANote() {
    String x = conv("x", 3, 32, 3, 2);
    for (int i = 0; i < 6; i++) {
      x = op("Relu", op("Add", x, batchNorm(conv(x, 32, 32, 3, 24), 32)));
    }
    x = op("Flatten", op("GlobalAveragePool", x));

    assertThat(check(linear(x, 32, 10)))
        .filteredOn(f -> f.rule().equals("HEAD002"))
        .extracting(Finding::severity)
        .containsExactly(Severity.NOTE);
  }

  private List<Finding> check(String output) {
    Value in = new Value("x", ElementType.FLOAT, shape(8, 3, 28, 28));
    Value out = new Value(output, ElementType.FLOAT, shape(8, 10));
    Graph g = new Graph("maps", HERE, List.of(in), List.of(out), nodes, weights, List.of());
    Set<String> all = Rules.all().stream().map(r -> r.card().id()).collect(Collectors.toSet());
    return RuleCheck.run(Propagation.of(g, Assumptions.NONE), "maps", all);
  }

  private static List<Dim> shape(long... dims) {
    return Arrays.stream(dims).mapToObj(Dim::of).toList();
  }

  private String op(String op, String... inputs) {
    return op(op, Map.of(), inputs);
  }

  private String op(String op, Map<String, Object> attributes, String... inputs) {
    String name = op + nodes.size();
    nodes.add(
        new Node(
            op, "", 18, name, List.of(inputs), List.of(name), new Attributes(attributes), HERE));
    return name;
  }

  private String pooled(String x) {
    long[] two = {2, 2};
    return op("MaxPool", Map.of("kernel_shape", two, "strides", two), x);
  }

  /** A convolution without change of size, of variance {@code gain}/(6 fan_in). */
  private String conv(String x, long in, long out, long kernel, double gain) {
    long pad = kernel / 2;
    String w = drawn(gain / (6 * in * kernel * kernel), out, in, kernel, kernel);
    return op("Conv", Map.of("pads", new long[] {pad, pad, pad, pad}), x, w);
  }

  private String linear(String x, long in, long out) {
    return op("MatMul", x, drawn(1.0 / (3 * in), in, out));
  }

  private String batchNorm(String x, int channels) {
    String one = constant(1, channels);
    String none = constant(0, channels);
    return op("BatchNormalization", x, one, none, none, one);
  }

  private String drawn(double variance, long... dims) {
    Law law = new Law(Law.Family.NORMAL, "normal", Expr.ZERO, Expr.of(variance), 1);
    return weight(new Weight.Drawn(law), dims);
  }

  private String constant(double value, int n) {
    double[] all = new double[n];
    Arrays.fill(all, value);
    return weight(new Weight.Stored(new Elements(ElementType.FLOAT, new long[] {n}, all)), n);
  }

  private String weight(Weight.Source source, long... dims) {
    String name = "w" + weights.size();
    weights.put(name, new Weight(name, ElementType.FLOAT, dims, source, HERE));
    return name;
  }
}
