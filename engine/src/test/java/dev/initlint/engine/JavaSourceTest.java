package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in Java source, from the file to findings at lines. */
class JavaSourceTest {
  private static final Path RESIDUAL = Path.of("../fixtures/java/ResidualImageNetwork.java");
  private static final Path DEEP = Path.of("../fixtures/java/DeepReluNetwork.java");

  private final StandardEngine engine = new StandardEngine();
  private final EngineSettings all =
      EngineSettings.of(Rules.all().stream().map(r -> r.card().id()).collect(Collectors.toSet()));

  @TempDir Path folder;

  @Test
  void aVanishingSignalIsFoundAtItsLine() {
    CheckResult.Checked result = (CheckResult.Checked) engine.check(DEEP, all);

    Finding finding =
        result.findings().stream().filter(f -> f.rule().equals("ACT002")).findFirst().orElseThrow();
    assertThat(finding.location().line()).isBetween(14, 28);
    assertThat(finding.location().column()).isPositive();
    assertThat(result.remarks()).anyMatch(r -> r.contains("42 of 42 parameters resolved"));
  }

  @Test
  void aSoftmaxBeforeALossOnProbabilitiesIsNoDoubleSoftmax() {
    CheckResult.Checked result = (CheckResult.Checked) engine.check(DEEP, all);

    assertThat(result.findings()).noneMatch(f -> f.rule().equals("HEAD004"));
  }

  @Test
  void aHeadDrawnLikeTheConvolutionsBeforeBatchNormsIsFound() {
    CheckResult.Checked result = (CheckResult.Checked) engine.check(RESIDUAL, all);

    Finding head =
        result.findings().stream()
            .filter(f -> f.rule().equals("HEAD001"))
            .findFirst()
            .orElseThrow();
    assertThat(head.severity()).isEqualTo(Severity.ERROR);
    assertThat(head.location().line()).isEqualTo(lineOf(RESIDUAL, "nOut(numClasses)") - 1);
    assertThat(result.findings())
        .filteredOn(f -> f != head)
        .allMatch(f -> f.severity() == Severity.NOTE)
        .extracting(Finding::rule)
        .containsOnly("HEAD002", "INIT001", "INIT005");
    assertThat(result.findings()).noneMatch(f -> f.message().contains("pass their input on"));
    assertThat(result.coverage().share()).isEqualTo(1);
  }

  private CheckResult.Checked check(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return (CheckResult.Checked) engine.check(file, all);
  }

  @Test
  void whatHingesOnAnAssumedSizeIsNotTakenForCertain() throws IOException {
    String imports =
        "import ai.djl.ndarray.*; import ai.djl.ndarray.types.*; import ai.djl.nn.*; import"
            + " ai.djl.training.*; import ai.djl.util.*; ";
    String block =
        "class %s extends AbstractBlock { protected NDList forwardInternal(ParameterStore s, NDList"
            + " in, boolean t, PairList<String, Object> p) { NDArray k = in.get(1); NDArray w ="
            + " in.get(0).batchDot(k.swapAxes(1, 2)).%s.softmax(-1); return new"
            + " NDList(w.batchDot(in.get(2))); } }";
    CheckResult.Checked open =
        check("Fixed.java", imports + block.formatted("Fixed", "div(Math.sqrt(2))"));
    assertThat(open.findings())
        .filteredOn(f -> f.rule().startsWith("ATT"))
        .isNotEmpty()
        .allMatch(f -> f.severity() != Severity.ERROR)
        .allMatch(f -> f.message().endsWith("this hinges on data1.width = 80, which was assumed"))
        .allMatch(f -> f.formula().contains("data1.width"))
        .allMatch(f -> f.fix().edits().isEmpty(), "an assumed number is not written into source");
    CheckResult.Checked scaled =
        check(
            "Scaled.java",
            imports + block.formatted("Scaled", "div(Math.sqrt(k.getShape().get(2)))"));
    assertThat(scaled.findings()).filteredOn(f -> f.rule().startsWith("ATT")).isEmpty();
  }

