package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.ForwardingEngine;
import dev.initlint.engine.StandardEngine;
import dev.initlint.engine.Traced;
import dev.initlint.engine.Verified;
import dev.initlint.engine.VerifyRequest;
import dev.initlint.finding.CheckResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
          "../fixtures/java/ResidualImageNetwork.java",
          "../fixtures/folders/gpt2",
          "src/test/resources/models/bert",
          "src/test/resources/models/gpt2",
          "src/test/resources/models/constant_mlp.onnx",
          "src/test/resources/models/gcn_dense.onnx",
          "src/test/resources/models/rnn_regressor.onnx",
          "src/test/resources/models/tcn_weightnorm.onnx",
          "src/test/resources/models/post_norm.net");

  private static final Engine ENGINE = new Remembering();

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void findingsFitTheLine(int width) throws IOException {
    requireGolden("check", width, Map.of(), "check");
  }

  @Test
  void derivationsFitTheLineToo() throws IOException {
    requireGolden("check-verbose", 80, Map.of(), "check", "--verbose");
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void tracesByBlockFitTheLineAndAScreen(int width) throws IOException {
    requireGolden("trace", width, Map.of(), "trace");
    for (String model : MODELS) {
      String trace = run(Map.of(), "trace", model, "--width", String.valueOf(width));
      // Thirty lines are the table; what is assumed takes more of them where they are short.
      boolean isTwelveLayers = model.endsWith("/bert") || model.endsWith("models/gpt2");
      int most = isTwelveLayers && width >= 80 ? 40 : 46;
      assertThat(trace.lines().count()).as(model).isLessThanOrEqualTo(most);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void measuredFiguresFitTheLine(int width) throws IOException {
    requireGolden("verify", width, Map.of(), "verify");
    String told = Files.readString(GOLDEN.resolve("verify-" + width + ".txt"));
    assertThat(told.lines()).as("columns are left out, not cut").noneMatch(l -> l.endsWith("…"));
  }

  @Test
  void aSoundModelOfTwelveLayersIsToldInSevenLines() {
    for (String model : List.of("bert", "gpt2")) {
      String told = run(Map.of(), "check", "src/test/resources/models/" + model, "--width", "80");
      assertThat(told.lines().count()).as(told).isLessThanOrEqualTo(7);
    }
  }

  @Test
  void aFindingInOneLineNamesTheLineOfTheProgram() {
    String exported = MODELS.get(3);
    assertThat(run(Map.of(), "check", exported, "--format", "concise"))
        .contains("traced-hazards.onnx:h.*.attn (model.py:18): error[ATT001 ");
  }

  @Test
  void oneBlockIsTracedValueByValue() {
    String exported = MODELS.get(3);

    assertThat(run(Map.of(), "trace", exported, "--block", "h.1"))
        .contains("  softmax_1 ")
        .doesNotContain("  softmax_2 ");
    assertThat(run(Map.of(), "trace", exported, "--block", "h.7"))
        .isEqualTo("initlint: the model has no block h.7; it has h.0, h.1, h.2\n");
  }

  @Test
  void everyValueIsALineOfCsv() {
    List<String> lines = run(Map.of(), "trace", MODELS.get(3), "--format", "csv").lines().toList();

    assertThat(lines.get(0)).startsWith("name,op,node,module,block,shape,mean,secondMoment,");
    assertThat(lines).anyMatch(l -> l.startsWith("softmax_1,Softmax,node_softmax_1,h.1.attn,h.1,"));
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
    new Cli(() -> ENGINE, console).run(arguments);
    boolean refused = err.toString(StandardCharsets.UTF_8).startsWith("initlint: ");
    return (refused ? err : out).toString(StandardCharsets.UTF_8);
  }

  /** What is told differs with the width, and what is found does not: it is found once. */
  private static final class Remembering extends ForwardingEngine {
    private final Map<List<Object>, CheckResult> checked = new HashMap<>();
    private final Map<List<Object>, Traced> traced = new HashMap<>();

    Remembering() {
      super(new StandardEngine());
    }

    @Override
    public synchronized CheckResult check(Path file, EngineSettings settings) {
      return checked.computeIfAbsent(List.of(file, settings), key -> engine.check(file, settings));
    }

    /** Told as a run would be, with figures beside predictions that no machine's rounding moves. */
    @Override
    public Verified verify(Path file, EngineSettings settings, VerifyRequest request) {
      return new Verified.Model(
          Replayed.beside(((Traced.Model) trace(file, settings)).trace()), List.of());
    }

    @Override
    public synchronized Traced trace(Path file, EngineSettings settings) {
      return traced.computeIfAbsent(List.of(file, settings), key -> engine.trace(file, settings));
    }
  }
}
