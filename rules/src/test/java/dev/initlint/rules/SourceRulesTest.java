package dev.initlint.rules;

import static dev.initlint.finding.Severity.ERROR;
import static dev.initlint.finding.Severity.NOTE;
import static dev.initlint.finding.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Rules on source, from both sides of their conditions. In a text {@code $} stands for the part in
 * question; a severity of null means silence.
 */
class SourceRulesTest {
  private final List<DynamicTest> tests = new ArrayList<>();

  private void at(String rule, String text, Object... partsAndSeverities) {
    for (int i = 0; i < partsAndSeverities.length; i += 2) {
      String part = (String) partsAndSeverities[i];
      Severity want = (Severity) partsAndSeverities[i + 1];
      tests.add(
          DynamicTest.dynamicTest(
              rule + " at " + part,
              () -> assertThat(found(rule, text.replace("$", part))).isEqualTo(want)));
    }
  }

  private static Severity found(String rule, String text) {
    return JavaNotation.check(text, ExamplesTest.all()).stream()
        .filter(f -> f.rule().equals(rule))
        .map(Finding::severity)
        .max(Severity::compareTo)
        .orElse(null);
  }

  /** A network of dense layers; {@code layers} come before the output. */
  private static String dense(String global, String layers) {
    return "new NeuralNetConfiguration.Builder()"
        + global
        + ".list()"
        + layers
        + ".layer(new OutputLayer.Builder().nOut(10).weightInit(WeightInit.XAVIER).build())"
        + ".build();";
  }

  private static String layer(String settings) {
    return ".layer(new DenseLayer.Builder().nIn(64).nOut(64)" + settings + ".build())";
  }

  private static final String NORM = ".layer(new BatchNormalization.Builder().build())";

  @Test
  void layersThatDifferAreNotSaidToDoTheSameEach() {
    String wide = ".layer(new DenseLayer.Builder().nIn(%d).nOut(%d).build())";
    String global = ".weightInit(WeightInit.XAVIER).activation(Activation.RELU)";
    assertThat(said(dense(global, wide.formatted(784, 250) + wide.formatted(250, 10)), 250))
        .doesNotContain("each layer");
    assertThat(said(dense(global, wide.formatted(64, 64).repeat(8)), 64)).contains("each layer");
  }

