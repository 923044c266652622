package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.StandardEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reports on small real models at three widths, kept in files; {@code -Dupdate-golden=true} writes
 * them anew.
 */
class WidthTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static final List<String> MODELS =
      List.of(
          "../fixtures/models/std-one-head.onnx",
          "../fixtures/models/attention-without-scale.onnx",
          "../fixtures/models/sound.onnx",
          "../fixtures/exported/traced-hazards.onnx",
          "../fixtures/exported/scripted-hazards.onnx",
          "../fixtures/java/DeepReluNetwork.java",
          "../fixtures/folders/gpt2");

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void findingsFitTheLine(int width) throws IOException {
    requireGolden("check", width, Map.of(), "check");
  }

  @Test
  void derivationsFitTheLineToo() throws IOException {
    requireGolden("check-verbose", 80, Map.of(), "check", "--verbose");
  }

  @Test
  void theWidthOfTheTerminalIsTaken() {
    String narrow = run(Map.of("COLUMNS", "60"), "check", MODELS.get(0));

    assertThat(narrow).isEqualTo(run(Map.of(), "check", MODELS.get(0), "--width", "60"));
    assertThat(narrow.lines()).allMatch(l -> l.length() <= 60);
  }

  @Test
  void aWidthThatIsNoneIsToldSo() {
    assertThat(run(Map.of(), "check", MODELS.get(0), "--width", "wide"))
        .isEqualTo("initlint: --width wide: give a number of columns from 40, or none\n");
  }

  private static void requireGolden(
      String name, int width, Map<String, String> environment, String... command)
      throws IOException {
    StringBuilder all = new StringBuilder();
    for (String model : MODELS) {
      String[] arguments = java.util.Arrays.copyOf(command, command.length + 3);
      arguments[command.length] = model;
      arguments[command.length + 1] = "--width";
      arguments[command.length + 2] = String.valueOf(width);
      all.append(run(environment, arguments)).append('\n');
    }
    assertThat(all.toString().lines())
        .allMatch(
            l ->
                l.codePointCount(0, l.length()) <= width
                    || !l.replaceFirst("^[ |=]+", "").contains(" "));
    Path golden = GOLDEN.resolve(name + "-" + width + ".txt");
    if (Boolean.getBoolean("update-golden")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, all);
    }
    assertThat(all.toString()).isEqualTo(Files.readString(golden));
  }

  /** The report, or why there is none. */
  private static String run(Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]), out, err, false, false, true, environment);
    new Cli(StandardEngine::new, console).run(arguments);
    boolean refused = err.toString(StandardCharsets.UTF_8).startsWith("initlint: ");
    return (refused ? err : out).toString(StandardCharsets.UTF_8);
  }
}
