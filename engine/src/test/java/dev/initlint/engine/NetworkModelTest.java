package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that are written down are checked as any other model. */
class NetworkModelTest {
  private static final String ATTENTION =
      """
      x = input(4, 32, 64)
      q = linear(x, 64, normal(0, 0.125))
      k = linear(x, 64, normal(0, 0.125))
      v = linear(x, 64, normal(0, 0.125))
      y = attention(q, k, v%s)
      """;

  private final StandardEngine engine = new StandardEngine();
  private final EngineSettings all =
      EngineSettings.of(Set.of("ATT001", "INIT015", "TRAIN001", "HEAD001"));
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("example.net");
  }

  private CheckResult.Checked checked(String text) throws IOException {
    Files.writeString(file, text);
    return (CheckResult.Checked) engine.check(file, all);
  }

  @Test
  void aFindingPointsAtTheLine() throws IOException {
    Finding f = checked(ATTENTION.formatted("")).findings().get(0);

    assertThat(f.rule()).isEqualTo("ATT001");
    assertThat(f.location().path()).isEqualTo(file.toString());
    assertThat(f.location().line()).isEqualTo(5);
    assertThat(f.fix().checked()).isTrue();
    assertThat(checked(ATTENTION.formatted(", scale=0.125")).findings()).isEmpty();
  }

  @Test
  void itsTrainingAndItsNarrowerSelfAreHeard() throws IOException {
    String wide =
        "x = input(8, 16)\nh = relu(linear(x, %d, normal(0, 0.25)))\n"
            + "y = linear(h, 10, normal(0, %s))\n";
    String text = wide.formatted(256, "0.0625") + "beside\n" + wide.formatted(64, "0.125");

    assertThat(checked(text).findings()).extracting(Finding::rule).contains("INIT015");
    assertThat(checked("train optimizer=adam lr=1e-3\n" + text).findings())
        .extracting(Finding::rule)
        .contains("INIT015");
  }

  @Test
  void aFaultIsToldWithLineAndColumn() throws IOException {
    Files.writeString(file, "x = input(4, 64)\ny = linear(z, 3, zeros)\n");
    CheckResult.Unreadable u = (CheckResult.Unreadable) engine.check(file, all);

    assertThat(u.reason()).isEqualTo("line 2, column 12: nothing is called z above this line");
  }

  @Test
  void aConfigurationGoesWithAnArchitectureAndNotWithANetwork() throws IOException {
    Files.writeString(file, ATTENTION.formatted(""));

    assertThatThrownBy(() -> engine.check(file, all.with(folder)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("begins \"family NAME: TITLE\"");
  }
}
