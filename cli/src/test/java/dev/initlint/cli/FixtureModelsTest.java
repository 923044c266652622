package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Parsed;
import dev.initlint.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The committed fixtures are what their generator makes; {@code -Dupdate-golden} writes them. */
class FixtureModelsTest {
  private static final Path FOLDER = Shell.root().resolve("fixtures/models");

  @Test
  void theFilesAreWhatTheGeneratorMakes() throws IOException {
    Map<String, byte[]> models =
        Map.of(
            "sound.onnx", FixtureModels.sound(),
            "std-one-head.onnx", FixtureModels.stdOneHead(),
            "attention-without-scale.onnx", FixtureModels.attentionWithoutScale());
    for (Map.Entry<String, byte[]> model : models.entrySet()) {
      Path file = FOLDER.resolve(model.getKey());
      if (Boolean.getBoolean("update-golden")) {
        Files.createDirectories(FOLDER);
        Files.write(file, model.getValue());
      }
      assertThat(file).hasBinaryContent(model.getValue());
      assertThat(OnnxReader.read(file)).isInstanceOf(Parsed.Model.class);
    }
  }
}
