package dev.initlint.javasource;

import static dev.initlint.javasource.Reading.DJL;
import static dev.initlint.javasource.Reading.djl;
import static dev.initlint.javasource.Reading.facts;
import static dev.initlint.javasource.Reading.models;
import static dev.initlint.javasource.Reading.only;
import static dev.initlint.javasource.Reading.ops;
import static dev.initlint.javasource.Reading.parameter;
import static dev.initlint.javasource.Reading.variance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DjlBlockTest {
  private static final String LINEAR = "net.add(Linear.builder().setUnits(%d).build());";

  @Test
  void sequentialBlockIsAChainWithHeNormalWeights() {
    SourceModel m =
        djl(
            "net.add(Blocks.batchFlattenBlock(784));"
                + String.format(LINEAR, 128)
                + "net.add(Activation::relu);"
                + String.format(LINEAR, 10));
    assertThat(ops(m)).containsExactly("MatMul", "Add", "Relu", "MatMul", "Add");
    assertThat(variance(m, "02Linear/weight")).isCloseTo(2.0 / 784, within(1e-12));
    assertThat(parameter(m, "02Linear/weight").byDefault()).isTrue();
    assertThat(m.resolution()).isEqualTo("4 of 4 parameters resolved");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "new XavierInitializer()|0.0026666667",
        "new XavierInitializer(XavierInitializer.RandomType.GAUSSIAN,"
            + " XavierInitializer.FactorType.IN, 2)|0.002",
        "new XavierInitializer(XavierInitializer.RandomType.UNIFORM,"
            + " XavierInitializer.FactorType.OUT, 3)|0.002",
        "new NormalInitializer()|0.0001",
        "new NormalInitializer(0.02f)|0.0004",
        "new TruncatedNormalInitializer(0.02f)|0.00030949652",
        "new UniformInitializer()|0.00163333333",
        "new ConstantInitializer(3f)|0",
      })
  void everyInitialiserHasTheVarianceTheLibraryDraws(String init, double variance) {
    SourceModel m =
        djl(
            "net.add(Blocks.batchFlattenBlock(1000));"
                + String.format(LINEAR, 500)
                + "net.setInitializer("
                + init
                + ", Parameter.Type.WEIGHT);");
    assertThat(variance(m, "weight")).isCloseTo(variance, within(1e-8));
    assertThat(parameter(m, "weight").initialiserRange()).isNotNull();
  }

  @Test
  void initialiserSetBeforeChildrenAreAddedReachesNothing() {
    SourceModel m =
        djl(
            "net.setInitializer(new NormalInitializer(), Parameter.Type.WEIGHT);"
                + String.format(LINEAR, 5));
    assertThat(parameter(m, "weight").byDefault()).isTrue();
    assertThat(facts(m, SourceFact.WithoutEffect.class)).hasSize(1);
  }

  @Test
  void trainingConfigurationWinsAndItsEmptyNameMatchesNothing() {
    String train =
        "Model model = Model.newInstance(\"m\"); model.setBlock(net);"
            + "TrainingConfig c = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())"
            + ".optInitializer(new NormalInitializer(0.5f), %s)"
            + ".optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build());"
            + "Trainer t = model.newTrainer(c); t.initialize(new Shape(1, 20));";
    SourceModel named = djl(String.format(LINEAR, 5) + String.format(train, "\"weight\""));
    assertThat(variance(named, "weight")).isCloseTo(0.25, within(1e-12));
    assertThat(facts(named, SourceFact.Training.class).get(0).optimizer()).isEqualTo("sgd");
    assertThat(facts(named, SourceFact.Training.class).get(0).learningRate())
        .isEqualTo(Expr.of(0.1f));

    SourceModel empty = djl(String.format(LINEAR, 5) + String.format(train, "\"\""));
    assertThat(variance(empty, "weight")).isCloseTo(2.0 / 20, within(1e-12));
    assertThat(facts(empty, SourceFact.WithoutEffect.class)).hasSize(1);
  }

  @Test
  void warmUpTrackerIsSeen() {
    SourceModel m =
        djl(
            String.format(LINEAR, 5)
                + "Model model = Model.newInstance(\"m\"); model.setBlock(net);"
                + "Tracker w = Tracker.warmUp().optWarmUpSteps(1000)"
                + ".setMainTracker(Tracker.fixed(5e-5f)).build();"
                + "model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())"
                + ".optOptimizer(Optimizer.adam().optLearningRateTracker(w).build()));");
    SourceFact.Training t = facts(m, SourceFact.Training.class).get(0);
    assertThat(t.warmUpSteps()).isEqualTo(Expr.of(1000));
    assertThat(t.learningRate()).isEqualTo(Expr.of(5e-5f));
  }

  @Test
  void softmaxBeforeALossOnLogitsIsInTheFacts() {
    SourceModel m =
        djl(
            String.format(LINEAR, 5)
                + "net.addSingleton(x -> x.softmax(-1));"
                + "Model model = Model.newInstance(\"m\"); model.setBlock(net);"
                + "model.newTrainer(new"
                + " DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()));");
    SourceFact.Head h = facts(m, SourceFact.Head.class).get(0);
    assertThat(h.activation()).isEqualTo("softmax");
    assertThat(h.lossTakesLogits()).isTrue();
  }

  @Test
  void groupedConvolutionCountsItsOwnInputs() {
    SourceModel m =
        djl(
            "net.add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(64)"
                + ".optGroups(64).optPadding(new Shape(1, 1)).optBias(false).build());"
                + "net.initialize(null, DataType.FLOAT32, new Shape(1, 64, 28, 28));");
    assertThat(variance(m, "weight")).isCloseTo(2.0 / 9, within(1e-12));
    assertThat(m.graph().outputs().get(0).shape().get(2)).hasToString("28");
  }

  @Test
  void embeddingVarianceIsTwoOverItsWidth() {
    SourceModel m =
        djl(
            "net.add(new IdEmbedding.Builder().setDictionarySize(1000).setEmbeddingSize(64)"
                + ".build());");
    assertThat(variance(m, "embedding")).isCloseTo(2.0 / 64, within(1e-12));
    assertThat(m.graph().inputs().get(0).type()).isEqualTo(dev.initlint.graph.ElementType.INT64);
  }

  @Test
  void layerNormWithoutAxisIsInTheFacts() {
    SourceModel m =
        djl("net.add(LayerNorm.builder().build()).add(LayerNorm.builder().axis(2).build());");
    assertThat(facts(m, SourceFact.NormWithoutAxis.class)).hasSize(1);
    assertThat(m.graph().nodes().get(0).attributes().integer("axis", 0)).isEqualTo(1);
    assertThat(m.graph().nodes().get(1).attributes().integer("axis", 0)).isEqualTo(2);
  }

  @Test
  void mishTakesTheBinaryLogarithm() {
    SourceModel m = djl(String.format(LINEAR, 5) + "net.add(Activation.mishBlock());");
    assertThat(ops(m)).endsWith("Softplus", "Div", "Tanh", "Mul");
    assertThat(facts(m, SourceFact.LibraryQuirk.class).get(0).quirk())
        .isEqualTo("mish-binary-logarithm");
  }

  @Test
  void encoderBlockAddsItsInputTwice() {
    SourceModel m =
        only(
            DJL
                + "class Net { Block b() { SequentialBlock net = new SequentialBlock(); net.add(new"
                + " TransformerEncoderBlock(64, 4, 256, 0.1f, Activation::gelu));"
                + "net.initialize(null, DataType.FLOAT32, new Shape(1, 16, 64)); return net; } }");
    assertThat(ops(m)).contains("Softmax", "Gelu", "BatchNormalization");
    long skips =
        m.graph().nodes().stream()
            .filter(n -> n.op().equals("Add") && n.inputs().contains("data"))
            .count();
    assertThat(skips).isEqualTo(2);
    assertThat(m.resolution()).isEqualTo("16 of 16 parameters resolved");
  }

  @Test
  void handWrittenAttentionIsSeenWithItsScale() {
    String source =
        DJL
            + """
            class Attention extends AbstractBlock {
              private final Block q, k, v;
              private final int width;
              Attention(int width) {
                super((byte) 1);
                this.width = width;
                q = addChildBlock("q", Linear.builder().setUnits(width).optBias(false).build());
                k = addChildBlock("k", Linear.builder().setUnits(width).optBias(false).build());
                v = addChildBlock("v", Linear.builder().setUnits(width).optBias(false).build());
              }
              protected NDList forwardInternal(
                  ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
                NDArray a = q.forward(ps, in, training).singletonOrThrow();
                NDArray b = k.forward(ps, in, training).singletonOrThrow();
                NDArray s = a.batchDot(b.swapAxes(1, 2)).div(Math.sqrt(2));
                NDArray p = s.softmax(2);
                return new NDList(p.batchDot(v.forward(ps, in, training).head()));
              }
              static Block make() {
                Attention a = new Attention(32);
                a.initialize(null, DataType.FLOAT32, new Shape(1, 10, 32));
                return a;
              }
            }
            """;
    SourceModel m = only(source);
    assertThat(ops(m))
        .containsExactly(
            "MatMul", "MatMul", "Transpose", "MatMul", "Div", "Softmax", "MatMul", "MatMul");
    var div = m.graph().nodes().get(4);
    assertThat(m.graph().weights().get(div.input(1)).data().toDoubles(1))
        .containsExactly(Math.sqrt(2));
  }

  @Test
  void parallelBlockCombinesWithItsLambda() {
    SourceModel m =
        only(
            DJL
                + "class Net { Block b() { SequentialBlock branch = new SequentialBlock()"
                + ".add(Linear.builder().setUnits(8).build());"
                + "ParallelBlock p = new ParallelBlock(l -> new NDList(l.get(0).singletonOrThrow()"
                + ".add(l.get(1).singletonOrThrow())), Arrays.asList(branch,"
                + " Blocks.identityBlock())); return p; } }");
    assertThat(ops(m)).containsExactly("MatMul", "Add", "Add");
    assertThat(m.graph().nodes().get(2).inputs()).contains("data");
  }

  @Test
  void sharedBlockHasOneWeight() {
    SourceModel m = djl("Block l = Linear.builder().setUnits(8).build(); net.add(l).add(l);");
    assertThat(m.parametersTotal()).isEqualTo(2);
    assertThat(ops(m)).containsExactly("MatMul", "Add", "MatMul", "Add");
  }

  @Test
  void recurrentMatricesAreHeNormalToo() {
    SourceModel m =
        djl(
            "net.add(LSTM.builder().setStateSize(32).setNumLayers(2).build());"
                + "net.initialize(null, DataType.FLOAT32, new Shape(1, 10, 16));");
    assertThat(variance(m, "l_0_i2h_WEIGHT")).isCloseTo(2.0 / 16, within(1e-12));
    assertThat(variance(m, "l_1_h2h_WEIGHT")).isCloseTo(2.0 / 32, within(1e-12));
  }

  @Test
  void blockMadeByAnotherIsNoModelOfItsOwn() {
    assertThat(
            models(
                DJL
                    + "class Net { Block unit() { return new SequentialBlock().add(Linear.builder()"
                    + ".setUnits(4).build()); } Block net() { return new"
                    + " SequentialBlock().add(unit()).add(unit()); } }"))
        .hasSize(1);
  }

  @Test
  void perceptronOfTheModelZooIsKnownWithoutItsSource() {
    SourceModel m =
        only(
            DJL
                + "import ai.djl.basicmodelzoo.basic.Mlp; class Net { Block b() { return new"
                + " Mlp(784, 10, new int[] {128, 64}); } }");
    assertThat(ops(m))
        .containsExactly("MatMul", "Add", "Relu", "MatMul", "Add", "Relu", "MatMul", "Add");
    assertThat(m.resolution()).isEqualTo("6 of 6 parameters resolved");
  }

  @Test
  void unitsOfALinearCollectionCountAsInputs() {
    SourceModel m =
        djl(
            "net.add(LinearCollection.builder().setUnits(64).build());"
                + "net.initialize(null, DataType.FLOAT32, new Shape(1, 12, 256));");
    assertThat(Math.sqrt(variance(m, "weight"))).isCloseTo(0.01105, within(1e-5));
    assertThat(parameter(m, "weight").trueFanIn()).isEqualTo(Expr.of(256));
    assertThat(facts(m, SourceFact.LibraryQuirk.class).get(0).quirk())
        .isEqualTo("linear-collection-fan");
  }

  @Test
  void inputsAreSequencesWherePositionsAreMixed() {
    SourceModel m =
        only(
            DJL
                + """
                class Pairwise extends AbstractBlock {
                  private final Block q = addChildBlock("q", Linear.builder().setUnits(8).build());
                  Pairwise() { super((byte) 1); }
                  protected NDList forwardInternal(
                      ParameterStore ps, NDList in, boolean training, PairList<String, Object> p) {
                    NDArray a = q.forward(ps, in, training).head();
                    return new NDList(a.matMul(a.transpose(0, 2, 1)).softmax(-1));
                  }
                }
                """);
    assertThat(m.graph().inputs().get(0).shape()).hasSize(3);
    assertThat(m.graph().remarks()).anyMatch(r -> r.contains("taken for sequences"));
  }

  @Test
  void constantsOfTheManagerAreScalars() {
    SourceModel m =
        djl(
            String.format(LINEAR, 5)
                + "net.addSingleton(x -> x.mul(x.getManager().create(0.25f)));");
    var mul = m.graph().nodes().get(2);
    assertThat(m.graph().weights().get(mul.input(1)).data().toDoubles(1)).containsExactly(0.25);
  }

  @Test
  void spellingsBeforeVersionNineAreAccepted() {
    SourceModel m =
        djl(
            "net.add(Conv2D.builder().setKernel(new Shape(3, 3)).setNumFilters(8).optPad(new"
                + " Shape(1, 1)).build()).add(Pool.maxPool2DBlock(new Shape(2, 2), new Shape(2,"
                + " 2))).add(Blocks.batchFlattenBlock()).add(Linear.builder().setOutChannels(5)"
                + ".build());");
    assertThat(ops(m)).containsExactly("Conv", "MaxPool", "Flatten", "MatMul", "Add");
    assertThat(parameter(m, "04Linear/weight").dims().get(1)).isEqualTo(Expr.of(5));
  }

  @Test
  void methodThatReturnsABlockOfTheProjectSuppliesItsArguments() {
    SourceModel m =
        only(
            Reading.DJL
                + "class Net extends AbstractBlock { private final Block fc; Net(int n, int depth)"
                + " { fc = addChildBlock(\"fc\", Linear.builder().setUnits(n).build()); } protected"
                + " NDList forwardInternal(ParameterStore ps, NDList x, boolean training,"
                + " PairList<String, Object> p) { return fc.forward(ps, x, training); } static Net"
                + " small() { return new Net(12, 3); } }");
    assertThat(parameter(m, "fc/weight").dims().get(1)).isEqualTo(Expr.of(12));
  }

  @Test
  void meanOverAWindowCountsTheZerosAroundAMapUnlessToldOtherwise() {
    String pool =
        "net.add(Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)%s));";
    String conv =
        "net.add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(8).build());";
    assertThat(countsPadding(djl(conv + pool.formatted("")))).isEqualTo(1);
    assertThat(countsPadding(djl(conv + pool.formatted(", false")))).isEqualTo(1);
    assertThat(countsPadding(djl(conv + pool.formatted(", false, false")))).isZero();
  }

  private static long countsPadding(SourceModel m) {
    return m.graph().nodes().stream()
        .filter(n -> n.op().equals("AveragePool"))
        .findFirst()
        .orElseThrow()
        .attributes()
        .integer("count_include_pad", -1);
  }
}
