package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.StandardEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java files on the command line, with the engine that users have. */
class JavaSourcesTest {
  private static final Path FIXTURES = Path.of("../fixtures");
  private static final String TWO_NETWORKS =
      """
      import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
      import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
      import org.deeplearning4j.nn.conf.layers.DenseLayer;
      import org.deeplearning4j.nn.weights.WeightInit;

      class TwoNetworks {
        MultiLayerConfiguration small() {
          return new NeuralNetConfiguration.Builder().weightInit(WeightInit.RELU).list()
              .layer(new DenseLayer.Builder().nIn(64).nOut(64).build()).build();
        }

        MultiLayerConfiguration large() {
          return new NeuralNetConfiguration.Builder().weightInit(WeightInit.RELU).list()
              .layer(new DenseLayer.Builder().nIn(512).nOut(512).build()).build();
        }
      }
      """;

  @TempDir Path folder;

  private int code;
  private String out;
  private String err;

  @Test
  void aFolderOfModelsAndSourcesIsCheckedAndOtherSourcesArePassedOver() throws IOException {
    copy("java/DeepReluNetwork.java", "src/DeepReluNetwork.java");
    copy("models/sound.onnx", "models/sound.onnx");
    write("src/Plain.java", "class Plain {}\n");

    run("check", folder.toString(), "--format", "concise");

    assertThat(code).isEqualTo(1);
    assertThat(out)
        .contains(folder + "/src/DeepReluNetwork.java:20:20: error[ACT002 ")
        .doesNotContain("sound.onnx");
    assertThat(err).contains("Found 1 error, 1 note in 2 files.").doesNotContain("Plain");
  }

  @Test
  void findingsHaveLineAndColumnInJson() throws IOException {
    copy("java/DeepReluNetwork.java", "DeepReluNetwork.java");

    run("check", folder.toString(), "--format", "json");

    assertThat(out).contains("\"line\": 20, \"column\": 20");
  }

  @Test
  void aNamedSourceWithoutAFrameworkIsTold() throws IOException {
    String plain = write("Plain.java", "class Plain {}\n");

    run("check", plain);

    assertThat(code).isZero();
    assertThat(out).isEmpty();
    assertThat(err)
        .contains("note: " + plain + ": it names none of the frameworks that are read (DJL, ");
  }

  @Test
  void aHookPassesOverASourceWithoutAFrameworkInSilence() throws IOException {
    run("check", "--quiet", "--skip-other-files", write("Plain.java", "class Plain {}\n"));

    assertThat(code).isZero();
    assertThat(out + err).isEmpty();
  }

  @Test
  void aTraceHasTheFiguresOfTheModel() {
    run("trace", "--all", FIXTURES.resolve("java/DeepReluNetwork.java").toString());

    assertThat(code).isZero();
    assertThat(out.lines().findFirst().orElseThrow())
        .endsWith("source states the laws that weights are drawn from");
    assertThat(out)
        .containsPattern("19/Relu +Relu +\\[4,256\\] +9\\.54e-7")
        .contains("42 of 42 parameters resolved")
        .doesNotContain("--model");
  }

  @Test
  void aTraceOfSeveralModelsSaysWhichOneItShows() throws IOException {
    run("trace", "--all", "--width", "none", write("TwoNetworks.java", TWO_NETWORKS));

    assertThat(out)
        .contains("[64,64]")
        .doesNotContain("[512,512]")
        .contains(
            "remark: these figures are of TwoNetworks.small:8; for the others name one with --model:"
                + " TwoNetworks.large:13\n");
  }

  @Test
  void oneOfSeveralModelsIsChosenByItsName() throws IOException {
    String file = write("TwoNetworks.java", TWO_NETWORKS);

    run("trace", "--all", file, "--model", "TwoNetworks.large");
    assertThat(out).contains("[512,512]").doesNotContain("[64,64]").contains("TwoNetworks.small:8");

    run("trace", "--all", file, "--model", "TwoNetworks.large:13");
    assertThat(out).contains("[512,512]");

    run("verify", file, "--model", "TwoNetworks.large", "--format", "json");
    assertThat(out).contains("512").contains("measuredSecondMoment");
  }

  @Test
  void aModelThatTheFileDoesNotDefineIsOneSentence() throws IOException {
    run("trace", write("TwoNetworks.java", TWO_NETWORKS), "--model", "huge");

    assertThat(code).isEqualTo(2);
    assertThat(err)
        .contains(
            "TwoNetworks.java defines no model \"huge\"; it defines TwoNetworks.small:8,"
                + " TwoNetworks.large:13")
        .hasLineCount(1);
  }

  @Test
  void aModelFileHoldsNoOtherModelToChoose() {
    run("trace", FIXTURES.resolve("models/sound.onnx").toString(), "--model", "x");

    assertThat(code).isEqualTo(2);
    assertThat(err).contains("--model x chooses among the models of a Java file").hasLineCount(1);
  }

  @Test
  void aTraceWithoutAModelIsOneSentence() throws IOException {
    String plain = write("Plain.java", "class Plain {}\n");

    run("trace", plain);

    assertThat(code).isEqualTo(2);
    assertThat(err)
        .startsWith("initlint: " + plain + ": it names none of the frameworks")
        .hasLineCount(1);
  }

  private void copy(String fixture, String name) throws IOException {
    Path to = folder.resolve(name);
    Files.createDirectories(to.getParent());
    Files.copy(FIXTURES.resolve(fixture), to);
  }

  private String write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  private void run(String... args) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]), written, said, false, false, false, Map.of());
    code = new Cli(StandardEngine::new, console).run(args);
    out = written.toString(StandardCharsets.UTF_8);
    err = said.toString(StandardCharsets.UTF_8);
  }
}
