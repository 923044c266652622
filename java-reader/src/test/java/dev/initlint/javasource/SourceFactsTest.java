package dev.initlint.javasource;

import static dev.initlint.javasource.Reading.DJL;
import static dev.initlint.javasource.Reading.DL4J;
import static dev.initlint.javasource.Reading.djl;
import static dev.initlint.javasource.Reading.dl4j;
import static dev.initlint.javasource.Reading.facts;
import static dev.initlint.javasource.Reading.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import org.junit.jupiter.api.Test;

/** What the facts on source carry for rules. */
class SourceFactsTest {
  private static final String OUTPUT =
      ".layer(new OutputLayer.Builder().nOut(10).build()).build();";

  private static double value(Expr e) {
    assertThat(e).isInstanceOf(Expr.Constant.class);
    return ((Expr.Constant) e).value();
  }

  @Test
  void initialiserCallsAreInOrderOfTimeWithTheVariancesTheyGive() {
    SourceModel m =
        djl(
            "Block head = Linear.builder().setUnits(10).build();"
                + "head.setInitializer(new NormalInitializer(0.5f), Parameter.Type.WEIGHT);"
                + "net.add(head);"
                + "net.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);"
                + "net.initialize(null, DataType.FLOAT32, new Shape(1, 40));");
    var calls = facts(m, SourceFact.InitialiserSet.class);
    assertThat(calls).extracting(c -> c.parameters().size()).containsExactly(1, 1);
    assertThat(value(calls.get(0).variances().get(0))).isCloseTo(0.25, within(1e-6));
    // XavierInitializer's default is uniform with variance 6/(3·(in + out)/2).
    assertThat(value(calls.get(1).variances().get(0))).isCloseTo(4.0 / 50, within(1e-9));
    assertThat(facts(m, SourceFact.WithoutEffect.class)).isEmpty();
  }

  @Test
  void callsThatComeBeforeTheBlocksTheyAreMeantForAreWithoutEffect() {
    SourceModel m =
        djl(
            "net.add(Linear.builder().setUnits(8).build());"
                + "net.setInitializer(new NormalInitializer(), Parameter.Type.WEIGHT);"
                + "net.add(Linear.builder().setUnits(8).build());"
                + "net.initialize(null, DataType.FLOAT32, new Shape(1, 8));");
    SourceFact.WithoutEffect fact = facts(m, SourceFact.WithoutEffect.class).get(0);
    assertThat(fact.reason()).startsWith("1 of 2 such parameters came into the block after");
    assertThat(fact.missing()).isTrue();
  }

  @Test
  void selectorsAreQuotedAsTheSourceWritesThem() {
    SourceModel m =
        djl(
            "net.add(Linear.builder().setUnits(8).build());"
                + "net.setInitializer(new NormalInitializer(), \"weight\");"
                + "net.initialize(null, DataType.FLOAT32, new Shape(1, 8));");
    SourceFact.WithoutEffect fact = facts(m, SourceFact.WithoutEffect.class).get(0);
    assertThat(fact.call()).isEqualTo("setInitializer(.., \"weight\")");
    assertThat(fact.reason()).contains("throws an exception");
  }

  @Test
  void fansCountOnlyForLawsThatUseThem() {
    String depthwise =
        "new NeuralNetConfiguration.Builder().activation(Activation.RELU).list()"
            + ".layer(new DepthwiseConvolution2D.Builder(3, 3).nIn(64).weightInit(%s).build())"
            + ".setInputType(InputType.convolutional(8, 8, 64)).build();";
    var relu = dl4j(depthwise.formatted("WeightInit.RELU"));
    SourceFact.LibraryQuirk quirk = facts(relu, SourceFact.LibraryQuirk.class).get(0);
    assertThat(quirk.quirk()).isEqualTo("depthwise-fan");
    assertThat(value(quirk.nominal())).isCloseTo(2.0 / 9, within(1e-12));
    assertThat(value(quirk.actual())).isCloseTo(2.0 / 9 / 64, within(1e-12));
    var normal = dl4j(depthwise.formatted("new NormalDistribution(0, 0.1)"));
    assertThat(facts(normal, SourceFact.LibraryQuirk.class)).isEmpty();
  }

  @Test
  void handTypedFansCountOnlyWhereTheVarianceDiffers() {
    String sd =
        DL4J
            + "import org.nd4j.autodiff.samediff.*; import org.nd4j.linalg.api.buffer.DataType;"
            + "import org.nd4j.weightinit.impl.*;"
            + "class Net { void build() { SameDiff sd = SameDiff.create();"
            + "SDVariable in = sd.placeHolder(\"in\", DataType.FLOAT, -1, 784);"
            + "in.mmul(sd.var(\"w\", new %s, DataType.FLOAT, 784, 256)); } }";
    var exchanged = only(sd.formatted("XavierInitScheme('c', 256, 784)"));
    assertThat(facts(exchanged, SourceFact.HandTypedFan.class)).isEmpty();
    var wrong = only(sd.formatted("ReluInitScheme('c', 256)"));
    SourceFact.HandTypedFan fact = facts(wrong, SourceFact.HandTypedFan.class).get(0);
    assertThat(value(fact.realised())).isCloseTo(2.0 / 256, within(1e-12));
    assertThat(value(fact.variance())).isCloseTo(2.0 / 784, within(1e-12));
  }

