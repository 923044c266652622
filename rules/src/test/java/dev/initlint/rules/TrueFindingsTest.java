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
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kinds of models about which something untrue was once said, or something true was not. */
class TrueFindingsTest {
  private static final Origin HERE = Origin.node("m.onnx", null);

  private static final Map<String, Object> PADDED = Map.of("pads", new long[] {1, 1, 1, 1});

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Random random = new Random(7);

  @Test
  void aVectorBroughtToLengthOneIsNoNormWhoseEpsilonCounts() {
    String h = op("MatMul", "x", drawn(0.125, 64, 64));
    String square = op("Mul", h, h);
    String sum = op("ReduceSum", square, integers(-1));
    String length = op("Max", op("Sqrt", sum), scalar(1e-12));
    String y = op("MatMul", op("Div", h, length), drawn(0.125, 64, 10));

    assertThat(rules(y, 8, 64)).doesNotContain("NORM004");
  }

  @Test
  void theTablesOfAFusedEmbeddingAreNoGains() {
    String gain = weight(filled(1, 64), 64);
    String bias = weight(filled(0, 64), 64);
    String words = drawn(0.02, 500, 64);
    String places = drawn(0.02, 16, 64);
    String e = op("EmbedLayerNormalization", "x", "", words, places, "", gain, bias);
    String y = op("MatMul", e, drawn(0.125, 64, 10));

    assertThat(rules(y, 8, 16)).doesNotContain("NORM001");
  }

  @Test
  void aSoftmaxWrittenOutIsNoNorm() {
    String e = op("Exp", op("MatMul", "x", drawn(0.125, 64, 64)));
    String sum = op("Add", op("ReduceSum", e, integers(-1)), scalar(1e-6));
    String y = op("MatMul", op("Div", e, sum), drawn(0.125, 64, 10));

    assertThat(rules(y, 8, 64)).doesNotContain("NORM004");
  }

  @Test
  void featuresThatAreAddedToTokensAreNoPositions() {
    String text =
        """
        ids = tokens(4, 16)
        f = input(4, 16, 64)
        e = embedding(ids, 500, 64, normal(0, 0.02))
        x = add(e, linear(f, 64, normal(0, 0.125)))
        y = layernorm(x)
        """;
    assertThat(ExamplesTest.check(text)).extracting(Finding::rule).doesNotContain("EMB003");
  }

  @Test
  void positionsThatStartAtZeroDrownInNothing() {
    String text =
        """
        ids = tokens(4, 16)
        e = embedding(ids, 500, 64, normal(0, 0.02))
        y = layernorm(positions(e, zeros))
        """;
    assertThat(ExamplesTest.check(text)).extracting(Finding::rule).doesNotContain("EMB002");
  }

  /** Hu et al. 2018: what a gate is computed from is an average, and no trunk. */
  @Test
  void theGateOfSqueezeAndExcitationIsNoChain() {
    String x = op("Relu", node("Conv", PADDED, "x", drawn(0.24, 32, 4, 3, 3)));
    String mean = node("GlobalAveragePool", Map.of(), x);
    String squeezed = op("Relu", op("Conv", mean, drawn(0.05, 8, 32, 1, 1)));
    String gate = op("Sigmoid", op("Conv", squeezed, drawn(0.05, 32, 8, 1, 1)));
    String y = node("Conv", PADDED, op("Mul", x, gate), drawn(0.08, 8, 32, 3, 3));

    assertThat(rules(y, 4, 4, 16, 16)).doesNotContain("ACT001", "ACT002");
  }

  /** Peng et al. 2023: what mixes a token with the one before stands behind the norm's own gain. */
  @Test
  void aFactorBehindTheGainOfANormIsNoGain() {
    double[] one = filled(1, 64);
    double[] mix = new double[64];
    Arrays.setAll(mix, i -> i / 64.0);
    String root =
        op("Sqrt", op("Add", op("ReduceMean", op("Mul", "x", "x"), integers(-1)), scalar(1e-6)));
    String normed = op("Mul", op("Div", "x", root), weight(one, 64));
    String y = op("MatMul", op("Mul", normed, weight(mix, 64)), drawn(0.125, 64, 10));

    assertThat(rules(y, 8, 64)).doesNotContain("NORM001");
  }

