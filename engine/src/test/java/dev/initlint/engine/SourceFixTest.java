package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.rules.Rules;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hazards in source, cured by edits: each rule that has a cure, in each library. */
class SourceFixTest {
  private static final String DL4J =
      """
      import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
      import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
      import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
      import org.deeplearning4j.nn.conf.layers.DenseLayer;
      import org.deeplearning4j.nn.conf.layers.OutputLayer;
      import org.deeplearning4j.nn.weights.WeightInit;
      import org.nd4j.linalg.activations.Activation;

      class Net {
        MultiLayerConfiguration conf() {
          return new NeuralNetConfiguration.Builder()
              %s
              .list()
              %s
              .build();
        }
      }
      """;
  private static final String DENSE =
      ".layer(new DenseLayer.Builder().nIn(256).nOut(256)%s.build())";
  private static final String HEAD =
      ".layer(new OutputLayer.Builder().nIn(256).nOut(%d)%s.build())";

  private static final String DJL =
      """
      import ai.djl.ndarray.types.DataType;
      import ai.djl.ndarray.types.Shape;
      import ai.djl.nn.Activation;
      import ai.djl.nn.Parameter;
      import ai.djl.nn.SequentialBlock;
      import ai.djl.nn.core.Linear;
      import ai.djl.training.initializer.NormalInitializer;

      class Net {
        SequentialBlock build() {
          SequentialBlock net = new SequentialBlock();
          %s
          net.initialize(null, DataType.FLOAT32, new Shape(4, 256));
          return net;
        }
      }
      """;
  private static final String NEW_IMPORT =
      "import ai.djl.training.initializer.NormalInitializer;\n"
          + "import ai.djl.training.initializer.XavierInitializer;\n";
  private static final String XAVIER =
      "new XavierInitializer(XavierInitializer.RandomType.GAUSSIAN,"
          + " XavierInitializer.FactorType.IN, %sf)";

  private static final String SAMEDIFF =
      """
      import org.nd4j.autodiff.samediff.SDVariable;
      import org.nd4j.autodiff.samediff.SameDiff;
      import org.nd4j.linalg.api.buffer.DataType;
      import org.nd4j.linalg.factory.Nd4j;
      import org.nd4j.weightinit.impl.XavierInitScheme;

      class Net {
        void build() {
          SameDiff sd = SameDiff.create();
          %s
        }
      }
      """;
  private static final String QUERIES_AND_KEYS =
      """
      SDVariable x = sd.placeHolder("x", DataType.FLOAT, 4, 32, 64);
      SDVariable wq = sd.var("wq", new XavierInitScheme('c', 64, 64), DataType.FLOAT, 64, 64);
      SDVariable wk = sd.var("wk", new XavierInitScheme('c', 64, 64), DataType.FLOAT, 64, 64);
      """;

  @TempDir Path folder;

  private Path file;
  private String before;
  private String after;
  private Fixes fixes;

  // Deeplearning4j

  @Test
  void vanishingSignalOfOneLoopIsOneEdit() throws IOException {
    fix(Files.readString(Path.of("../fixtures/java/DeepReluNetwork.java")));

    cured("ACT002");
    changed(".nOut(256).build()", ".nOut(256).weightInit(WeightInit.RELU).build()");
    assertThat(fixes.fixed()).extracting(Finding::rule).containsExactly("ACT002");
  }

  @Test
  void chainWithoutTheGainOfItsActivation() throws IOException {
    fix(dl4j(".activation(Activation.RELU)", dense(6, ""), head(10, "")));

    cured("ACT001");
    changed(".nOut(256).build()", ".nOut(256).weightInit(WeightInit.RELU).build()");
  }

  @Test
  void aGainWithoutASchemeIsADistribution() throws IOException {
    fix(dl4j(".activation(Activation.GELU)", dense(8, ""), head(10, "")));

    cured("ACT002");
    changed(
        ".nOut(256).build()", ".nOut(256).weightInit(new NormalDistribution(0, 0.09175)).build()");
  }