  @Test
  void lossesOverLogitsAreSeenInSameDiff() {
    var m =
        only(
            DL4J
                + "import org.nd4j.autodiff.samediff.*; import org.nd4j.linalg.api.buffer.DataType;"
                + "class Net { void build() { SameDiff sd = SameDiff.create();"
                + "SDVariable in = sd.placeHolder(\"in\", DataType.FLOAT, -1, 10);"
                + "SDVariable label = sd.placeHolder(\"label\", DataType.FLOAT, -1, 10);"
                + "SDVariable p = sd.nn.softmax(\"p\", in.mul(2.0));"
                + "sd.loss.softmaxCrossEntropy(\"loss\", label, p, null); } }");
    SourceFact.Head head = facts(m, SourceFact.Head.class).get(0);
    assertThat(head.activation()).isEqualTo("softmax");
    assertThat(head.lossTakesLogits()).isTrue();
  }

  @Test
  void trainingTellsDefaultsAndEpsilon() {
    String net = "new NeuralNetConfiguration.Builder().updater(%s).list()" + OUTPUT;
    SourceFact.Training plain = training(net.formatted("new RmsProp()"));
    assertThat(plain.rateByDefault()).isTrue();
    assertThat(value(plain.learningRate())).isEqualTo(0.1);
    assertThat(plain.epsilon()).isNull();
    SourceFact.Training given = training(net.formatted("new RmsProp(0.1, 0.96, 0.001)"));
    assertThat(given.rateByDefault()).isFalse();
    assertThat(value(given.epsilon())).isEqualTo(0.001);
    assertThat(value(training(net.formatted("new AMSGrad(0.1, 0.9, 0.99, 0.01)")).epsilon()))
        .isEqualTo(0.01);
  }

  private static SourceFact.Training training(String net) {
    return facts(dl4j(net), SourceFact.Training.class).get(0);
  }

  @Test
  void cyclesRaiseTheRate() {
    String net =
        "net.add(Linear.builder().setUnits(8).build()); Model model = Model.newInstance(\"m\");"
            + "model.setBlock(net); model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())"
            + ".optOptimizer(Optimizer.adam().optLearningRateTracker(%s).build()))"
            + ".initialize(new Shape(1, 8));";
    var cycle = djl(net.formatted("Tracker.cyclical().optMaxValue(0.01f).build()"));
    assertThat(value(facts(cycle, SourceFact.Training.class).get(0).warmUpSteps())).isEqualTo(2000);
    var fixed = djl(net.formatted("Tracker.fixed(0.01f)"));
    assertThat(facts(fixed, SourceFact.Training.class).get(0).warmUpSteps()).isNull();
  }

  @Test
  void settingsThatEqualTheDefaultLoseNothing() {
    String net =
        "new NeuralNetConfiguration.Builder().weightInit(WeightInit.%s).list()"
            + ".layer(new SelfAttentionLayer.Builder().nIn(16).nOut(16).nHeads(2).projectInput(true)"
            + ".build()).layer(new RnnOutputLayer.Builder().nOut(4).build()).build();";
    assertThat(facts(dl4j(net.formatted("XAVIER")), SourceFact.WithoutEffect.class)).isEmpty();
    assertThat(facts(dl4j(net.formatted("RELU")), SourceFact.WithoutEffect.class)).hasSize(1);
  }

  @Test
  void slopeWithAnInitialiserOfItsOwnIsNoQuirk() {
    String net =
        "Block slope = Activation.preluBlock(); %s net.add(Linear.builder().setUnits(8).build());"
            + "net.add(slope); net.initialize(null, DataType.FLOAT32, new Shape(1, 8));";
    assertThat(facts(djl(net.formatted("")), SourceFact.LibraryQuirk.class)).hasSize(1);
    String set = "slope.setInitializer(new ConstantInitializer(0.25f), \"alpha\");";
    assertThat(facts(djl(net.formatted(set)), SourceFact.LibraryQuirk.class)).isEmpty();
  }

  @Test
  void aModelThatIsHandedInIsTrainedAsOneThatIsMade() {
    SourceModel m =
        only(
            DJL
                + "class Net { void train(Model model) { SequentialBlock net = new"
                + " SequentialBlock(); net.add(Linear.builder().setUnits(8).build());"
                + " model.setBlock(net); Trainer t = model.newTrainer(new"
                + " DefaultTrainingConfig(Loss.l2Loss()).optInitializer(new NormalInitializer(),"
                + " \"normal\")); t.initialize(new Shape(1, 32)); } }");
    assertThat(facts(m, SourceFact.WithoutEffect.class)).hasSize(1);
    assertThat(facts(m, SourceFact.Head.class))
        .extracting(SourceFact.Head::loss)
        .containsExactly("l2Loss");
    assertThat(m.parametersResolved()).isEqualTo(2);
  }
}