  @Test
  void theGainOfANormWrittenOutIsFound() {
    String root =
        op("Sqrt", op("Add", op("ReduceMean", op("Mul", "x", "x"), integers(-1)), scalar(1e-6)));
    String normed = op("Mul", op("Mul", "x", op("Reciprocal", root)), weight(filled(3, 64), 64));
    String y = op("MatMul", normed, drawn(0.125, 64, 10));

    assertThat(rules(y, 8, 64)).contains("NORM001");
  }

  @Test
  void aZeroGainAtTheEndOfABranchIsARecipe() {
    String x = op("MatMul", "x", drawn(0.125, 64, 64));
    String branch = op("MatMul", op("Relu", x), drawn(0.125, 64, 64));
    String y = op("MatMul", op("Add", x, norm(branch, 0)), drawn(0.125, 64, 10));

    assertThat(rules(y, 8, 64)).doesNotContain("NORM001");
  }

  @Test
  void aZeroGainOnTheStreamIsNoneThoughAnotherStreamLeadsAroundIt() {
    String stream = norm(op("MatMul", "x", drawn(0.125, 64, 64)), 0);
    String after = op("Add", stream, op("MatMul", op("Relu", stream), drawn(0.125, 64, 64)));
    String other = op("MatMul", "x", drawn(0.125, 64, 64));
    String y = op("MatMul", op("Mul", other, op("Sigmoid", after)), drawn(0.125, 64, 10));

    assertThat(check(y, 8, 64))
        .filteredOn(f -> f.rule().equals("NORM001"))
        .extracting(Finding::severity)
        .containsExactly(Severity.ERROR);
  }

  private String norm(String x, double gain) {
    return op("LayerNormalization", x, weight(filled(gain, 64), 64), zeros(64));
  }

  @Test
  void anOutputThatNoLinearMapMakesHoldsNoLogits() {
    assertThat(rules(op("Mul", "x", drawn(6, 1, 64)), 8, 64)).isEmpty();
  }

  @Test
  void fewWeightsMayBeTrained() {
    String y = op("Gemm", "x", drawn(5, 4, 3), drawn(9, 3));

    assertThat(rules(y, 8, 4)).doesNotContain("HEAD001", "HEAD002");
  }

  @Test
  void theUnitsOfAConvolutionAreItsChannels() {
    String w = weight(filled(0.02, 16 * 3 * 3 * 3), 16, 3, 3, 3);
    String h = op("Relu", op("Conv", "x", w));
    String y = op("Conv", h, drawn(0.1, 8, 16, 3, 3));

    assertThat(check(y, 4, 3, 8, 8))
        .filteredOn(f -> f.rule().equals("INIT003"))
        .extracting(Finding::message)
        .allMatch(m -> m.startsWith("all 16 units"));
  }

  @Test
  void numbersThatCountUpAreNoCopies() {
    double[] ramp = new double[32 * 32];
    Arrays.setAll(ramp, i -> i / 1024.0);
    String a = op("MatMul", "x", weight(ramp, 32, 32));
    String y = op("MatMul", op("Relu", a), weight(ramp, 32, 32));

    assertThat(rules(y, 8, 32)).doesNotContain("INIT008");
  }

