package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.finding.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitlintTest {
  private static final Path FIXTURES = Path.of("../fixtures");

  @TempDir Path temporary;

  @Test
  void aFileHasOneResult() {
    assertThat(rules(FIXTURES.resolve("models/std-one-head.onnx"), CheckOptions.defaults()))
        .contains("HEAD001");
    assertThat(
            rules(
                FIXTURES.resolve("models/std-one-head.onnx"),
                CheckOptions.defaults().withIgnore("HEAD")))
        .doesNotContain("HEAD001", "HEAD002");
    assertThat(
            rules(
                FIXTURES.resolve("models/std-one-head.onnx"),
                CheckOptions.defaults().withSelect("HEAD001").withDim("batch", 2)))
        .containsExactly("HEAD001");
  }

  @Test
  void aFolderHasOneForEachModelInOrder() throws IOException {
    assertThat(Initlint.check(temporary, CheckOptions.defaults())).isEmpty();
    Files.copy(FIXTURES.resolve("models/sound.onnx"), temporary.resolve("b.onnx"));
    Files.writeString(temporary.resolve("a.onnx"), "no model");
    Files.writeString(temporary.resolve("notes.txt"), "no model");
    Path saved = Files.createDirectory(temporary.resolve("saved"));
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(FIXTURES.resolve("folders/gpt2").resolve(name), saved.resolve(name));
    }
    List<CheckResult> results = Initlint.check(temporary, CheckOptions.defaults());
    assertThat(results)
        .extracting(CheckResult::path)
        .containsExactly(
            temporary.resolve("a.onnx").toString(),
            temporary.resolve("b.onnx").toString(),
            saved.toString());
    assertThat(results.get(0)).isInstanceOf(CheckResult.Unreadable.class);
    assertThat(results.get(1)).isInstanceOf(CheckResult.Checked.class);
  }

  @Test
  void wrongOptionsAreTold() {
    Path model = FIXTURES.resolve("models/sound.onnx");
    assertThatThrownBy(() -> Initlint.check(model, CheckOptions.defaults().withSelect("HEAD01x")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("HEAD01x");
    assertThatThrownBy(
            () -> Initlint.check(model, CheckOptions.defaults().withInput("y", "normal(0,1)")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("y");
  }

  private static List<String> rules(Path path, CheckOptions options) {
    CheckResult only = Initlint.check(path, options).get(0);
    return ((CheckResult.Checked) only).findings().stream().map(f -> f.rule()).toList();
  }
}
