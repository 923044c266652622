package dev.initlint.javasource.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Fix;
import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.JavaReader;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Remedies as a user of the library would write them. */
class RemedySpellingTest {
  private static final String NET =
      """
      class Net {
        Object conf() {
          return new NeuralNetConfiguration.Builder()%s.list()
              .layer(new DenseLayer.Builder().nIn(8).nOut(4)%s.build())
              .layer(new OutputLayer.Builder().nIn(4).nOut(2).build())
              .build();
        }
      }
      """;
  private static final String CONF = "import org.deeplearning4j.nn.conf.NeuralNetConfiguration;\n";
  private static final String LAYERS = "import org.deeplearning4j.nn.conf.layers.*;\n";
  private static final String SCHEME = "import org.deeplearning4j.nn.weights.WeightInit;\n";
  private static final Remedy LECUN = new Remedy.Redraw("0/W", Math.sqrt(1.0 / 8), 8);

  @Test
  void aClassIsImportedInItsPlace() {
    assertThat(spelled(CONF + LAYERS + net("", ""), LECUN))
        .isEqualTo(CONF + LAYERS + SCHEME + net("", ".weightInit(WeightInit.LECUN_NORMAL)"));
  }

  @Test
  void aClassIsImportedBeforeWhatFollowsInTheAlphabet() {
    String later = "import org.deeplearning4j.zoo.model.VGG16; // as a start\n";
    assertThat(spelled(CONF + LAYERS + later + net("", ""), LECUN))
        .isEqualTo(
            CONF + LAYERS + SCHEME + later + net("", ".weightInit(WeightInit.LECUN_NORMAL)"));
  }