  /** Weights are judged by themselves: what is computed from them need not be understood. */
  @Test
  void operatorsThatAreNotModelledHideNoWeights() {
    String x = op("Mystery", "x");
    double[] one = normal(0.125, 64 * 64);
    double[] broken = normal(0.125, 64 * 64);
    broken[5] = Double.NaN;
    String a = op("Relu", op("MatMul", x, weight(one, 64, 64)));
    String b = op("Relu", op("MatMul", a, weight(one, 64, 64)));
    String c = op("Relu", op("MatMul", b, weight(broken, 64, 64)));
    String zero = op("MatMul", c, weight(new double[64 * 8], 64, 8));
    String up = op("MatMul", zero, weight(new double[8 * 64], 8, 64));
    String y = op("MatMul", op("Add", c, up), drawn(0.125, 64, 10));

    List<Finding> found = check(y, 8, 64);
    assertThat(found)
        .filteredOn(f -> f.severity() == Severity.ERROR)
        .extracting(Finding::rule)
        .contains("INIT008", "INIT009");
    assertThat(found).extracting(Finding::rule).contains("INIT013");
    found.forEach(Messages::assertSound);
  }

  @Test
  void aStackDrawnAsAKernelIsSeenInAFile() {
    double std = 1 / Math.sqrt(3.0 * 32 * 48);
    String w = weight(uniform(std * Math.sqrt(3), 8 * 32 * 48), 8, 32, 48);
    String y = node("Einsum", Map.of("equation", "ebi,eio->ebo"), "x", w);

    assertThat(rules(y, 8, 4, 32)).contains("INIT007");
  }

  @Test
  void oneZeroFactorIsARecipe() {
    String x = op("MatMul", "x", drawn(0.125, 64, 64));
    String down = op("MatMul", x, drawn(0.125, 64, 8));
    String up = op("MatMul", down, weight(new double[8 * 64], 8, 64));
    String y = op("MatMul", op("Add", x, up), drawn(0.125, 64, 10));

    assertThat(rules(y, 8, 64)).doesNotContain("INIT003", "INIT009", "INIT013");
  }

  @Test
  void aZeroGateOnALayerOfZerosNeverLearns() {
    String x = op("MatMul", "x", drawn(0.125, 64, 64));
    String layer = op("MatMul", op("Tanh", x), weight(new double[64 * 64], 64, 64));
    String gated = op("Mul", layer, weight(new double[64], 64));
    String y = op("MatMul", op("Add", x, gated), drawn(0.125, 64, 10));

    assertThat(rules(y, 8, 64)).contains("INIT013").doesNotContain("INIT003");
  }

  /** DCGAN: gains N(0, 0.02) of batch norms that exporting folded into the kernels. */
  @Test
  void randomGainsThatWereFoldedTellOfANorm() {
    String h = op("Relu", node("Conv", PADDED, "x", scaledKernel(32, 16), zeros(32)));
    h = op("Relu", node("Conv", PADDED, h, scaledKernel(32, 32), zeros(32)));
    String y = op("Conv", h, drawn(0.17, 8, 32, 1, 1));

    assertThat(check(y, 4, 16, 12, 12))
        .filteredOn(f -> f.rule().equals("ACT002"))
        .extracting(Finding::severity)
        .containsExactly(Severity.NOTE);
  }

  /** What such a norm leaves in training is not what the file shows. */
  @Test
  void sizesBehindAFoldedNormAreNoErrors() {
    String h = op("Relu", node("Conv", PADDED, "x", scaledKernel(32, 16), zeros(32)));
    h = op("Relu", node("Conv", PADDED, h, scaledKernel(32, 32), zeros(32)));
    h = op("Reshape", op("GlobalAveragePool", h), integers(4, 32));
    String norm = op("LayerNormalization", h, weight(filled(1, 32), 32), zeros(32));

    assertThat(check(op("MatMul", norm, drawn(0.17, 32, 8)), 4, 16, 12, 12))
        .filteredOn(f -> f.rule().equals("NORM004"))
        .extracting(Finding::severity)
        .containsExactly(Severity.NOTE);
  }

  /**
   * A kernel is standardised by a batch norm over its outputs; its gain is the size it is to have.
   */
  @Test
  void gainsOfStandardisedKernelsAreNoGainsOfNorms() {
    String small = standardised(0.15);
    String none = standardised(0);
    String h = op("Relu", node("Conv", PADDED, "x", small));
    String y = op("Add", h, op("Mul", node("Conv", PADDED, h, none), scalar(0.2)));

    assertThat(rules(y, 4, 32, 12, 12)).doesNotContain("NORM001", "INIT003");
  }

