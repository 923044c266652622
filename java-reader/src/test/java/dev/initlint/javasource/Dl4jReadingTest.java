package dev.initlint.javasource;

import static dev.initlint.javasource.Reading.dl4j;
import static dev.initlint.javasource.Reading.only;
import static dev.initlint.javasource.Reading.ops;
import static dev.initlint.javasource.Reading.parameter;
import static dev.initlint.javasource.Reading.variance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Node;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Deeplearning4j's layers and vertices compute and draw, where measuring the library showed it
 * to differ from what their names suggest.
 */
class Dl4jReadingTest {
  private static final String CONF = "new NeuralNetConfiguration.Builder()";

  private static SourceModel list(String inputType, String... layers) {
    return dl4j(
        CONF
            + ".activation(Activation.TANH).list().layer("
            + String.join(").layer(", layers)
            + ").setInputType(InputType."
            + inputType
            + ").build();");
  }

  private static String behind(String vertex) {
    return Reading.DL4J
        + "class Net { ComputationGraphConfiguration net() { return joined("
        + vertex
        + "); } private ComputationGraphConfiguration joined(GraphVertex v) { return "
        + CONF
        + ".graphBuilder().addInputs(\"in\").setInputTypes(InputType.convolutional(12, 12, 8))"
        + ".addLayer(\"a\", new ConvolutionLayer.Builder(1, 1).nOut(8).build(), \"in\")"
        + ".addVertex(\"v\", v, \"a\", \"in\").setOutputs(\"v\").build(); } }";
  }

  private static Node last(SourceModel m) {
    return m.graph().nodes().get(m.graph().nodes().size() - 1);
  }

  @ParameterizedTest
  @CsvSource({"Add, Add", "Subtract, Sub", "Product, Mul", "Max, Max"})
  void vertexComputesTheOperationOfItsConstant(String constant, String op) {
    SourceModel m = only(behind("new ElementWiseVertex(ElementWiseVertex.Op." + constant + ")"));
    assertThat(last(m).op()).isEqualTo(op);
  }

  @Test
  void averageDividesTheSum() {
    SourceModel m = only(behind("new ElementWiseVertex(ElementWiseVertex.Op.Average)"));
    assertThat(ops(m)).endsWith("Add", "Mul");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true ? ElementWiseVertex.Op.Product : ElementWiseVertex.Op.Add",
        "(ElementWiseVertex.Op.Product)",
        "(ElementWiseVertex.Op) ElementWiseVertex.Op.Product",
        "new ElementWiseVertex.Op[] {ElementWiseVertex.Op.Product}[0]",
        "java.util.List.of(ElementWiseVertex.Op.Product).get(0)",
        "new Kept().op",
        "Kept.made().op"
      })
  void constantInCamelCaseIsAValueWhereverOneStands(String written) {
    String kept =
        "class Kept { final ElementWiseVertex.Op op; Kept(ElementWiseVertex.Op op) { this.op = op; }"
            + " Kept() { this(ElementWiseVertex.Op.Product); }"
            + " static Kept made() { java.util.function.Supplier<ElementWiseVertex.Op> s ="
            + " () -> ElementWiseVertex.Op.Product; return new Kept(s.get()); } }";
    assertThat(last(only(behind("new ElementWiseVertex(" + written + ")") + kept)).op())
        .isEqualTo("Mul");
  }

  @Test
  void frozenVertexComputesWhatItHolds() {
    assertThat(last(only(behind("new FrozenVertex(new ScaleVertex(0.5))"))).op()).isEqualTo("Mul");
  }

  @Test
  void poolHelperCutsTheFirstRowAndColumn() {
    SourceModel m = only(behind("new PoolHelperVertex()"));
    assertThat(m.graph().outputs().get(0).shape().toString()).contains("11, 11");
  }

  @Test
  void localResponseDoesNotDivideItsSum() {
    SourceModel m =
        list(
            "convolutional(12, 12, 8)",
            "new LocalResponseNormalization.Builder().n(5).alpha(0.5).build()");
    Node lrn =
        m.graph().nodes().stream().filter(n -> n.op().equals("LRN")).findFirst().orElseThrow();
    assertThat(lrn.attributes().real("alpha", 0)).isCloseTo(2.5, within(1e-6));
  }

  @Test
  void convolutionsOfSeriesCountTheirKernelTwice() {
    SourceModel m =
        list("recurrent(48, 10)", "new Convolution1DLayer.Builder(3, 2).nOut(64).build()");
    double fans = 48 * 9 + 64 * 9 / 4.0;
    assertThat(variance(m, "0/W")).isCloseTo(2 / fans, within(1e-9));
    assertThat(parameter(m, "0/W").trueFanIn().toString()).contains("144");
  }

  @Test
  void oneClassOutputIsOneNumberASample() {
    SourceModel m =
        list(
            "feedForward(96)",
            "new org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer.Builder().hiddenLayerSize(40).build()");
    assertThat(ops(m)).containsExactly("MatMul", "MatMul");
    assertThat(variance(m, "0/v")).isCloseTo(2.0 / (96 + 40), within(1e-9));
    assertThat(variance(m, "0/w")).isCloseTo(2.0 / 41, within(1e-9));
  }

  @Test
  void recurrentAttentionHasItsParametersAndIsNotFollowed() {
    SourceModel m =
        list(
            "recurrent(48, 10)",
            "new RecurrentAttentionLayer.Builder().nIn(48).nOut(64).nHeads(4).headSize(16).build()");
    assertThat(m.parameters().stream().map(SourceParameter::name))
        .containsExactly("0/W", "0/RW", "0/Wq", "0/Wk", "0/Wv", "0/Wo", "0/b");
    assertThat(variance(m, "0/Wo")).isCloseTo(2.0 / (48 + 16), within(1e-9));
    assertThat(ops(m)).containsExactly("RecurrentAttentionLayer");
  }

  @Test
  void embeddingLayerGivesOneRowASample() {
    SourceModel m =
        list(
            "feedForward(500)",
            "new EmbeddingLayer.Builder().nIn(500).nOut(64).build()",
            "new DenseLayer.Builder().nOut(10).build()");
    assertThat(m.graph().outputs().get(0).shape().toString()).contains("[N, 10]");
  }
}
