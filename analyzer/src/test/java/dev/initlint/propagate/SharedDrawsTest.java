package dev.initlint.propagate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Evaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Residual branches whose matrices are one tensor, copies of it, or draws of their own. */
class SharedDrawsTest {
  private static final Origin ORIGIN = Origin.node("shared.onnx", "shared");
  private static final int D = 32;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  private record Values(ElementType type, long[] dims, float[] all) implements TensorData {
    @Override
    public void stream(Chunks chunks) {
      chunks.accept(all, all.length);
    }

    @Override
    public double[] toDoubles(int limit) {
      double[] out = new double[all.length];
      Arrays.setAll(out, i -> all[i]);
      return out;
    }
  }

  @Test
  void copiesAreAsOneTensor() {
    Propagation one = branches("MatMul", 1, 1);
    Propagation copies = new SharedDrawsTest().copies();

    assertThat(output(copies)).isCloseTo(output(one), withinPercentage(1e-9));
    assertThat(input(copies)).isCloseTo(input(one), withinPercentage(1e-9));
  }

  /** Exporters write equal parameters once, under the names of all of them. */
  @Test
  void parametersOfOneTensorUnderTwoNamesAreTrainedEachByItself() {
    Propagation copies = copies();
    SharedDrawsTest named = new SharedDrawsTest();
    named.stored("w0", 1, false, D, D);
    named.weights.put("w1", named.weights.get("w0"));
    String y = named.residual("x", "MatMul", "w0", Attributes.NONE);
    Propagation p = named.graph(named.residual(y, "MatMul", "w1", Attributes.NONE), 4, D);

    for (String w : List.of("w0", "w1")) {
      assertThat(gradient(p, w)).isCloseTo(gradient(copies, w), withinPercentage(1e-9));
    }
    double both = gradient(new SharedDrawsTest().branches("MatMul", 1, 1), "w0");
    assertThat(both).isGreaterThan(gradient(p, "w0") + gradient(p, "w1"));
  }

  @Test
  void aCopyThatIsStoredTransposedIsACopy() {
    stored("w0", 1, false, D, D);
    stored("w1", 1, true, D, D);
    Attributes transposed = new Attributes(Map.of("transB", 1L));
    Propagation p =
        graph(
            residual(residual("x", "MatMul", "w0", Attributes.NONE), "Gemm", "w1", transposed),
            4,
            D);

    assertThat(output(p))
        .isCloseTo(output(new SharedDrawsTest().branches("MatMul", 1, 1)), withinPercentage(1e-9));
  }

  @Test
  void theTransposeOfADrawIsAnother() {
    stored("w0", 1, false, D, D);
    stored("w1", 1, true, D, D);
    Propagation p =
        graph(
            residual(
                residual("x", "MatMul", "w0", Attributes.NONE), "MatMul", "w1", Attributes.NONE),
            4,
            D);

    assertThat(output(p))
        .isCloseTo(output(new SharedDrawsTest().branches("MatMul", 1, 2)), withinPercentage(10));
  }

  /** E[((1 + W)² x)²] = 1 + 4 + 1 for a W of variance 1/d, and 2·2 with two draws. */
  @Test
  void branchesOfOneDrawAddUpTogether() {
    assertThat(output(branches("MatMul", 1, 1))).isCloseTo(6, withinPercentage(0.1));
    assertThat(output(new SharedDrawsTest().branches("MatMul", 1, 2)))
        .isCloseTo(4, withinPercentage(0.1));
  }

  @Test
  void drawsThatAreComparedAreNotRemarked() {
    assertThat(branches("MatMul", 1, 1).remarks()).isEmpty();
  }

  @Test
  void aKernelThatServesTwoLayersIsCompared() {
    stored("w0", 1, false, 4, 4, 1, 1);
    String y = node("Conv", Attributes.NONE, "x", "w0");

    assertThat(graph(node("Conv", Attributes.NONE, y, "w0"), 2, 4, 8, 8).remarks()).isEmpty();
  }

  /** M(Mx) is not M(x): both uses add to the gradient of M. */
  @Test
  void aMatrixOverPositionsThatServesTwoLayersIsCompared() {
    stored("w0", 1, false, 8, 8);
    String y = node("MatMul", Attributes.NONE, "w0", "x");
    Propagation p = graph(node("MatMul", Attributes.NONE, "w0", y), 2, 8, D);

    assertThat(p.remarks()).isEmpty();
    assertThat(p.weightGradient("w0").in(p.evaluation())).isPositive();
  }

  private Propagation branches(String op, int first, int second) {
    stored("w0", first, false, D, D);
    stored("w1", second, false, D, D);
    String y = residual("x", op, "w0", Attributes.NONE);
    return graph(residual(y, op, first == second ? "w0" : "w1", Attributes.NONE), 4, D);
  }

  private Propagation copies() {
    stored("w0", 1, false, D, D);
    stored("w1", 1, false, D, D);
    String y = residual("x", "MatMul", "w0", Attributes.NONE);
    return graph(residual(y, "MatMul", "w1", Attributes.NONE), 4, D);
  }

  private String residual(String x, String op, String w, Attributes attributes) {
    return node("Add", Attributes.NONE, x, node(op, attributes, x, w));
  }

  private static double output(Propagation p) {
    String name = p.graph().outputs().get(0).name();
    return p.signal(name).stat().in(p.evaluation()).secondMoment();
  }

  private static double gradient(Propagation p, String weight) {
    return p.weightGradient(weight).in(p.evaluation());
  }

  private static double input(Propagation p) {
    Evaluation e = p.evaluation();
    return p.gradient(p.signal("x")).in(e).secondMoment();
  }

  private void stored(String name, long seed, boolean transposed, long... dims) {
    int n = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    Random random = new Random(seed);
    float[] all = new float[n];
    for (int i = 0; i < n; i++) {
      int at = transposed ? i % D * D + i / D : i;
      all[at] = (float) (random.nextGaussian() / Math.sqrt(dims[0]));
    }
    Values values = new Values(ElementType.FLOAT, dims, all);
    weights.put(name, new Weight(name, ElementType.FLOAT, dims, new Weight.Stored(values), ORIGIN));
  }

  private String node(String op, Attributes attributes, String... inputs) {
    String output = op + nodes.size();
    nodes.add(new Node(op, "", 17, output, List.of(inputs), List.of(output), attributes, ORIGIN));
    return output;
  }

  private Propagation graph(String output, long... dims) {
    List<Dim> shape = Arrays.stream(dims).mapToObj(Dim::of).toList();
    Graph g =
        new Graph(
            "shared",
            ORIGIN,
            List.of(new Value("x", ElementType.FLOAT, shape)),
            List.of(new Value(output, ElementType.FLOAT, shape)),
            nodes,
            weights,
            List.of());
    return Propagation.of(g, Assumptions.NONE);
  }
}