  @Test
  void anImportWithACommentKeepsIt() {
    String commented = LAYERS.replace("\n", " // all of them\n");
    assertThat(spelled(CONF + commented + net("", ""), LECUN))
        .startsWith(CONF + commented + SCHEME + "class Net");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "import org.deeplearning4j.nn.weights.WeightInit;|",
        "import org.deeplearning4j.nn.weights.*; import org.nd4j.linalg.*;"
            + "|import org.deeplearning4j.nn.weights.WeightInit;",
      })
  void aClassThatIsImportedIsNotImportedAgain(String given, String added) {
    String source = CONF + LAYERS + given + "\n" + net("", "");
    String result = spelled(source, LECUN);
    assertThat(result).contains(".weightInit(WeightInit.LECUN_NORMAL)");
    assertThat(result.contains("import org.deeplearning4j.nn.weights.WeightInit;"))
        .isEqualTo(given.contains("WeightInit") || added != null);
  }

  @Test
  void aNameThatMeansSomethingElseIsWrittenInFull() {
    String other = "import org.nd4j.weightinit.WeightInit;\n";
    assertThat(spelled(CONF + LAYERS + other + net("", ""), LECUN))
        .isEqualTo(
            CONF
                + LAYERS
                + other
                + net("", ".weightInit(org.deeplearning4j.nn.weights.WeightInit.LECUN_NORMAL)"));
    String declared = "\nenum WeightInit { OWN }\n";
    assertThat(spelled(CONF + LAYERS + net("", "") + declared, LECUN))
        .contains(".weightInit(org.deeplearning4j.nn.weights.WeightInit.LECUN_NORMAL)")
        .doesNotContain("import org.deeplearning4j.nn.weights");
  }

  @Test
  void aUniformLawOfTripleVarianceBecomesTheNormalOne() {
    String source = CONF + LAYERS + SCHEME + net("", ".weightInit(WeightInit.LECUN_UNIFORM)");
    assertThat(spelled(source, LECUN)).isEqualTo(source.replace("LECUN_UNIFORM", "LECUN_NORMAL"));
  }

  @Test
  void anArgumentWithACommentIsNotReplaced() {
    String source =
        CONF + LAYERS + SCHEME + net("", ".weightInit(/* why */ WeightInit./* so */RELU)");
    assertThat(spelling(source, LECUN)).isEmpty();
  }

  @Test
  void aLawOfSeveralWeightsIsSafeToReplaceOnlyForAllOfThem() {
    String source = CONF + LAYERS + SCHEME + net(".weightInit(WeightInit.ONES)", "");
    Remedy head = new Remedy.Redraw("1/W", Math.sqrt(1.0 / 4), 4);

    assertThat(spelled(source, LECUN, head))
        .isEqualTo(
            CONF
                + LAYERS
                + SCHEME
                + net(".weightInit(WeightInit.ONES)", ".weightInit(WeightInit.LECUN_NORMAL)")
                    .replace("nOut(2)", "nOut(2).weightInit(WeightInit.LECUN_NORMAL)"));
    assertThat(spelling(source, LECUN)).hasValueSatisfying(s -> assertThat(s.safe()).isTrue());
  }

  @Test
  void aWeightOfOpenSizeGetsNoNumber() {
    String source = CONF + LAYERS + net("", "").replace("conf()", "conf(int n)").replace("8", "n");
    Remedy odd = new Remedy.Redraw("0/W", 0.3, 8);
    assertThat(spelling(source, odd)).isEmpty();
    assertThat(spelling(source, LECUN)).isPresent();
  }

  @Test
  void aTableIsDrawnFromADistribution() {
    String source =
        CONF + LAYERS + net("", "").replace("new DenseLayer", "new EmbeddingSequenceLayer");
    assertThat(spelled(source, new Remedy.Redraw("0/W", 0.02, 0)))
        .contains(".nOut(4).weightInit(new NormalDistribution(0, 0.02)).build()")
        .contains(
            CONF + "import org.deeplearning4j.nn.conf.distribution.NormalDistribution;\n" + LAYERS);
  }

  @Test
  void aCallWithoutEffectIsLeftOut() {
    String call =
        ".layer(new BatchNormalization.Builder().nIn(4).nOut(4)\n        .activation(null)\n"
            + "        .eps(1e-5).build())\n        .layer(new Output";
    String source = CONF + LAYERS + net("", "").replace(".layer(new Output", call);
    SourceModel model = model(source);
    SourceFact.WithoutEffect fact = fact(model, SourceFact.WithoutEffect.class);

    assertThat(spelled(source, new Remedy.CallOff(fact.range())))
        .isEqualTo(source.replace("\n        .activation(null)", ""));
  }

  @Test
  void aStatementWithoutEffectIsLeftOutWithItsLine() {
    String source =
        """
        import ai.djl.nn.*;
        import ai.djl.nn.core.Linear;
        import ai.djl.training.initializer.NormalInitializer;
        class Net {
          Block build() {
            SequentialBlock net = new SequentialBlock();
            net.setInitializer(new NormalInitializer(), Parameter.Type.WEIGHT);
            net.add(Linear.builder().setUnits(4).build());
            return net;
          }
        }
        """;
    SourceFact.WithoutEffect fact = fact(model(source), SourceFact.WithoutEffect.class);

    assertThat(spelled(source, new Remedy.CallOff(fact.range())))
        .isEqualTo(
            source.replace(
                "    net.setInitializer(new NormalInitializer(), Parameter.Type.WEIGHT);\n", ""));
  }

  @Test
  void aFanTypedByHandIsCorrected() {
    String source =
        """
        import org.nd4j.autodiff.samediff.*;
        import org.nd4j.linalg.api.buffer.DataType;
        import org.nd4j.weightinit.impl.*;
        class Net {
          void build() {
            SameDiff sd = SameDiff.create();
            SDVariable in = sd.placeHolder("in", DataType.FLOAT, -1, 784);
            SDVariable w = sd.var("w", new ReluInitScheme('c', 28 * 28 * 28), DataType.FLOAT, 784, 256);
            sd.nn().relu(in.mmul(w), 0);
          }
        }
        """;
    SourceFact.HandTypedFan fact = fact(model(source), SourceFact.HandTypedFan.class);

    assertThat(spelled(source, new Remedy.RetypeFan(fact.range(), 21952, 784)))
        .isEqualTo(source.replace("28 * 28 * 28", "784"));
    assertThat(spelling(source, new Remedy.RetypeFan(fact.range(), 5, 784))).isEmpty();
  }

  @Test
  void whatTheModelDoesNotHaveCannotBeCured() {
    assertThat(spelling(CONF + LAYERS + net("", ""), new Remedy.Redraw("9/W", 1, 8))).isEmpty();
    assertThat(spelling(CONF + LAYERS + net("", ""), new Remedy.ScaleScores("no", 8))).isEmpty();
  }

  private static String net(String global, String layer) {
    return String.format(NET, global, layer);
  }

  private static SourceModel model(String source) {
    FileOutcome o = new JavaReader().readTexts(Map.of("Net.java", source)).get(0);
    assertThat(o).as(o.toString()).isInstanceOf(FileOutcome.Models.class);
    return ((FileOutcome.Models) o).models().get(0);
  }

  private static <F extends SourceFact> F fact(SourceModel m, Class<F> kind) {
    return m.facts().stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  private static Optional<Spelling> spelling(String source, Remedy... remedies) {
    SourceModel m = model(source);
    return new RemedySpelling(List.of(m), path -> source).spell(m, List.of(remedies));
  }

  private static String spelled(String source, Remedy... remedies) {
    List<Fix.Edit> edits =
        spelling(source, remedies).orElseThrow().edits().stream()
            .sorted(Comparator.comparing(Fix.Edit::start))
            .toList();
    StringBuilder text = new StringBuilder(source);
    for (int i = edits.size() - 1; i >= 0; i--) {
      text.replace(edits.get(i).start(), edits.get(i).end(), edits.get(i).replacement());
    }
    assertThat(UntouchedCode.harm(source, text.toString(), edits)).isEmpty();
    return text.toString();
  }
}