  @Test
  void seluIsDrawnByLecun() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.SELU).weightInit(WeightInit.RELU)",
            dense(6, ""),
            head(10, ".weightInit(WeightInit.XAVIER)")));

    cured("ACT003");
    changed(
        "nIn(256).nOut(256).build()",
        "nIn(256).nOut(256).weightInit(WeightInit.LECUN_NORMAL).build()");
  }

  @Test
  void aNetworkWideLawThatOnlyTheWrongWeightsHaveIsReplaced() throws IOException {
    fix(
        dl4j(
                ".activation(Activation.SELU).weightInit(WeightInit.RELU)",
                "    .layer(denseLayer()).layer(denseLayer()).layer(denseLayer())",
                head(10, ".weightInit(WeightInit.XAVIER)"))
            .replaceFirst(
                "class Net \\{",
                "class Net {\n  static DenseLayer denseLayer() {\n    DenseLayer d = new"
                    + " DenseLayer.Builder().nIn(256).nOut(256).build();\n    return d;\n  }\n"));

    cured("ACT003");
    assertThat(fixes.fixed()).hasSize(1);
    assertThat(after).contains(".weightInit(WeightInit.LECUN_NORMAL)");
  }

  @Test
  void nearZeroWeightIsReplacedInItsOwnCall() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.RELU)",
            dense(1, "\n            .weightInit(new NormalDistribution(0, 0.0001))\n            "),
            head(10, "")));

    cured("INIT002");
    changed("new NormalDistribution(0, 0.0001)", "WeightInit.RELU");
  }

  @Test
  void theOldSpellingTakesADistributionOnly() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.RELU)",
            dense(1, ".weightInit(WeightInit.DISTRIBUTION).dist(new NormalDistribution(0, 1e-4))"),
            head(10, "")));

    cured("INIT002");
    changed("new NormalDistribution(0, 1e-4)", "new NormalDistribution(0, 0.08839)");
  }

  @Test
  void constantWeightsAreDrawn() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.RELU)",
            dense(2, ".weightInit(WeightInit.ONES)"),
            head(10, "")));

    cured("INIT003");
    changed("WeightInit.ONES", "WeightInit.RELU");
  }

  /** With only one of the two drawn, the network would still not learn. */
  @Test
  void zerosInARowAreAllDrawn() throws IOException {
    String zero = ".weightInit(WeightInit.ZERO)";
    fix(dl4j(".activation(Activation.RELU)", dense(1, zero), head(1, zero)));

    cured("INIT013");
    assertThat(after).doesNotContain("WeightInit.ZERO");
  }

  @Test
  void headOfStdOne() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.TANH)",
            dense(1, ""),
            head(1000, ".weightInit(new NormalDistribution(0, 1))")));

    cured("HEAD001");
    changed("new NormalDistribution(0, 1)", "WeightInit.LECUN_NORMAL");
  }

  @Test
  void headThatTakesTheNetworksLawGetsItsOwn() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.TANH).weightInit(new NormalDistribution(0, 1))",
            dense(1, ""),
            head(1000, "\n            ")));

    cured("HEAD001");
    changed(
        "nOut(1000)\n            .build()",
        "nOut(1000)\n            .weightInit(WeightInit.LECUN_NORMAL)\n            .build()");
  }

  @Test
  void headWithTooLargeALoss() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.TANH)",
            dense(1, ""),
            head(1000, ".weightInit(new NormalDistribution(0, 0.2))")));

    cured("HEAD002");
    changed("new NormalDistribution(0, 0.2)", "new NormalDistribution(0, 0.09953)");
  }

  @Test
  void aLawOfAnotherVarianceThanItsNameSays() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.SELU)",
            dense(4, ".weightInit(WeightInit.LECUN_UNIFORM)"),
            head(10, "")));

    cured("INIT014");
    changed("WeightInit.LECUN_UNIFORM", "WeightInit.LECUN_NORMAL");
  }

  @Test
  void anActivationThatABatchNormIgnoresIsLeftOut() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.RELU).weightInit(WeightInit.RELU)",
            dense(1, ".activation(Activation.RELU)")
                + "\n.layer(new org.deeplearning4j.nn.conf.layers.BatchNormalization.Builder()"
                + ".nOut(256).activation(Activation.RELU).build())",
            head(10, "")));

    cured("INIT018");
    changed(
        "BatchNormalization.Builder().nOut(256).activation(Activation.RELU)",
        "BatchNormalization.Builder().nOut(256)");
  }

  // DJL

  @Test
  void builtBlocksGetAVariableAndAnInitialiser() throws IOException {
    fix(
        djl(
            """
            for (int i = 0; i < 8; i++) {
              net.add(Linear.builder().setUnits(256).build());
              net.add(Activation::selu);
            }
            net.add(Linear.builder().setUnits(1).build());
            """));

    cured("ACT003");
    assertThat(after)
        .contains(NEW_IMPORT)
        .contains(
            "      Linear linear = Linear.builder().setUnits(256).build();\n"
                + "      linear.setInitializer("
                + String.format(XAVIER, "1")
                + ", \"weight\");\n      net.add(linear);\n")
        .contains("net.add(Linear.builder().setUnits(1).build());");
  }

  @Test
  void blocksInOneExpressionGetVariablesOfTheirOwn() throws IOException {
    fix(
        djl(
            """
            net.add(Linear.builder().setUnits(256).build()).add(Activation::selu)
                .add(Linear.builder().setUnits(256).build()).add(Activation::selu)
                .add(Linear.builder().setUnits(1).build());
            """));

    cured("ACT003");
    assertThat(after)
        .contains("    Linear linear = Linear.builder().setUnits(256).build();\n")
        .contains("    Linear linear2 = Linear.builder().setUnits(256).build();\n")
        .contains("    net.add(linear).add(Activation::selu)\n        .add(linear2).add(");
  }

  @Test
  void aBlockInAVariableIsInitialisedAfterIt() throws IOException {
    fix(
        djl(
            """
            for (int i = 0; i < 6; i++) {
              Linear hidden = Linear.builder().setUnits(256).build();
              net.add(hidden).add(Activation::selu);
            }
            net.add(Linear.builder().setUnits(1).build());
            """));

    cured("ACT003");
    changed(
        ".setUnits(256).build();\n",
        ".setUnits(256).build();\n      hidden.setInitializer("
            + String.format(XAVIER, "1")
            + ", \"weight\");\n");
  }

  @Test
  void anInitialiserOfDjlIsReplaced() throws IOException {
    fix(
        djl(
            """
            Linear head = Linear.builder().setUnits(1000).build();
            head.setInitializer(new NormalInitializer(1f), Parameter.Type.WEIGHT);
            net.add(head);
            net.addSingleton(scores -> scores.softmax(-1));
            """));

    cured("HEAD001");
    changed("new NormalInitializer(1f)", String.format(XAVIER, "1"));
  }

  @Test
  void anInitialiserOfAllWeightsIsReplacedOnlyIfAskedFor() throws IOException {
    String source =
        djl(
            """
            for (int i = 0; i < 8; i++) {
              net.add(Linear.builder().setUnits(256).build()).add(Activation::relu);
            }
            net.add(Linear.builder().setUnits(10).build());
            net.setInitializer(new NormalInitializer(), Parameter.Type.WEIGHT);
            """);

    fix(source);
    assertThat(fixes.changes()).isEmpty();
    assertThat(fixes.fixed()).isEmpty();

    fix(source, true);
    cured("ACT002");
    changed("new NormalInitializer()", String.format(XAVIER, "2"));
  }

  @Test
  void aLayerNormOverAllAxesGetsOneIfAskedFor() throws IOException {
    String net =
        djl("""
        net.add(Linear.builder().setUnits(16).build());
        net.add(ai.djl.nn.norm.LayerNorm.builder().build());
        """)
            .replace("new Shape(4, 256)", "new Shape(4, 10, 16)");
    fix(net);
    assertThat(after).isEqualTo(before);

    fix(net, true);
    cured("NORM005");
    changed("LayerNorm.builder().build()", "LayerNorm.builder().axis(2).build()");
  }

  @Test
  void anEmbeddingThatDrownsItsBlocks() throws IOException {
    fix(
        """
        import ai.djl.ndarray.NDArray;
        import ai.djl.ndarray.NDList;
        import ai.djl.nn.AbstractBlock;
        import ai.djl.nn.core.Linear;
        import ai.djl.nn.norm.LayerNorm;
        import ai.djl.nn.transformer.IdEmbedding;
        import ai.djl.training.ParameterStore;
        import ai.djl.training.initializer.NormalInitializer;
        import ai.djl.util.PairList;

        class Net extends AbstractBlock {
          private final IdEmbedding table;
          private final LayerNorm norm;
          private final Linear up;
          private final LayerNorm last;
          private final Linear head;

          Net() {
            table = addChildBlock("table", new IdEmbedding.Builder().setDictionarySize(1000)
                .setEmbeddingSize(64).build());
            table.setInitializer(new NormalInitializer(30f), "embedding");
            norm = addChildBlock("norm", LayerNorm.builder().axis(2).build());
            up = addChildBlock("up", Linear.builder().setUnits(64).build());
            last = addChildBlock("last", LayerNorm.builder().axis(2).build());
            head = addChildBlock("head", Linear.builder().setUnits(1000).build());
            head.setInitializer(new NormalInitializer(0.02f), "weight");
          }

          @Override
          protected NDList forwardInternal(
              ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
            NDArray x = table.forward(ps, in, training).singletonOrThrow();
            NDArray h = norm.forward(ps, new NDList(x), training).singletonOrThrow();
            x = x.add(up.forward(ps, new NDList(h), training).singletonOrThrow());
            x = last.forward(ps, new NDList(x), training).singletonOrThrow();
            return head.forward(ps, new NDList(x), training);
          }
        }
        """);

    cured("EMB001");
    changed("NormalInitializer(30f)", "NormalInitializer(0.02f)");
  }

  // SameDiff

  @Test
  void theFlagOfAnAttentionIsSet() throws IOException {
    fix(
        samediff(
            QUERIES_AND_KEYS
                + """
                SDVariable q = x.mmul(wq).permute(0, 2, 1);
                SDVariable k = x.mmul(wk).permute(0, 2, 1);
                sd.nn().dotProductAttention(q, k, x.permute(0, 2, 1), null, false);
                """));

    cured("ATT001");
    changed("null, false)", "null, true)");
  }

  @Test
  void aWrittenOutAttentionGetsItsDivisor() throws IOException {
    fix(
        samediff(
            QUERIES_AND_KEYS
                + """
                SDVariable scores = x.mmul(wq).mmul(x.mmul(wk).permute(0, 2, 1));
                SDVariable y = sd.nn().softmax(scores, -1).mmul(x);
                """));

    // Two products begin at the same place, so that the one to be divided is not told apart.
    assertThat(fixes.changes()).isEmpty();

    fix(
        samediff(
            QUERIES_AND_KEYS
                + """
                SDVariable q = x.mmul(wq);
                SDVariable scores = q.mmul(x.mmul(wk).permute(0, 2, 1));
                SDVariable y = sd.nn().softmax(scores, -1).mmul(x);
                """));

    cured("ATT001");
    changed(".permute(0, 2, 1));", ".permute(0, 2, 1)).div(Math.sqrt(64));");
  }

  @Test
  void aWrongDivisorIsCorrected() throws IOException {
    fix(
        samediff(
            QUERIES_AND_KEYS
                + """
                SDVariable q = x.mmul(wq);
                SDVariable scores = q.mmul(x.mmul(wk).permute(0, 2, 1)).div(64.0);
                SDVariable y = sd.nn().softmax(scores, -1).mmul(x);
                """));

    cured("ATT002");
    changed(".div(64.0)", ".div(Math.sqrt(64))");
  }

  @Test
  void aSchemeIsReplaced() throws IOException {
    fix(
        samediff(
            """
            SDVariable x = sd.placeHolder("x", DataType.FLOAT, 4, 64);
            for (int i = 0; i < 20; i++) {
              SDVariable w = sd.var("w" + i, new XavierInitScheme('c', 64, 64), DataType.FLOAT, 64, 64);
              x = sd.nn().relu(x.mmul(w), 0);
            }
            SDVariable v = sd.var("v", new XavierInitScheme('c', 64, 10), DataType.FLOAT, 64, 10);
            SDVariable y = x.mmul(v);
            """));

    cured("ACT002");
    assertThat(after)
        .isEqualTo(
            before
                .replace(
                    "import org.nd4j.weightinit.impl.X",
                    "import org.nd4j.weightinit.impl.ReluInitScheme;\n"
                        + "import org.nd4j.weightinit.impl.X")
                .replace("new XavierInitScheme('c', 64, 64)", "new ReluInitScheme('c', 64)"));
  }

  @Test
  void aDrawnArrayIsScaled() throws IOException {
    fix(
        samediff(
            """
            SDVariable x = sd.placeHolder("x", DataType.FLOAT, 4, 64);
            SDVariable y = sd.nn.softmax(x.mmul(sd.var("w", Nd4j.randn(64, 1000))));
            """));

    cured("HEAD001");
    changed("Nd4j.randn(64, 1000)", "Nd4j.randn(64, 1000).mul(0.125)");
  }

  @Test
  void aFanThatIsTypedWrongIsCorrected() throws IOException {
    fix(
        samediff(
            """
            SDVariable x = sd.placeHolder("x", DataType.FLOAT, 4, 64);
            SDVariable w = sd.var("w", new XavierInitScheme('c', 640, 64), DataType.FLOAT, 64, 64);
            SDVariable y = sd.math().tanh(x.mmul(w));
            """));

    cured("INIT006");
    changed("'c', 640, 64)", "'c', 64, 64)");
  }

  // What surrounds an edit

  @Test
  void lineEndsTabsAndTheByteOrderMarkStay() throws IOException {
    String source =
        "\uFEFF"
            + dl4j(".activation(Activation.GELU)", dense(8, "\n\t\t\t"), head(10, ""))
                .replace("import org.deeplearning4j.nn.conf.distribution.NormalDistribution;\n", "")
                .replace("\n", "\r\n");
    fix(source);

    cured("ACT002");
    assertThat(after)
        .isEqualTo(
            before
                .replace(
                    "NeuralNetConfiguration;\r\n",
                    "NeuralNetConfiguration;\r\nimport org.deeplearning4j.nn.conf.distribution"
                        + ".NormalDistribution;\r\n")
                .replace(
                    "nOut(256)\r\n\t\t\t.build()",
                    "nOut(256)\r\n\t\t\t.weightInit(new NormalDistribution(0, 0.09175))\r\n\t\t\t"
                        + ".build()"));
  }

  @Test
  void bytesThatAreNotUnicodeStay() throws IOException {
    fix(
        dl4j(".activation(Activation.RELU)", dense(6, ""), head(10, "")) + "// Größe £\n",
        false,
        StandardCharsets.ISO_8859_1);

    cured("ACT001");
    byte[] bytes = Files.readAllBytes(file);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).endsWith("// Größe £\n");
  }

  @Test
  void theFileOfTheHazardIsEditedThoughAnotherIsChecked() throws IOException {
    Path layers = Files.createDirectories(folder.resolve("net/layers")).resolve("Layers.java");
    Files.writeString(
        layers,
        """
        package net.layers;
        import org.deeplearning4j.nn.conf.layers.DenseLayer;
        public class Layers {
          public static DenseLayer dense(int n) {
            return new DenseLayer.Builder().nIn(n).nOut(n).build();
          }
        }
        """);
    String deep = Files.readString(Path.of("../fixtures/java/DeepReluNetwork.java"));
    file =
        Files.writeString(
            folder.resolve("net/Deep.java"),
            deep.replace("new DenseLayer.Builder().nIn(256).nOut(256).build()", "Layers.dense(256)")
                .replace("package fixtures;", "package net;\nimport net.layers.Layers;"));
    String untouched = Files.readString(file);

    fixes = new StandardEngine().fix(List.of(file), settings(), false);

    cured("ACT002");
    assertThat(Files.readString(file)).isEqualTo(untouched);
    assertThat(Files.readString(layers))
        .contains("import org.deeplearning4j.nn.weights.WeightInit;\n")
        .contains(".nOut(n).weightInit(WeightInit.RELU).build()");
  }

  @Test
  void aBuilderThatASoundNetworkSharesIsNotSafeToEdit() throws IOException {
    String source =
        """
        import org.deeplearning4j.nn.conf.*;
        import org.deeplearning4j.nn.conf.layers.*;
        import org.nd4j.linalg.activations.Activation;
        class Net {
          static DenseLayer dense() {
            return new DenseLayer.Builder().nIn(256).nOut(256).build();
          }
          static MultiLayerConfiguration deep() {
            NeuralNetConfiguration.ListBuilder b =
                new NeuralNetConfiguration.Builder().activation(Activation.RELU).list();
            for (int i = 0; i < 20; i++) {
              b.layer(dense());
            }
            b.layer(new OutputLayer.Builder().nIn(256).nOut(10).build());
            return b.build();
          }
          static MultiLayerConfiguration shallow() {
            return new NeuralNetConfiguration.Builder().activation(Activation.TANH).list()
                .layer(dense())
                .layer(new OutputLayer.Builder().nIn(256).nOut(10).build())
                .build();
          }
        }
        """;
    fix(source);
    assertThat(fixes.changes()).isEmpty();

    fix(source, true);
    cured("ACT002");
    changed(
        "nOut(256).build()",
        "nOut(256).weightInit(WeightInit.RELU).build()",
        "import org.deeplearning4j.nn.conf.layers.*;\n",
        "import org.deeplearning4j.nn.conf.layers.*;\n"
            + "import org.deeplearning4j.nn.weights.WeightInit;\n");
  }

  @Test
  void aCureThatBringsSomethingGraverIsNotTold() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.RELU)",
            dense(1, ".weightInit(new NormalDistribution(0, 0.0001))"),
            head(1000, ".weightInit(new NormalDistribution(0, 30))")));

    assertThat(fixes.changes()).isEmpty();
    assertThat(fixes.fixed()).isEmpty();
    assertThat(fixes.refused()).isEmpty();
    CheckResult.Checked result = (CheckResult.Checked) new StandardEngine().check(file, settings());
    assertThat(result.findings().get(0).rule()).isEqualTo("INIT002");
    assertThat(result.findings().get(0).fix().text())
        .startsWith("none that was tried suffices: ")
        .endsWith("it would bring HEAD001");
  }

  @Test
  void aFileThatIsNamedTwiceIsEditedOnce() throws IOException {
    fix(dl4j(".activation(Activation.RELU)", dense(6, ""), head(10, "")));
    byte[] once = fixes.changes().get(0).after();

    Path again = file.getParent().resolve(".").resolve(file.getFileName());
    fixes = new StandardEngine().fix(List.of(file, again), settings(), false);

    assertThat(fixes.changes()).hasSize(1);
    assertThat(fixes.changes().get(0).after()).isEqualTo(once);
  }

  @Test
  void aChainWhoseTimeMattersStaysInItsPlace() throws IOException {
    fix(
        djl(
            """
            int units = 256;
            net.add(Linear.builder().setUnits(units++).build()).add(Activation::selu)
                .add(Linear.builder().setUnits(units++).build()).add(Activation::selu)
                .add(Linear.builder().setUnits(1).build());
            """));

    assertThat(fixes.results().toString()).contains("ACT003");
    assertThat(fixes.changes()).isEmpty();
  }

  @Test
  void aSoundModelIsLeftAlone() throws IOException {
    fix(
        dl4j(
            ".activation(Activation.RELU).weightInit(WeightInit.RELU)", dense(6, ""), head(2, "")));

    assertThat(fixes.changes()).isEmpty();
    assertThat(fixes.fixed()).isEmpty();
    assertThat(fixes.results()).hasSize(1);
  }

  @Test
  void fixingTwiceChangesNothingMore() throws IOException {
    fix(dl4j(".activation(Activation.GELU)", dense(8, ""), head(10, "")));
    cured("ACT002");

    assertThat(new StandardEngine().fix(List.of(file), settings(), true).changes()).isEmpty();
  }

  private static String dl4j(String global, String... layers) {
    return String.format(DL4J, global, String.join("\n", layers).strip());
  }

  private static String dense(int layers, String calls) {
    return ("        " + String.format(DENSE, calls) + "\n").repeat(layers).stripTrailing();
  }

  private static String head(int classes, String calls) {
    return "        " + String.format(HEAD, classes, calls);
  }

  private static String djl(String body) {
    return String.format(DJL, body.strip().replace("\n", "\n    "));
  }

  private static String samediff(String body) {
    return String.format(SAMEDIFF, body.strip().replace("\n", "\n    "));
  }

  private void fix(String source) throws IOException {
    fix(source, false);
  }

  private void fix(String source, boolean unsafe) throws IOException {
    fix(source, unsafe, StandardCharsets.UTF_8);
  }

  private void fix(String source, boolean unsafe, Charset charset) throws IOException {
    file = Files.write(folder.resolve("Net.java"), source.getBytes(charset));
    before = source;
    fixes = new StandardEngine().fix(List.of(file), settings(), unsafe);
    after =
        fixes.changes().isEmpty() ? before : new String(fixes.changes().get(0).after(), charset);
  }

  private static EngineSettings settings() {
    return EngineSettings.of(
        Set.copyOf(Rules.all().stream().map(r -> r.card().id()).collect(Collectors.toSet())));
  }

  /** The rule no longer fires on what is written, and nothing was taken back. */
  private void cured(String rule) throws IOException {
    assertThat(fixes.refused()).isEmpty();
    assertThat(fixes.fixed()).extracting(Finding::rule).contains(rule);
    SourceRewrite.write(fixes.changes());
    CheckResult.Checked again = (CheckResult.Checked) new StandardEngine().check(file, settings());
    assertThat(again.findings()).extracting(Finding::rule).doesNotContain(rule);
  }

  /** Nothing differs but these pieces, and imports of what they name. */
  private void changed(String... fromAndTo) {
    String expected = before;
    for (int i = 0; i < fromAndTo.length; i += 2) {
      expected = expected.replace(fromAndTo[i], fromAndTo[i + 1]);
    }
    String imports = fromAndTo[1].contains("XavierInitializer") ? NEW_IMPORT : null;
    assertThat(after)
        .isEqualTo(
            imports == null
                ? expected
                : expected.replace(NEW_IMPORT.lines().findFirst().get() + "\n", imports));
  }
}