  /** What ACT001 says of a network with one more layer of so many outputs. */
  private static String said(String network, int outputs) {
    String more =
        ".layer(new DenseLayer.Builder().nOut(%d).build()).layer(new OutputLayer"
            .formatted(outputs);
    return JavaNotation.check(network.replace(".layer(new OutputLayer", more), ExamplesTest.all())
        .stream()
        .filter(f -> f.rule().equals("ACT001"))
        .map(Finding::message)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theActivationOfALoadedLayerIsNotNone() {
    String head =
        "new org.deeplearning4j.nn.transferlearning.TransferLearning.GraphBuilder(base)"
            + ".nOutReplace(\"fc2\", 1024, WeightInit.XAVIER).addLayer(\"fc3\", new DenseLayer"
            + ".Builder().activation(Activation.TANH).nIn(1024).nOut(256).build(), \"fc2\")"
            + ".addLayer(\"out\", new OutputLayer.Builder().activation(Activation.SOFTMAX)"
            + ".nIn(256).nOut(5).build(), \"fc3\").setOutputs(\"out\").build();";
    assertThat(found("ACT004", head)).isNull();
    String two = layer(".activation(Activation.IDENTITY)") + layer(".activation(Activation.TANH)");
    assertThat(found("ACT004", dense("", two))).isNotNull();
  }

  @TestFactory
  Stream<DynamicTest> quirksCountWhereNoNormTakesThemOut() {
    String three = layer(".activation(Activation.RELU).weightInit(WeightInit.$)").repeat(3);
    at("INIT014", dense("", three), "LECUN_UNIFORM", WARNING, "LECUN_NORMAL", null, "RELU", null);
    at("INIT014", dense("", three + NORM), "LECUN_UNIFORM", NOTE);
    String two = layer(".activation(Activation.$).weightInit(WeightInit.LECUN_UNIFORM)").repeat(2);
    at("INIT014", dense("", two), "RELU", NOTE, "IDENTITY", NOTE);
    String saturating = layer(".activation(Activation.TANH).weightInit(WeightInit.LECUN_UNIFORM)");
    at("INIT014", dense("", saturating + NORM), "", NOTE);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> layersWithFansOfTheirOwn() {
    String depthwise =
        "new NeuralNetConfiguration.Builder().activation(Activation.$).list()"
            + ".layer(new DepthwiseConvolution2D.Builder(3, 3).nIn(64).depthMultiplier(1)%s.build())"
            + "%s.layer(new GlobalPoolingLayer())"
            + ".layer(new OutputLayer.Builder().nOut(10).build())"
            + ".setInputType(InputType.convolutional(8, 8, 64)).build();";
    at("INIT014", depthwise.formatted("", ""), "RELU", WARNING, "TANH", WARNING);
    at("INIT014", depthwise.formatted("", NORM), "RELU", NOTE, "TANH", WARNING);
    // A law that takes no fans is drawn as it says.
    String given = ".weightInit(new NormalDistribution(0, 0.3))";
    at("INIT014", depthwise.formatted(given, ""), "RELU", null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> unscaledWeights() {
    String one = layer(".activation(Activation.%s).weightInit(new NormalDistribution(0, $))");
    at("INIT001", dense("", one.formatted("TANH")), "0.37", null, "0.38", ERROR);
    at("INIT001", dense("", one.formatted("RELU") + NORM), "0.38", NOTE, "0.37", null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> numbersOfWhichTheRootIsMeant() {
    String normal =
        ".layer(new DenseLayer.Builder().nIn(784).nOut(256).activation(Activation.RELU)"
            + ".weightInit(new NormalDistribution(0, $)).build())";
    at(
        "INIT004",
        dense("", normal),
        "1.0 / 784",
        ERROR,
        "2.0 / 784",
        ERROR,
        "2.0 / (784 + 256)",
        ERROR,
        "Math.sqrt(2.0 / 784)",
        null,
        "0.05",
        null,
        // Two digits are a choice, though 2/1040 rounds to it.
        "0.0019",
        null);
    at("INIT004", dense("", normal + NORM), "1.0 / 784", NOTE);
    String uniform = normal.replace("NormalDistribution(0, $)", "UniformDistribution($)");
    at(
        "INIT004",
        dense("", uniform),
        "0, 1",
        ERROR,
        "-6.0 / 1040, 6.0 / 1040",
        ERROR,
        "-0.05, 0.05",
        null,
        "-0.05, 0.06",
        null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> handTypedFans() {
    String sd =
        """
        SameDiff sd = SameDiff.create();
        SDVariable in = sd.placeHolder("in", DataType.FLOAT, -1, 784);
        SDVariable w = sd.var("w", new $, DataType.FLOAT, 784, 256);
        SDVariable h = sd.nn().relu(in.mmul(w), 0);
        """;
    at(
        "INIT006",
        sd,
        "ReluInitScheme('c', 784)",
        null,
        "ReluInitScheme('c', 500)",
        NOTE,
        "ReluInitScheme('c', 256)",
        WARNING,
        // Xavier's law does not care which of the two is called in.
        "XavierInitScheme('c', 256, 784)",
        null,
        "XavierInitScheme('c', 784, 256)",
        null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> activationsThatNobodySets() {
    at(
        "ACT006",
        dense("", layer("$")),
        "",
        WARNING,
        ".activation(Activation.SIGMOID)",
        null,
        ".activation(Activation.TANH)",
        null);
    at("ACT006", dense(".activation(Activation.$)", layer("")), "RELU", null, "SIGMOID", null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> dropouts() {
    at(
        "DROP001",
        dense("", layer(".activation(Activation.RELU).dropOut($)")),
        "0.1",
        WARNING,
        "0.39",
        WARNING,
        "0.4",
        null,
        "0.9",
        null);
    String djl =
        """
        SequentialBlock net = new SequentialBlock();
        net.add(Linear.builder().setUnits(64).build());
        net.add(Dropout.builder().optRate($).build());
        net.initialize(null, DataType.FLOAT32, new Shape(1, 64));
        """;
    at("DROP001", djl, "0.1f", null, "0.5f", null, "0.6f", null, "0.61f", WARNING);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> optimisers() {
    String one =
        ".layer(new DenseLayer.Builder().nIn(784).nOut(256).activation(Activation.TANH).build())";
    at(
        "TRAIN003",
        dense(".updater($)", one),
        "new RmsProp()",
        WARNING,
        "new AdaGrad()",
        WARNING,
        "new Adam(0.1)",
        WARNING,
        "new Adam(0.01)",
        null,
        "new Adam()",
        null,
        "new Nesterovs()",
        null,
        // A large epsilon is what bounds these steps.
        "new RmsProp(0.1, 0.96, 0.001)",
        null,
        "new Adam(new RampSchedule(new FixedSchedule(0.1), 1000))",
        null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> normsOverAllAxes() {
    String norm =
        """
        SequentialBlock net = new SequentialBlock();
        net.add(Linear.builder().setUnits(16).build());
        net.add(LayerNorm.builder().build());
        net.initialize(null, DataType.FLOAT32, new Shape($));
        """;
    at("NORM005", norm, "4, 16", null, "4, 10, 16", WARNING, "4, 3, 10, 16", NOTE);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> settingsWithoutEffect() {
    String trained =
        """
        SequentialBlock net = new SequentialBlock();
        net.add(Linear.builder().setUnits(10).build());
        Model model = Model.newInstance("net");
        model.setBlock(net);
        Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
            .optInitializer(new NormalInitializer(0.1f), $));
        trainer.initialize(new Shape(1, 64));
        """;
    at("INIT018", trained, "\"\"", WARNING, "\"weight\"", null, "Parameter.Type.WEIGHT", null);
    String late =
        """
        SequentialBlock net = new SequentialBlock();
        net.add(Linear.builder().setUnits(64).build());
        net.add(Activation::relu);
        $
        net.initialize(null, DataType.FLOAT32, new Shape(1, 64));
        """;
    String add = "net.add(Linear.builder().setUnits(10).build());";
    String set = "net.setInitializer(new NormalInitializer(0.1f), Parameter.Type.WEIGHT);";
    at("INIT018", late, set + add, WARNING, add + set, null);
    String norm =
        dense(
            "",
            layer(".activation(Activation.$)")
                + NORM.replace(".build", ".activation(Activation.TANH).build"));
    at("INIT018", norm, "IDENTITY", WARNING, "RELU", NOTE);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> overwrittenInitialisers() {
    String two =
        """
        Block head = Linear.builder().setUnits(10).build();
        SequentialBlock net = new SequentialBlock();
        net.add(Linear.builder().setUnits(64).build());
        net.add(Activation::relu);
        net.add(head);
        $
        net.initialize(null, DataType.FLOAT32, new Shape(1, 64));
        """;
    String all = "net.setInitializer(new NormalInitializer(0.1f), Parameter.Type.WEIGHT);";
    String own = "head.setInitializer(new NormalInitializer(%s), Parameter.Type.WEIGHT);";
    at(
        "INIT010",
        two,
        own.formatted("0.01f") + all,
        WARNING,
        all + own.formatted("0.01f"),
        null,
        own.formatted("0.1f") + all,
        null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> losses() {
    String scored =
        """
        SequentialBlock net = new SequentialBlock();
        net.add(Linear.builder().setUnits(10).build());
        net.addSingleton(x -> x.softmax(-1));
        Model model = Model.newInstance("net");
        model.setBlock(net);
        Trainer trainer = model.newTrainer(new DefaultTrainingConfig($));
        trainer.initialize(new Shape(1, 64));
        """;
    at(
        "HEAD004",
        scored,
        "Loss.softmaxCrossEntropyLoss()",
        ERROR,
        "Loss.softmaxCrossEntropyLoss(\"loss\", 1f, -1, true, false)",
        null,
        "Loss.l2Loss()",
        null,
        "other()",
        NOTE);
    String open = scored.replace("trainer.initialize(new Shape(1, 64));", "");
    at(
        "HEAD004",
        open.replace("setUnits(10)", "setUnits(n)"),
        "Loss.softmaxCrossEntropyLoss()",
        ERROR);
    String logits = scored.replace("net.addSingleton(x -> x.softmax(-1));", "");
    at("HEAD004", logits, "Loss.softmaxCrossEntropyLoss()", null);
    String large =
        logits.replace(
            "Trainer trainer",
            "net.setInitializer(new NormalInitializer(1f), Parameter.Type.WEIGHT);\nTrainer trainer");
    Object[] onlyOfClasses = {
      "Loss.softmaxCrossEntropyLoss()", ERROR, "Loss.l2Loss()", null, "Loss.l1Loss()", null
    };
    at("HEAD001", large, onlyOfClasses);
    String regression =
        "new NeuralNetConfiguration.Builder().list()"
            + layer(".activation(Activation.TANH)")
            + ".layer(new OutputLayer.Builder(LossFunctions.LossFunction.$).nIn(64).nOut(10)"
            + ".weightInit(new NormalDistribution(0, 1)).build()).build();";
    at(
        "HEAD001",
        regression,
        "MSE).activation(Activation.IDENTITY",
        null,
        "MCXENT).activation(Activation.SOFTMAX",
        ERROR);
    return tests.stream();
  }

  private static String stack(int depth, String optimiser) {
    return """
        class Block extends AbstractBlock {
          Block inner = addChildBlock("inner", Linear.builder().setUnits(64).build());
          Block norm = addChildBlock("norm", LayerNorm.builder().axis(2).build());

          protected NDList forwardInternal(
              ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
            NDArray x = in.head();
            NDArray y = inner.forward(ps, new NDList(x), training).head();
            return norm.forward(ps, new NDList(x.add(y)), training);
          }
        }

        class Net {
          void build() {
            SequentialBlock net = new SequentialBlock();
            for (int i = 0; i < DEPTH; i++) {
              net.add(new Block());
            }
            Model model = Model.newInstance("stack");
            model.setBlock(net);
            Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(OPTIMISER));
            trainer.initialize(new Shape(4, 16, 64));
          }
        }
        """
        .replace("DEPTH", String.valueOf(depth))
        .replace("OPTIMISER", optimiser);
  }

  @TestFactory
  Stream<DynamicTest> warmUp() {
    String plain = "Optimizer.adam().build()";
    for (int depth : new int[] {2, 5, 6, 11, 12}) {
      Severity want = depth < 6 ? NOTE : depth < 12 ? WARNING : ERROR;
      at("RES001", stack(depth, plain), "depth " + depth, want);
    }
    String by = "Optimizer.adam().optLearningRateTracker($).build()";
    at(
        "RES001",
        stack(12, by),
        "Tracker.fixed(5e-5f)",
        NOTE,
        "Tracker.fixed(1e-3f)",
        ERROR,
        "rate()",
        NOTE,
        "Tracker.warmUp().optWarmUpSteps(1000).setMainTracker(Tracker.fixed(1e-3f)).build()",
        null,
        "Tracker.cyclical().optMaxValue(1e-3f).build()",
        null);
    return tests.stream();
  }

  @Test
  void withoutTrainerPostNormStacksSayThatNoneWasSeen() {
    String untrained =
        stack(6, "x")
            .replaceAll("(?s)Model model.*?trainer.initialize", "net.initialize")
            .replace("initialize(new Shape", "initialize(null, DataType.FLOAT32, new Shape");
    assertThat(JavaNotation.check(untrained, ExamplesTest.all()))
        .anyMatch(f -> f.rule().equals("RES001") && f.message().contains("shows no trainer"))
        .allMatch(f -> f.severity() == NOTE);
  }

  @TestFactory
  Stream<DynamicTest> rightNetworksAreSilent() {
    String body = ".layer(new DenseLayer.Builder().nIn(64).nOut(64).build())".repeat(8);
    List<String> right =
        List.of(
            dense(".activation(Activation.SELU).weightInit(WeightInit.LECUN_NORMAL)", body),
            dense(".activation(Activation.RELU).weightInit(WeightInit.RELU)", body),
            dense(".activation(Activation.TANH).weightInit(WeightInit.XAVIER)", body),
            dense(".activation(Activation.RELU).weightInit(WeightInit.RELU_UNIFORM)", body));
    return right.stream()
        .map(
            text ->
                DynamicTest.dynamicTest(
                    text.substring(0, 90),
                    () ->
                        assertThat(JavaNotation.check(text, ExamplesTest.all()))
                            .filteredOn(f -> f.severity() != NOTE)
                            .isEmpty()));
  }
}
