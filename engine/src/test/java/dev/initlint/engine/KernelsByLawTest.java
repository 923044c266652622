package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Convolutions of a configuration have no elements, only laws that they are drawn from. */
class KernelsByLawTest {
  @Test
  void convolutionsThatAreKnownByTheirLawsAreFollowed(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("config.json"),
            "{\"architectures\": [\"ConvNextModel\"], \"model_type\": \"convnext\","
                + " \"depths\": [1, 1, 1, 1], \"hidden_sizes\": [16, 32, 32, 32]}");
    CheckResult.Checked result =
        (CheckResult.Checked) new StandardEngine().check(file, EngineSettings.of(Set.of()));
    assertThat(result.coverage().values()).isPositive();
    assertThat(result.coverage().unknown()).isEmpty();
  }
}