  @Test
  void whatAllVariantsOfAModelHaveIsToldOnce() throws IOException {
    CheckResult.Checked result =
        check(
            "Forks.java",
            "import org.deeplearning4j.nn.conf.*; import org.deeplearning4j.nn.conf.layers.*;"
                + " import org.nd4j.linalg.activations.Activation; class Forks { Object net(boolean"
                + " leaky, boolean deeper) { var l = new NeuralNetConfiguration.Builder()"
                + ".activation(leaky ? Activation.LEAKYRELU : Activation.RELU).list();\nfor (int i ="
                + " 0; i < 20; i++) l.layer(new DenseLayer.Builder().nIn(256).nOut(256).build());\n"
                + "if (deeper) l.layer(new DenseLayer.Builder().nIn(256).nOut(256).build());\n"
                + "return l.build(); } }");
    assertThat(result.findings())
        .filteredOn(f -> f.rule().equals("ACT002"))
        .singleElement()
        .matches(f -> f.severity() == Severity.ERROR)
        .matches(f -> f.message().endsWith("(in 4 variants of the model)"));
  }

  private static final String TWO_SIZES =
      """
      import org.deeplearning4j.nn.conf.*;
      import org.deeplearning4j.nn.conf.distribution.*;
      import org.deeplearning4j.nn.conf.layers.*;
      import org.nd4j.linalg.activations.Activation;
      class %s {
        Object net(int width, int classes) {
          return new NeuralNetConfiguration.Builder().activation(Activation.TANH).list()
              .layer(new DenseLayer.Builder().nIn(width).nOut(width).build())
              .layer(new OutputLayer.Builder().activation(Activation.SOFTMAX).nIn(width)
                  .nOut(classes).weightInit(new NormalDistribution(0, %s)).build())
              .build();
        }
      }
      """;

  @Test
  void aFindingSaysOnWhichOfTheAssumedSizesItHinges() throws IOException {
    CheckResult.Checked result = check("Two.java", TWO_SIZES.formatted("Two", "0.3"));
    assertThat(result.findings())
        .filteredOn(f -> f.rule().equals("HEAD002"))
        .singleElement()
        .matches(f -> f.severity() == Severity.NOTE)
        .matches(f -> f.message().endsWith("; this hinges on width = 64, which was assumed"))
        .matches(f -> f.derivation().toString().contains("width·var(1/W)"));
  }

  @Test
  void whatHoldsAtAllSizesHingesOnNone() throws IOException {
    CheckResult.Checked result = check("Large.java", TWO_SIZES.formatted("Large", "3"));
    assertThat(result.findings())
        .filteredOn(f -> f.rule().equals("HEAD001"))
        .singleElement()
        .matches(f -> f.severity() != Severity.NOTE)
        .matches(f -> !f.message().contains("hinges"));
  }

  @Test
  void whatIsLessGraveElsewhereCountsNoMoreThanThat() throws IOException {
    CheckResult.Checked result = check("Less.java", TWO_SIZES.formatted("Less", "0.9"));
    assertThat(result.findings())
        .filteredOn(f -> f.rule().equals("HEAD001"))
        .singleElement()
        .matches(f -> f.severity() == Severity.WARNING)
        .matches(f -> f.message().endsWith("; this hinges on width = 64, which was assumed"));
  }

  @Test
  void aWidthIsOneOfALayerAndNotOfAMap() throws IOException {
    CheckResult.Checked result = check("Wide.java", TWO_SIZES.formatted("Wide", "0.3"));
    assertThat(result.remarks())
        .anyMatch(r -> r.endsWith("taken as width = 64, classes = 80; --dim 'width=…' sets one"));
  }

  @Test
  void sizesThatAreOpenAreToldApart() throws IOException {
    CheckResult.Checked result =
        check(
            "Open.java",
            "import ai.djl.nn.*; import ai.djl.nn.core.*; class Open { Block net(int wide, int"
                + " narrow) { return new SequentialBlock().add(Linear.builder().setUnits(wide)"
                + ".build()).add(Activation::relu).add(Linear.builder().setUnits(narrow).build());"
                + " } }");
    assertThat(result.remarks()).anyMatch(r -> r.contains("wide = 64, in = 80, narrow = 96"));
  }

