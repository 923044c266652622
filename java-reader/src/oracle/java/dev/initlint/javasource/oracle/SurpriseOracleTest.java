package dev.initlint.javasource.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Prelu;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.ParameterStore;
import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.JavaReader;
import dev.initlint.law.Law;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Where the libraries do something else than one expects, and the reader knows it. */
class SurpriseOracleTest {
  private static final String DJL =
      "import ai.djl.nn.*; import ai.djl.nn.norm.*; import ai.djl.nn.transformer.*; import"
          + " ai.djl.ndarray.types.*; class Net { Block net() { return new"
          + " SequentialBlock().add(%s); } }";

  private static final String DL4J =
      "import org.deeplearning4j.nn.conf.*; import org.deeplearning4j.nn.conf.layers.*; import"
          + " org.nd4j.linalg.activations.Activation; class Net { MultiLayerConfiguration net() {"
          + " return new NeuralNetConfiguration.Builder().list().layer(%s).layer(new"
          + " OutputLayer.Builder().nIn(9).nOut(2).build()).setInputType(org.deeplearning4j.nn.conf"
          + ".inputs.InputType.feedForward(9)).build(); } }";

  private static SourceModel read(String source) {
    FileOutcome o = new JavaReader().readTexts(Map.of("Net.java", source)).get(0);
    assertThat(o).as(o.toString()).isInstanceOf(FileOutcome.Models.class);
    return ((FileOutcome.Models) o).models().get(0);
  }

  @Test
  void secondResidualOfTheEncoderAddsTheBlocksInput() {
    Natives.ofDjl();
    try (NDManager manager = NDManager.newBaseManager()) {
      Block encoder = new TransformerEncoderBlock(64, 4, 128, 0f, ai.djl.nn.Activation::gelu);
      encoder.initialize(manager, DataType.FLOAT32, new Shape(1, 8, 64));
      encoder.getParameters().stream()
          .filter(p -> p.getKey().contains("outputBlock_03"))
          .forEach(p -> p.getValue().getArray().muli(0));
      NDArray x = manager.randomNormal(new Shape(1, 8, 64));
      NDArray y = encoder.forward(new ParameterStore(manager, false), new NDList(x), false).head();
      assertThat(y.sub(x).abs().max().getFloat()).as("the output is the input").isLessThan(1e-3f);
    }
    SourceModel m =
        read(DJL.formatted("new TransformerEncoderBlock(64, 4, 128, 0f, Activation::gelu)"));
    String input = m.graph().inputs().get(0).name();
    assertThat(m.graph().nodes().stream().filter(n -> n.op().equals("Add")))
        .filteredOn(n -> n.inputs().contains(input))
        .as("sums that read the block's input")
        .hasSize(2);
  }

  @Test
  void layerNormWithoutAxisTakesPositionsAndFeaturesTogether() {
    Natives.ofDjl();
    try (NDManager manager = NDManager.newBaseManager()) {
      Block norm = LayerNorm.builder().build();
      norm.initialize(manager, DataType.FLOAT32, new Shape(2, 10, 16));
      assertThat(norm.getParameters().get("gamma").getArray().getShape())
          .isEqualTo(new Shape(10, 16));
    }
    assertThat(read(DJL.formatted("LayerNorm.builder().build()")).facts())
        .anyMatch(f -> f instanceof SourceFact.NormWithoutAxis);
  }

  @Test
  void preluCannotBeDrawnByItsDefault() {
    Natives.ofDjl();
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> new Prelu().initialize(manager, DataType.FLOAT32, new Shape(2, 3)))
          .hasMessageContaining("dimension");
    }
  }

  @Test
  void numberOfADropoutLayerIsTheShareThatIsKept() {
    Natives.ofDeeplearning4j();
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new DropoutLayer(0.9))
            .layer(new OutputLayer.Builder().nIn(9).nOut(2).build())
            .build();
    MultiLayerNetwork net = new MultiLayerNetwork(conf);
    net.init();
    INDArray y = net.feedForward(Nd4j.ones(2000, 9), true).get(1);
    assertThat(y.eq(0).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT).meanNumber().doubleValue())
        .as("share of zeros")
        .isCloseTo(0.1, within(0.02));

    SourceFact.DropoutRate fact =
        read(DL4J.formatted("new DropoutLayer(0.9)")).facts().stream()
            .filter(SourceFact.DropoutRate.class::isInstance)
            .map(SourceFact.DropoutRate.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(fact.retained()).isEqualTo(0.9);
  }

  @Test
  void variablesOfSameDiffWithoutASchemeAreZero() {
    Natives.ofDeeplearning4j();
    SameDiff sd = SameDiff.create();
    INDArray drawn = sd.var("w", org.nd4j.linalg.api.buffer.DataType.FLOAT, 30, 40).getArr();
    assertThat(drawn.ameanNumber().doubleValue()).isZero();

    SourceModel m =
        read(
            "import org.nd4j.autodiff.samediff.*; import org.nd4j.linalg.api.buffer.DataType; class"
                + " Net { SameDiff net() { SameDiff sd = SameDiff.create(); SDVariable x ="
                + " sd.placeHolder(\"x\", DataType.FLOAT, -1, 30); x.mmul(sd.var(\"w\","
                + " DataType.FLOAT, 30, 40)); return sd; } }");
    assertThat(m.parametersByName().get("w").law().family()).isEqualTo(Law.Family.ZEROS);
    assertThat(m.parametersByName().get("w").variance()).isEqualTo(Expr.ZERO);
  }

  /** E[f(x)²] of every activation, x ~ N(0, 1). */
  @TestFactory
  List<DynamicTest> activations() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Activation a : Activation.values()) {
      // The slope of RRELU is drawn anew for each entry; a softmax depends on its neighbours.
      if (a != Activation.RRELU && a != Activation.SOFTMAX) {
        tests.add(DynamicTest.dynamicTest(a.name(), () -> activation(a)));
      }
    }
    return tests;
  }

  private static void activation(Activation a) {
    Natives.ofDeeplearning4j();
    Nd4j.getRandom().setSeed(7);
    INDArray y = a.getActivationFunction().getActivation(Nd4j.randn(400, 1000), false);
    double real = y.mul(y).meanNumber().doubleValue();
    SourceModel m = read(DL4J.formatted("new ActivationLayer(Activation." + a.name() + ")"));
    Propagation p = Propagation.of(m.graph(), Assumptions.NONE);
    String last =
        m.graph().nodes().stream()
            .filter(n -> n.name().startsWith("0/"))
            .reduce((first, second) -> second)
            .map(n -> n.output())
            .orElse(m.graph().inputs().get(0).name());
    assertThat(p.beliefs().get(last))
        .as(a + "")
        .isInstanceOf(dev.initlint.moment.Belief.Known.class);
    double predicted = p.signal(last).stat().in(p.evaluation()).secondMoment();
    System.out.printf("%-20s predicted %.4f real %.4f%n", a, predicted, real);
    assertThat(predicted / real).as(a + "").isBetween(0.9, 1.1);
  }
}
