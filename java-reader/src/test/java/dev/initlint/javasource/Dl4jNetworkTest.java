package dev.initlint.javasource;

import static dev.initlint.javasource.Reading.DL4J;
import static dev.initlint.javasource.Reading.dl4j;
import static dev.initlint.javasource.Reading.facts;
import static dev.initlint.javasource.Reading.only;
import static dev.initlint.javasource.Reading.ops;
import static dev.initlint.javasource.Reading.parameter;
import static dev.initlint.javasource.Reading.variance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Dim;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import dev.initlint.symbol.Expr;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Dl4jNetworkTest {
  private static final String CONF = "new NeuralNetConfiguration.Builder()";

  @Test
  void listOfDenseLayersBecomesAChain() {
    SourceModel m =
        dl4j(
            CONF
                + ".weightInit(WeightInit.RELU).activation(Activation.RELU).list()"
                + ".layer(new DenseLayer.Builder().nIn(784).nOut(256).build())"
                + ".layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)"
                + ".nIn(256).nOut(10).activation(Activation.SOFTMAX).build()).build();");
    assertThat(ops(m)).containsExactly("MatMul", "Add", "Relu", "MatMul", "Add", "Softmax");
    assertThat(m.graph().inputs().get(0).shape()).containsExactly(Dim.of("N"), Dim.of(784));
    assertThat(variance(m, "0/W")).isCloseTo(2.0 / 784, within(1e-12));
    assertThat(m.resolution()).isEqualTo("4 of 4 parameters resolved");
    assertThat(m.graph().nodes().get(0).origin().line()).isEqualTo(14);
  }

  @Test
  void lawKeepsTheSymbolOfARightFan() {
    SourceModel m =
        dl4j(CONF + ".list().layer(new DenseLayer.Builder().nIn(30).nOut(20).build()).build();");
    Weight w = m.graph().weights().get("0/W");
    Law law = ((Weight.Drawn) w.source()).law();
    assertThat(law.variance())
        .isEqualTo(Expr.of(2).over(Law.Symbols.FAN_IN.plus(Law.Symbols.FAN_OUT)));
    assertThat(w.dims()).containsExactly(30, 20);
  }

  @ParameterizedTest
  @CsvSource({
    "XAVIER, 0.0013333333",
    "XAVIER_UNIFORM, 0.0013333333",
    "LECUN_NORMAL, 0.001",
    "NORMAL, 0.001",
    "RELU, 0.002",
    "RELU_UNIFORM, 0.002",
    "UNIFORM, 0.00033333333",
    "LECUN_UNIFORM, 0.003",
    "VAR_SCALING_UNIFORM_FAN_IN, 0.003",
    "VAR_SCALING_UNIFORM_FAN_OUT, 0.006",
    "VAR_SCALING_UNIFORM_FAN_AVG, 0.004",
    "VAR_SCALING_NORMAL_FAN_IN, 0.0007737413",
    "SIGMOID_UNIFORM, 0.0213333333",
    "ZERO, 0",
  })
  void everyWeightInitHasTheVarianceTheLibraryDraws(String init, double variance) {
    SourceModel m =
        dl4j(
            CONF
                + ".weightInit(WeightInit."
                + init
                + ").list().layer(new DenseLayer.Builder().nIn(1000).nOut(500).build()).build();");
    assertThat(variance(m, "W")).isCloseTo(variance, within(1e-9));
  }

  @Test
  void tripledUniformIsReportedAsQuirkOfTheLibrary() {
    SourceModel m =
        dl4j(
            CONF
                + ".weightInit(WeightInit.LECUN_UNIFORM).list()"
                + ".layer(new DenseLayer.Builder().nIn(100).nOut(50).build()).build();");
    SourceFact.LibraryQuirk q = facts(m, SourceFact.LibraryQuirk.class).get(0);
    assertThat(q.quirk()).isEqualTo("lecun-uniform");
    assertThat(q.nominal()).isEqualTo(Expr.of(0.01));
    assertThat(q.actual()).isEqualTo(Expr.of(0.03));
  }

  @Test
  void distributionWinsOverTheEnumThatAsksForOne() {
    SourceModel m =
        dl4j(
            CONF
                + ".weightInit(WeightInit.DISTRIBUTION).dist(new UniformDistribution(0, 1)).list()"
                + ".layer(new DenseLayer.Builder().nIn(10).nOut(5).build()).build();");
    SourceParameter w = parameter(m, "W");
    assertThat(w.mean()).isEqualTo(Expr.of(0.5));
    assertThat(variance(m, "W")).isCloseTo(1.0 / 12, within(1e-12));
    assertThat(facts(m, SourceFact.InitialiserArguments.class).get(0).arguments())
        .containsExactly(0.0, 1.0);
  }

  @Test
  void strideShrinksOnlyTheConvolutionsFanOut() {
    SourceModel m =
        dl4j(
            CONF
                + ".list().layer(new ConvolutionLayer.Builder(3, 3).stride(2, 2).nIn(64).nOut(128)"
                + ".build()).build();");
    assertThat(variance(m, "W")).isCloseTo(2.0 / (64 * 9 + 128 * 9 / 4.0), within(1e-12));
  }

  @Test
  void depthwiseFanCountsAllChannels() {
    SourceModel m =
        dl4j(
            CONF
                + ".weightInit(WeightInit.RELU).list().layer(new DepthwiseConvolution2D.Builder(3,"
                + " 3).nIn(64).depthMultiplier(1).build()).build();");
    assertThat(variance(m, "W")).isCloseTo(2.0 / (64 * 9), within(1e-12));
    assertThat(parameter(m, "W").trueFanIn()).isEqualTo(Expr.of(9));
    assertThat(facts(m, SourceFact.LibraryQuirk.class))
        .extracting(SourceFact.LibraryQuirk::quirk)
        .containsExactly("depthwise-fan");
  }

  @Test
  void bothLstmMatricesCountTheHiddenSize() {
    SourceModel m =
        dl4j(
            CONF
                + ".weightInit(WeightInit.RELU).list().layer(new LSTM.Builder().nIn(20).nOut(50)"
                + ".activation(Activation.TANH).build()).build();");
    assertThat(variance(m, "/W")).isCloseTo(2.0 / 50, within(1e-12));
    assertThat(variance(m, "RW")).isCloseTo(2.0 / 50, within(1e-12));
    assertThat(ops(m)).containsExactly("LSTM", "Squeeze");
  }

  @Test
  void embeddingSeesFanInOneAndStaysLinear() {
    SourceModel m =
        dl4j(
            CONF
                + ".weightInit(WeightInit.RELU).list().layer(new EmbeddingSequenceLayer.Builder()"
                + ".nIn(5000).nOut(64).build()).build();");
    assertThat(variance(m, "W")).isCloseTo(2, within(1e-12));
    assertThat(ops(m)).containsExactly("Gather");
    assertThat(m.graph().inputs().get(0).type()).isEqualTo(dev.initlint.graph.ElementType.INT64);
  }

  @Test
  void selfAttentionExchangesFansAndIgnoresTheGlobalRule() {
    SourceModel m =
        dl4j(
            CONF
                + ".weightInit(WeightInit.ZERO).list().layer(new SelfAttentionLayer.Builder()"
                + ".nIn(5000).nOut(64).nHeads(1).headSize(64).build()).build();");
    assertThat(Math.sqrt(variance(m, "Wq"))).isCloseTo(0.125, within(1e-3));
    assertThat(Math.sqrt(variance(m, "Wo"))).isCloseTo(0.0199, within(1e-3));
    assertThat(facts(m, SourceFact.WithoutEffect.class)).isNotEmpty();
    assertThat(ops(m)).contains("Softmax", "Div");
  }

  @Test
  void unsetActivationIsSigmoidAndSaysSo() {
    SourceModel m =
        dl4j(
            CONF
                + ".list().layer(new ConvolutionLayer.Builder(3, 3).nIn(1).nOut(8).build())"
                + ".build();");
    assertThat(ops(m)).containsExactly("Conv", "Sigmoid");
    assertThat(facts(m, SourceFact.DefaultActivation.class)).hasSize(1);
  }

  @Test
  void dropOutIsTheShareThatIsKept() {
    SourceModel m =
        dl4j(
            CONF
                + ".list().layer(new DenseLayer.Builder().nIn(10).nOut(5).dropOut(0.1).build())"
                + ".build();");
    SourceFact.DropoutRate d = facts(m, SourceFact.DropoutRate.class).get(0);
    assertThat(d.retained()).isEqualTo(0.1);
    assertThat(d.statedIsRetained()).isTrue();
  }

  @Test
  void graphWithShortcutAndInputTypeInfersAllSizes() {
    SourceModel m =
        dl4j(
            "ComputationGraphConfiguration.GraphBuilder g = "
                + CONF
                + ".activation(Activation.RELU).graphBuilder().addInputs(\"in\")"
                + ".setInputTypes(InputType.convolutional(32, 32, 3));"
                + "g.addLayer(\"a\", new ConvolutionLayer.Builder(3, 3).nOut(16)"
                + ".convolutionMode(ConvolutionMode.Same).build(), \"in\");"
                + "g.addLayer(\"b\", new ConvolutionLayer.Builder(3, 3).nOut(16)"
                + ".convolutionMode(ConvolutionMode.Same).build(), \"a\");"
                + "g.addVertex(\"sum\", new ElementWiseVertex(ElementWiseVertex.Op.Add), \"a\","
                + " \"b\");"
                + "g.addLayer(\"pool\", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),"
                + " \"sum\");"
                + "g.addLayer(\"out\", new OutputLayer.Builder().nOut(10).build(), \"pool\")"
                + ".setOutputs(\"out\").build();");
    assertThat(m.resolution()).isEqualTo("6 of 6 parameters resolved");
    assertThat(parameter(m, "out/W").dims()).containsExactly(Expr.of(16), Expr.of(10));
    assertThat(ops(m)).contains("Add", "GlobalAveragePool", "Flatten", "Softmax");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AVG", "MAX", "SUM", "PNORM"})
  void convolutionsMayFollowPoolingOverAllPositionsThatKeepsItsAxes(String kind) {
    SourceModel m =
        dl4j(
            "ComputationGraphConfiguration.GraphBuilder g = "
                + CONF
                + ".graphBuilder().addInputs(\"in\")"
                + ".setInputTypes(InputType.convolutional(16, 16, 3));"
                + "g.addLayer(\"pool\", new GlobalPoolingLayer.Builder(PoolingType."
                + kind
                + ").collapseDimensions(false).build(), \"in\");"
                + "g.addLayer(\"last\", new ConvolutionLayer.Builder(1, 1).nOut(8).build(),"
                + " \"pool\");"
                + "g.addLayer(\"out\", new OutputLayer.Builder().nOut(10).build(), \"last\")"
                + ".setOutputs(\"out\").build();");
    assertThat(m.resolution()).isEqualTo("4 of 4 parameters resolved");
    assertThat(parameter(m, "last/W").dims())
        .containsExactly(Expr.of(8), Expr.of(3), Expr.of(1), Expr.of(1));
    assertThat(ops(m)).doesNotContain("Reshape");
  }

  @Test
  void unknownWidthKeepsItsRatio() {
    SourceModel m =
        only(
            DL4J
                + "class Net { MultiLayerConfiguration conf(int n) { return "
                + CONF
                + ".weightInit(WeightInit.RELU).list().layer(new DenseLayer.Builder().nIn(n)"
                + ".nOut(2 * n).build()).build(); } }");
    assertThat(m.unresolved()).containsExactly("n");
    assertThat(parameter(m, "W").dims())
        .containsExactly(Expr.symbol("n"), Expr.of(2).times(Expr.symbol("n")));
    assertThat(m.graph().weights().get("0/W").dims()).containsExactly(64, 128);
    assertThat(m.graph().remarks())
        .containsExactly(
            "sizes that the source leaves open are taken as n = 64; --dim 'n=…' sets it");
  }

  @Test
  void settingsFillOpenNames() {
    String source =
        DL4J
            + "class Net { MultiLayerConfiguration conf(int n) { return "
            + CONF
            + ".list().layer(new DenseLayer.Builder().nIn(n).nOut(2 * n).build()).build(); } }";
    FileOutcome o = new JavaReader(Map.of("n", 8.0)).readTexts(Map.of("Net.java", source)).get(0);
    SourceModel m = ((FileOutcome.Models) o).models().get(0);
    assertThat(m.graph().weights().get("0/W").dims()).containsExactly(8, 16);
  }

  @Test
  void oldSpellingsAreAccepted() {
    SourceModel m =
        dl4j(
            CONF
                + ".iterations(1).learningRate(0.1).regularization(true)"
                + ".updater(Updater.NESTEROVS).momentum(0.9).activation(\"relu\").list(2)"
                + ".layer(0, new DenseLayer.Builder().nIn(4).nOut(8).weightInit(WeightInit.XAVIER)"
                + ".build()).layer(1, new OutputLayer.Builder(LossFunctions.LossFunction.MSE)"
                + ".nIn(8).nOut(1).activation(\"identity\").build())"
                + ".pretrain(false).backprop(true).build();");
    assertThat(ops(m)).containsExactly("MatMul", "Add", "Relu", "MatMul", "Add");
    SourceFact.Training t = facts(m, SourceFact.Training.class).get(0);
    assertThat(t.optimizer()).isEqualTo("NESTEROVS");
    assertThat(t.learningRate()).isEqualTo(Expr.of(0.1));
  }

  @Test
  void rampScheduleIsWarmUp() {
    SourceModel m =
        dl4j(
            CONF
                + ".updater(new Adam(new RampSchedule(new FixedSchedule(1e-3), 500))).list()"
                + ".layer(new DenseLayer.Builder().nIn(4).nOut(8).build()).build();");
    SourceFact.Training t = facts(m, SourceFact.Training.class).get(0);
    assertThat(t.warmUpSteps()).isEqualTo(Expr.of(500));
    assertThat(t.learningRate()).isEqualTo(Expr.of(1e-3));
  }

  @Test
  void onlyTheNewHeadOfATransferredNetworkIsRead() {
    SourceModel m =
        dl4j(
            "Object net = new TransferLearning.GraphBuilder(pretrained)"
                + ".fineTuneConfiguration(new FineTuneConfiguration.Builder().build())"
                + ".removeVertexKeepConnections(\"predictions\").addLayer(\"predictions\","
                + " new OutputLayer.Builder().nIn(4096).nOut(5).weightInit(new"
                + " NormalDistribution(0, 0.2 * (2.0 / (4096 + 5)))).build(), \"fc2\").build();");
    assertThat(m.parametersTotal()).isEqualTo(2);
    assertThat(Math.sqrt(variance(m, "W"))).isCloseTo(9.7537e-5, within(1e-8));
    assertThat(m.graph().remarks()).anyMatch(r -> r.contains("pre-trained"));
  }

  /** A law's fan_out counts the filters of all groups, an input of one reaches only its own. */
  @Test
  void depthwiseKernelHasTheSameVarianceInItsLawAndInTheGraph() {
    SourceModel m =
        dl4j(
            CONF
                + ".list().layer(new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(4)"
                + ".convolutionMode(ConvolutionMode.Same).nIn(128).build()).build();");
    Law law = ((Weight.Drawn) m.graph().weights().get("0/W").source()).law();
    assertThat(law.variance()).isEqualTo(Expr.of(2.0 / (128 * 9 + 4 * 9)));
    assertThat(variance(m, "0/W")).isCloseTo(2.0 / (128 * 9 + 4 * 9), within(1e-12));
  }

  @Test
  void batchNormActivationHasNoEffect() {
    SourceModel m =
        dl4j(
            CONF
                + ".list().layer(new BatchNormalization.Builder().nIn(8).nOut(8)"
                + ".activation(Activation.RELU).build()).build();");
    assertThat(facts(m, SourceFact.WithoutEffect.class)).hasSize(1);
    assertThat(ops(m)).containsExactly("BatchNormalization");
  }

  @Test
  void builderRangeAllowsACallToBeInserted() {
    String source =
        DL4J
            + "class Net { Object c = "
            + "null; void b() { "
            + CONF
            + ".list().layer(new DenseLayer.Builder().nIn(3).nOut(4).build()).build(); } }";
    SourceParameter w = parameter(only(source), "W");
    assertThat(source.substring(0, w.insertAt())).endsWith(".nOut(4)");
    assertThat(source.substring(w.insertAt())).startsWith(".build()");
    assertThat(w.byDefault()).isTrue();
  }

  @Test
  void layersOfAnArrayAndAnAutoencoderAreFollowed() {
    SourceModel m =
        only(
            DL4J
                + "import java.util.*; class Net { static Layer[] layers() { return new Layer[] {"
                + " new DenseLayer.Builder().nIn(6).nOut(7).build(), new"
                + " org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder.Builder()"
                + ".encoderLayerSizes(8, 9).nIn(7).nOut(2).build() }; } MultiLayerConfiguration c()"
                + " { return "
                + CONF
                + ".activation(Activation.TANH).list(Arrays.stream(layers()).map(Layer::clone)"
                + ".toArray(Layer[]::new)).build(); } }");
    assertThat(m.parametersByName().keySet())
        .contains("0/W", "1/e0W", "1/e1W", "1/pZXMeanW", "1/pZXMeanb");
    assertThat(parameter(m, "pZXMeanW").dims()).containsExactly(Expr.of(9), Expr.of(2));
  }
}
