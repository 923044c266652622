package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.StandardEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over folders as libraries save them. */
class SavedModelsTest {
  private static final String GPT2 =
      """
      {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_embd": 64, "n_head": 4,
       "n_layer": 2, "n_positions": 64, "vocab_size": 256, "initializer_range": 0.02}
      """;

  private static final Path FIXTURE = Shell.root().resolve("fixtures/folders/gpt2");

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = Files.createDirectories(folder.resolve("models").resolve("m"));
    Files.writeString(model.resolve("config.json"), GPT2);
    Files.writeString(model.resolve("generation_config.json"), "{\"temperature\": 1}");
    Path app = Files.createDirectories(folder.resolve("app"));
    Files.writeString(app.resolve("config.json"), "{\"port\": 80}");
  }

  private Run run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(new ByteArrayInputStream(new byte[0]), out, err, false, false, true, Map.of());
    int code = new Cli(StandardEngine::new, console).run(words);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), null);
  }

  @Test
  void aWalkFindsTheFolderOnce() {
    Run run = run("check", folder.toString(), "--format", "json");
    assertThat(run.code()).isZero();
    assertThat(run.out()).containsOnlyOnce("\"path\": \"" + model + "\",\n      \"status\"");
    assertThat(run.out()).doesNotContain("app");
  }

  @Test
  void aHookNamesFilesAndTheirFolderIsChecked() {
    Run run =
        run(
            "check",
            "--skip-other-files",
            model.resolve("config.json").toString(),
            model.resolve("generation_config.json").toString(),
            folder.resolve("app/config.json").toString());
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("in 1 file.");
  }

  @Test
  void aSizeOfNothingIsToldOnceForAllFiles() throws IOException {
    Path other = Files.createDirectories(folder.resolve("models").resolve("other"));
    Files.copy(model.resolve("config.json"), other.resolve("config.json"));
    Path onnx = Shell.root().resolve("fixtures/models/sound.onnx");
    Path java = Shell.root().resolve("fixtures/java/ResidualImageNetwork.java");
    String[] files = {model.toString(), other.toString(), onnx.toString(), java.toString()};
    for (int n = 1; n <= files.length; n++) {
      List<String> words = new ArrayList<>(List.of("check", "--dim", "nn=4"));
      words.addAll(List.of(files).subList(0, n));
      assertThat(run(words.toArray(new String[0])).err())
          .containsOnlyOnce("--dim nn")
          .contains(
              "note: --dim nn was given, but no input has an extent of that name; there is ",
              "batch",
              "sequence");
    }
    assertThat(run("check", java.toString(), "--dim", "nn=4").err())
        .containsOnlyOnce("--dim nn was given")
        .contains("numClasses");
    assertThat(run("check", java.toString(), "--dim", "numClasses=4").err())
        .doesNotContain("was given");
    assertThat(run("check", java.toString(), files[0], "--dim", "sequence=4").err())
        .doesNotContain("was given");
  }

  @Test
  void weightsBesideAConfigurationThatIsNamedAloneAreSaidToBeLeftOut() {
    String left =
        "model.safetensors beside it is not read, since the configuration alone was named";
    assertThat(run("check", FIXTURE.resolve("config.json").toString()).err())
        .contains(left, "name the folder to check its weights too");
    assertThat(run("check", FIXTURE.toString()).err()).doesNotContain(left);
    assertThat(run("check", model.resolve("config.json").toString()).err())
        .doesNotContain("beside it");
  }

  @Test
  void traceTakesFolderAndFile() {
    for (Path path : new Path[] {model, model.resolve("config.json")}) {
      Run run = run("trace", path.toString(), "--format", "json", "--dim", "sequence=48");
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("\"name\": \"transformer.h.1.mlp.c_proj\"");
    }
  }

  @Test
  void diffSaysWhatMovedAndEndsWithOne() throws IOException {
    Path other = Files.writeString(folder.resolve("other.json"), GPT2.replace("0.02", "0.2"));
    Path config = model.resolve("config.json");
    Run same = run("diff", config.toString(), model.toString());
    assertThat(same.code()).isZero();
    assertThat(same.out()).contains("none of ", " signals moves");
    Run moved = run("diff", config.toString(), other.toString());
    assertThat(moved.code()).isEqualTo(1);
    assertThat(moved.out())
        .contains("transformer.wte.weight", "another law", "normal(0, 0.2)", "loss at lm_head");
    Run json = run("diff", config.toString(), other.toString(), "--format", "json");
    assertThat(json.out()).contains("\"harmless\": false", "\"kind\": \"other_law\"");
    assertThat(run("diff", config.toString(), folder.resolve("none").toString()).code())
        .isEqualTo(2);
  }

  @Test
  void familiesAreListedWithTheirFields() {
    assertThat(run("families").out()).contains("gpt2  (transformers", "n_embd");
    assertThat(run("families", "--names").out().lines()).contains("gpt2", "llama");
  }

  private Path unknown(String type) throws IOException {
    Path of = Files.createDirectories(folder.resolve("unknown"));
    String text = GPT2.replace("\"gpt2\"", "\"" + type + "\"").replace("GPT2LM", "MarsLM");
    Files.writeString(of.resolve("config.json"), text);
    return of;
  }

  /** It is no error of the file, so that the exit code stays 0; nor is it called clean. */
  @ParameterizedTest
  @ValueSource(strings = {"gpt2_of_mars", "my-gpt2", "mars"})
  void anUnknownFamilyIsNamedWithTheNearest(String type) throws IOException {
    Path config = unknown(type).resolve("config.json");
    String told =
        "model_type \""
            + type
            + ("\" is of no known family" + (type.equals("mars") ? "" : "; the nearest is gpt2"));
    Run check = run("check", config.toString());
    assertThat(check.code()).isZero();
    assertThat(check.out() + check.err())
        .contains(
            told, "nothing of it was checked", "Not enough was understood to call this clean");
    for (String command : new String[] {"trace", "verify"}) {
      Run run = run(command, config.toString());
      assertThat(run.code()).as(command).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("initlint: " + config + ": " + told).hasLineCount(1);
    }
  }

  @Test
  void manyUnknownFamiliesAreToldTogether() throws IOException {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      Path of = Files.createDirectories(folder.resolve("many/" + name));
      Files.writeString(of.resolve("config.json"), "{\"model_type\": \"mars_" + name + "\"}");
    }
    Run check = run("check", folder.resolve("many").toString());
    assertThat(check.code()).isZero();
    assertThat(check.err())
        .contains("5 configurations are of no known family", " and 2 more ")
        .contains("Not enough was understood to call any of the files clean.")
        .hasLineCount(2);
  }

  @Test
  void weightsOfAnUnknownFamilyAreCheckedAlone() throws IOException {
    Path of = unknown("gpt2_of_mars");
    Files.copy(FIXTURE.resolve("model.safetensors"), of.resolve("model.safetensors"));
    Run check = run("check", of.toString());
    assertThat(check.code()).isZero();
    assertThat(check.out() + check.err()).contains("its weights are checked alone");
    Run trace = run("trace", of.toString());
    assertThat(trace.code()).isZero();
    assertThat(trace.out()).contains("weights are at initialisation: 10 of 10 large matrices");
    Run json = run("trace", of.toString(), "--format", "json");
    assertThat(json.out()).contains("\"name\": \"transformer.h.1.mlp.c_proj.weight\"");
  }

  @Test
  void aFamilysGraphIsVerifiedOnTheNativeKernels() {
    for (Path path : new Path[] {FIXTURE, FIXTURE.resolve("config.json")}) {
      Run run = run("verify", path.toString(), "--format", "json");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out())
          .contains("\"verdict\": \"confirmed\"", "\"unrun\": []", "\"kernels\": \"OpenBLAS")
          .contains("transformer.h.1.mlp.c_proj", "\"measuredInitialCrossEntropy\": 5.5");
    }
  }

  @Test
  void aConfigurationBesideNoArchitectureIsRefused() {
    Run run = run("check", model.toString(), "--config", model.resolve("config.json").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("goes with a .net file");
  }
}
