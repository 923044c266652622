package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a command line is what its one sentence says. */
class WrongUsageTest {
  @TempDir Path folder;

  private static String told(String... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.code()).isEqualTo(ExitCode.UNUSABLE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("initlint: ").hasLineCount(1);
    return run.err().strip().substring("initlint: ".length());
  }

  /** Also where a path or an option that is asked for is missing, as behind a mistyped name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "check",
        "trace",
        "verify",
        "scale",
        "fix",
        "report",
        "diff",
        "gain",
        "rule",
        "rules",
        "families",
        "config",
        "init",
        "version"
      })
  void anUnknownOptionIsNamed(String command) {
    assertThat(told(command, "--nosuch")).startsWith("Unknown option: '--nosuch'");
    assertThat(told(command, "--nosuch=3")).startsWith("Unknown option: '--nosuch=3'");
  }

  @ParameterizedTest
  @CsvSource({
    "check, --formt, --format",
    "trace, --explian, --explain",
    "report, --outptu, --output",
    "scale, --varry, --vary"
  })
  void theNearestOptionIsOffered(String command, String typed, String meant) {
    assertThat(told(command, typed, "x"))
        .isEqualTo("Unknown option: '" + typed + "'; did you mean " + meant + "?");
  }

  @Test
  void whatIsMissingIsToldWhereEveryOptionIsKnown() {
    assertThat(told("check", "-qf", "json")).isEqualTo("Missing required parameter: 'PATH'");
    assertThat(told("report", "m.onnx", "-q")).contains("--output");
    assertThat(told("scale", "m.onnx")).contains("--vary");
  }

  @ParameterizedTest
  @CsvSource({"trace, m.onnx", "gain, gelu"})
  void oneArgumentTooManyIsNamed(String command, String first) {
    assertThat(told(command, first, "another"))
        .isEqualTo("'another' is more than " + command + " takes");
  }

  @Test
  void anEmptyPathIsNotTheFolderOneIsIn() {
    assertThat(told("check", "")).isEqualTo("a path is empty, as of a variable that is not set");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksThatAreNamedAreFollowedAndDeadOnesTold() throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    Files.writeString(models.resolve("m.onnx"), "error");
    // One that leads in a circle must not be walked for ever.
    Files.createSymbolicLink(models.resolve("circle"), models);
    Path link = Files.createSymbolicLink(folder.resolve("link"), models);
    assertThat(Run.of("check", link.toString(), "-f", "concise").out())
        .startsWith(link.resolve("m.onnx") + ":/Softmax: error[")
        .hasLineCount(1);
    Path dead = Files.createSymbolicLink(folder.resolve("dead.onnx"), folder.resolve("gone"));
    assertThat(told("check", dead.toString())).endsWith("gone, which is not there");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aNameOfSeveralLinesIsToldInOne() {
    assertThat(told("check", "a\nb\u001b[31m.onnx"))
        .isEqualTo("a\\u{a}b\\u{1b}[31m.onnx: there is no such file or folder");
  }
}