  private String standardised(double gain) {
    String kernel = op("Reshape", drawn(0.1, 32, 32, 3, 3), integers(1, 32, 288));
    String norm =
        node(
            "BatchNormalization",
            Map.of("training_mode", 1L),
            kernel,
            weight(filled(gain, 32), 32),
            zeros(32),
            zeros(32),
            weight(filled(1, 32), 32));
    return op("Reshape", norm, integers(32, 32, 3, 3));
  }

  @Test
  void aSumOfMapsOfAnInputHardlyScoresClasses() {
    String t = op("MatMul", "x", drawn(0.125, 64, 48));
    String y = op("Add", op("Mul", t, scalar(2)), op("Mul", t, scalar(0.5)));

    assertThat(rules(y, 8, 64)).doesNotContain("HEAD002");
    assertThat(rules(op("Mul", t, scalar(2.5)), 8, 64)).contains("HEAD002");
  }

  private String scaledKernel(int out, int in) {
    double[] kernel = normal(Math.sqrt(2.0 / (9 * in)), out * in * 9);
    double gain = 0;
    for (int i = 0; i < kernel.length; i++) {
      gain = i % (in * 9) == 0 ? 0.02 * random.nextGaussian() : gain;
      kernel[i] *= gain;
    }
    return weight(kernel, out, in, 3, 3);
  }

  private String zeros(int n) {
    return weight(new double[n], n);
  }

  private List<String> rules(String output, long... input) {
    return check(output, input).stream()
        .filter(f -> f.severity() != Severity.NOTE)
        .map(Finding::rule)
        .toList();
  }

  private List<Finding> check(String output, long... input) {
    Value in = new Value("x", ElementType.FLOAT, shape(input));
    Value out = new Value(output, ElementType.FLOAT, List.of());
    Graph g = new Graph("m", HERE, List.of(in), List.of(out), nodes, weights, List.of());
    return RuleCheck.run(Propagation.of(g, Assumptions.NONE), "m.onnx", ExamplesTest.all());
  }

  private static List<Dim> shape(long... dims) {
    return Arrays.stream(dims).mapToObj(Dim::of).toList();
  }

  private String op(String op, String... inputs) {
    return node(op, Map.of(), inputs);
  }

  private String node(String op, Map<String, Object> attributes, String... inputs) {
    String name = op + nodes.size();
    Attributes all = new Attributes(attributes);
    nodes.add(new Node(op, "", 18, name, List.of(inputs), List.of(name), all, HERE));
    return name;
  }

  private String drawn(double std, long... dims) {
    long n = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    return weight(normal(std, (int) n), dims);
  }

  private double[] normal(double std, int n) {
    return random.doubles(n, 0, 1).map(u -> std * random.nextGaussian()).toArray();
  }

  private double[] uniform(double bound, int n) {
    return random.doubles(n, -bound, bound).toArray();
  }

  private static double[] filled(double value, int n) {
    double[] all = new double[n];
    Arrays.fill(all, value);
    return all;
  }

  private String scalar(double value) {
    return weight(new double[] {value});
  }

  private String integers(long... values) {
    String name = "w" + weights.size();
    long[] dims = {values.length};
    double[] v = Arrays.stream(values).asDoubleStream().toArray();
    Weight.Source source = new Weight.Stored(new Elements(ElementType.INT64, dims, v));
    weights.put(name, new Weight(name, ElementType.INT64, dims, source, HERE));
    return name;
  }

  private String weight(double[] values, long... dims) {
    String name = "w" + weights.size();
    Weight.Source source = new Weight.Stored(new Elements(ElementType.FLOAT, dims, values));
    weights.put(name, new Weight(name, ElementType.FLOAT, dims, source, HERE));
    return name;
  }
}
