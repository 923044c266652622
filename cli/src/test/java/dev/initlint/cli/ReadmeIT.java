package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs what README.md tells its reader to type. A fenced {@code sh} block is run as it stands in
 * the root of the repository and must exit with 0, or with N where {@code <!-- exits N -->} stands
 * above it; a fenced {@code text} block right below it is what standard output must be.
 */
class ReadmeIT {
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:<!-- exits (\\d) -->\n)?```sh\n(.*?)```\n(?:\n?```text\n(.*?)```\n)?",
          Pattern.DOTALL);

  /** One block of the README. */
  private record Example(String commands, int code, String output) {
    static List<Example> all(String readme) {
      return BLOCK.matcher(readme).results().map(Example::of).toList();
    }

    private static Example of(MatchResult block) {
      int code = block.group(1) == null ? 0 : Integer.parseInt(block.group(1));
      return new Example(block.group(2), code, block.group(3));
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCommandDoesWhatTheReadmeSays() throws IOException {
    String readme = Files.readString(Shell.root().resolve("README.md"));
    List<Example> examples = Example.all(readme);
    assertThat(examples).isNotEmpty();
    return examples.stream().map(e -> DynamicTest.dynamicTest(e.commands().strip(), () -> run(e)));
  }

  @Test
  void blocksAreFoundWithTheirExpectations() {
    assertThat(
            Example.all(
                "x\n\n```sh\na\n```\n\n```text\nout\n```\n\n<!-- exits 1 -->\n```sh\nb\n```\n"))
        .containsExactly(new Example("a\n", 0, "out\n"), new Example("b\n", 1, null));
  }

  private static void run(Example example) {
    Shell run = Shell.run(Shell.root(), Shell.packaged(), "sh", "-u", "-c", example.commands());
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(example.code());
    if (example.output() != null) {
      assertThat(run.out()).isEqualTo(example.output());
    }
  }
}
