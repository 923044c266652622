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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands over folders as libraries save them. */
class SavedModelsTest {
  private static final String GPT2 =
      """
      {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_embd": 64, "n_head": 4,
       "n_layer": 2, "n_positions": 64, "vocab_size": 256, "initializer_range": 0.02}
      """;

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
        new Console(
            new ByteArrayInputStream(new byte[0]), out, err, false, false, true, Map.of());
    int code = new Cli(StandardEngine::new, console).run(words);
    return new Run(
        code,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        null);
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

  @Test
  void aConfigurationBesideNoArchitectureIsRefused() {
    Run run = run("check", model.toString(), "--config", model.resolve("config.json").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("goes with a .net file");
  }
}