  @Test
  void aSizeThatIsGivenReplacesTheOneAssumed() {
    CheckResult.Checked assumed = (CheckResult.Checked) engine.check(RESIDUAL, all);
    CheckResult.Checked given =
        (CheckResult.Checked) engine.check(RESIDUAL, all.sized(Map.of("numClasses", 1000L)));

    assertThat(assumed.remarks()).anyMatch(r -> r.contains("numClasses = 80"));
    assertThat(given.remarks()).noneMatch(r -> r.contains("are taken as"));
    assertThat(given.findings()).anyMatch(f -> f.message().contains("ln V is 6.91"));
  }

  @Test
  void networksDrawnForTheirActivationsAreSilent() throws IOException {
    for (String[] right :
        new String[][] {
          {"RELU", "RELU"}, {"LECUN_NORMAL", "SELU"}, {"XAVIER", "TANH"}, {"RELU", "LEAKYRELU"}
        }) {
      StringBuilder layers = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        layers.append(".layer(new DenseLayer.Builder().nIn(256).nOut(256).build())");
      }
      Path net =
          Files.writeString(
              folder.resolve("Right.java"),
              "import org.deeplearning4j.nn.conf.*; import org.deeplearning4j.nn.conf.layers.*;"
                  + " import org.deeplearning4j.nn.weights.WeightInit; import"
                  + " org.nd4j.linalg.activations.Activation;\n"
                  + "class Right { MultiLayerConfiguration conf() { return new"
                  + " NeuralNetConfiguration.Builder().weightInit(WeightInit."
                  + right[0]
                  + ").activation(Activation."
                  + right[1]
                  + ").list()"
                  + layers
                  + ".layer(new OutputLayer.Builder().nIn(256).nOut(10)"
                  + ".weightInit(WeightInit.XAVIER).build()).build(); } }");

      CheckResult.Checked result = (CheckResult.Checked) new StandardEngine().check(net, all);

      assertThat(result.findings()).as(right[0] + " before " + right[1]).isEmpty();
      assertThat(result.coverage().share()).isEqualTo(1);
    }
  }

  private static int lineOf(Path file, String text) {
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains(text)) {
          return i + 1;
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError(text + " is not in " + file);
  }

  @Test
  void onlyFilesThatNameAFrameworkAreLookedAtInFolders() throws IOException {
    Path plain = Files.writeString(folder.resolve("Plain.java"), "class Plain {}");

    assertThat(engine.recognises(plain)).isFalse();
    assertThat(engine.recognises(DEEP)).isTrue();
  }

  @Test
  void aModelUsesAClassOfAnotherPackageOfItsRoot() throws IOException {
    Files.createDirectories(folder.resolve("net/layers"));
    Files.writeString(
        folder.resolve("net/layers/Layers.java"),
        """
        package net.layers;
        import org.deeplearning4j.nn.conf.layers.DenseLayer;
        public class Layers {
          public static DenseLayer dense(int n) {
            return new DenseLayer.Builder().nIn(n).nOut(n).build();
          }
        }
        """);
    String deep = Files.readString(DEEP).replace("package fixtures;", "package net;");
    Path network =
        Files.writeString(
            folder.resolve("net/DeepReluNetwork.java"),
            deep.replace("new DenseLayer.Builder().nIn(256).nOut(256).build()", "Layers.dense(256)")
                .replace("package net;", "package net;\nimport net.layers.Layers;"));

    CheckResult.Checked result = (CheckResult.Checked) engine.check(network, all);

    Finding finding = result.findings().get(0);
    assertThat(finding.rule()).isEqualTo("ACT002");
    assertThat(finding.location().path())
        .as("the file of the line")
        .isEqualTo(folder.resolve("net/layers/Layers.java").toString());
    assertThat(finding.location().line()).isEqualTo(5);
    assertThat(result.remarks()).anyMatch(r -> r.contains("42 of 42 parameters resolved"));
  }

  @Test
  void sourceThatDoesNotParseIsUnreadableWithAReason() throws IOException {
    Path broken =
        Files.writeString(
            folder.resolve("Broken.java"), "import ai.djl.nn.Block; class { %%% \u0000");

    CheckResult result = engine.check(broken, EngineSettings.of(Set.of()));

    if (result instanceof CheckResult.Unreadable u) {
      assertThat(u.reason()).isNotBlank();
    } else {
      assertThat(((CheckResult.Checked) result).remarks()).isNotEmpty();
    }
  }
}
