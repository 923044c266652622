package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.StandardEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real runs of the small model in {@code fixtures/models}. */
class VerifyCommandTest {
  private static final String MODEL =
      Shell.root().resolve("fixtures/models/std-one-head.onnx").toString();

  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {}

  @Test
  void theVerdictComesFirstThenTheWorstFigures() {
    Outcome run = verify(MODEL);
    assertThat(run.code()).isBetween(0, 1);
    assertThat(run.out().lines().findFirst().orElseThrow())
        .startsWith(MODEL + (run.code() == 0 ? ": confirmed: " : ": contradicted: "));
    assertThat(run.out())
        .containsPattern("\nthe 20 worst of \\d+, each figure once \\(--all shows all\\)\n")
        .contains("\nattention\n", "/blocks.0/attn/Softmax", "\noutputs\n");
    assertThat(run.err())
        .matches("measured over 4 input draws of 1 weight draw in .* s on \\d+ threads?, .*\n");
    assertThat(verify(MODEL, "--all", "-q").err()).isEmpty();
  }

  @Test
  void jsonHasMeasuredFiguresBesidePredictedOnes() {
    String json = verify(MODEL, "--format", "json", "--draws", "8").out();
    assertThat(figure(json, "logits", "secondMoment")).isBetween(60.0, 68.0);
    assertThat(figure(json, "logits", "measuredSecondMoment")).isBetween(58.0, 70.0);
    assertThat(figure(json, "logits", "measuredGradientSecondMoment")).isBetween(0.9, 1.1);
    assertThat(figure(json, "lm_head.weight", "measuredGradientSecondMoment"))
        .isBetween(200.0, 300.0);
    assertThat(json)
        .containsPattern("\"initialCrossEntropy\": [\\d.]+.*\"measuredInitialCrossEntropy\": 2")
        .containsPattern("\"logitStd\": [\\d.]+.*\"measuredLogitStd\": [01]\\.")
        .containsPattern("\"verdict\": \"(confirmed|contradicted)\"")
        .contains("\"unrun\": []", "\"seconds\": ", "\"threads\": ", "\"complete\": true");
  }

  @Test
  void nativeKernelsComputeTheProducts() {
    assertThat(verify(MODEL, "--format", "json").out()).contains("\"kernels\": \"OpenBLAS, sums");
  }

  @Test
  void zipfTokensRepeatMoreThanUniformOnes() {
    String uniform = verify(MODEL, "--format", "json").out();
    String zipf = verify(MODEL, "--format", "json", "--tokens", "zipf").out();
    String embedding = "/embedding/Gather_output_0";
    assertThat(figure(zipf, embedding, "measuredTokenOverlap"))
        .isGreaterThan(2 * figure(uniform, embedding, "measuredTokenOverlap"));
  }

  @Test
  void weightsAreDrawnAnewOnRequest() {
    Outcome run = verify(MODEL, "--redraw", "--seeds", "2", "--draws", "1");
    assertThat(run.err()).contains("1 input draw of 2 weight draws");
  }

  @Test
  void storedWeightsAreHeldAgainstOthersUnlessTheyAloneAreAskedFor() {
    assertThat(verify(MODEL, "--seeds", "3").out().replaceAll("\\s+", " "))
        .contains("the figures are means over 3 draws of the weights")
        .contains("; what follows them is of the stored draw");
    assertThat(verify(MODEL, "--seeds", "1").out()).doesNotContain("draws of the weights");
    String definition = Shell.root().resolve("fixtures/java/DeepReluNetwork.java").toString();
    Outcome run = verify(definition, "--seeds", "3");
    assertThat(run.err()).startsWith("measured over 1 input draw of 3 weight draws");
    assertThat(run.out()).startsWith(definition + ": ").contains(" figures ");
  }

  @Test
  void theFiguresOfOneOfSeveralModelsSayWhichOneItIs(@TempDir Path folder) throws IOException {
    String net =
        """
          SequentialBlock %s() {
            SequentialBlock net = new SequentialBlock();
            net.add(Linear.builder().setUnits(%d).build());
            net.initialize(null, DataType.FLOAT32, new Shape(4, 64));
            return net;
          }
        """;
    Path file =
        Files.writeString(
            folder.resolve("Nets.java"),
            """
            import ai.djl.ndarray.types.*;
            import ai.djl.nn.*;
            import ai.djl.nn.core.Linear;

            class Nets {
            """
                + net.formatted("small", 16)
                + net.formatted("large", 32)
                + "}\n");
    assertThat(verify(file.toString(), "--seeds", "2").out())
        .contains(
            "remark: these figures are of Nets.small:7; for the others name one with --model");
    assertThat(verify(file.toString(), "--seeds", "2", "--model", "Nets.large").out())
        .contains("remark: Nets.large:13: 2 of 2 parameters resolved");
  }

  @Test
  void theBatchShrinksToTheMemory() {
    String text = verify(MODEL, "--dim", "batch=512", "--memory", "64m", "--seeds", "1").out();
    assertThat(text).containsPattern("remark: the batch is \\d+ instead of 512 to fit memory");
    Outcome refused = verify(MODEL, "--memory", "100k");
    assertThat(refused.err())
        .containsPattern("the model needs \\d+ MB and may use 1 MB; raise --memory");
  }

  @Test
  void anInputIsReadFromAFile() throws IOException {
    Path ids = folder.resolve("ids.npy");
    Files.write(ids, npy("<i8", "(2, 16)", 2 * 16 * 8));
    String input = "input_ids=" + ids;
    String json = verify(MODEL, "--format", "json", "--input", input).out();
    // Every token is the first row of the table, so that positions do not differ.
    assertThat(json).contains("\"shape\": [2, 16, 128]");
    assertThat(figure(json, "/embedding/Gather_output_0", "measuredTokenOverlap"))
        .isEqualTo(
            figure(json, "/embedding/Gather_output_0", "measuredSecondMoment"),
            org.assertj.core.api.Assertions.within(1e-6));
  }

  @Test
  void damagedInputFilesAreOneSentence() throws IOException {
    byte[] whole = npy("<i8", "(2, 16)", 2 * 16 * 8);
    assertUnusable(data(Arrays.copyOf(whole, whole.length - 1)), "cut short or damaged");
    assertUnusable(data("no array at all".getBytes(StandardCharsets.UTF_8)), "no .npy file");
    assertUnusable(data(npy("<i8", "(0, 16)", 0)), "holds no element");
    assertUnusable(data(npy("<i8", "(2, 2, 8)", 256)), "has the shape [batch, sequence]");
    byte[] half = npy("<f4", "(1, 1)", 4);
    half[half.length - 1] = 0x3f;
    assertUnusable(data(half), "holds integers");
    byte[] nan = npy("<f4", "(1, 1)", 4);
    Arrays.fill(nan, nan.length - 4, nan.length, (byte) -1);
    assertUnusable(data(nan), "NaN or infinity");
    assertUnusable(List.of("--input", "input_ids=/no/such.npy"), "cannot be read");
    assertUnusable(List.of("--input", "x=" + folder.resolve("0.npy")), "no input \"x\"");
  }

  @ParameterizedTest
  @CsvSource({
    "--draws, 0, --draws 0: give 1 or more",
    "--seeds, -1, --seeds -1: give 1 or more",
    "--threads, 0, --threads 0: give 1 or more",
    "--memory, much, --memory much: give a size such as 800m or 6g",
    "--memory, 99999999t, --memory 99999999t: give a size",
    "--memory, 100k, raise --memory",
    "--tokens, heavy, --tokens",
    "--input, input_ids=uniform, 'give normal(MEAN,STD) or tokens(V)'",
    "--nonsense, 1, --nonsense"
  })
  void wrongOptionsAreOneSentence(String option, String value, String sentence) {
    assertUnusable(List.of(option, value), sentence);
  }

  @Test
  void aDamagedModelIsOneSentence() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.onnx"), "no model");
    Outcome run = verify(bad.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("initlint: ").contains("bad.onnx").hasLineCount(1);
  }

  @Test
  void findingsAreMeasured() {
    Outcome run = run("check", MODEL, "--verify", "--format", "json");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("\"quantity\": \"variance of the logits\".*\"measured\": 6\\d\\.");
  }

  @Test
  void sizes() {
    assertThat(MeasureOptions.bytes("800m")).isEqualTo(800L << 20);
    assertThat(MeasureOptions.bytes("6GiB")).isEqualTo(6L << 30);
    assertThat(MeasureOptions.bytes("4096")).isEqualTo(4096);
  }

  private static void assertUnusable(List<String> options, String sentence) {
    List<String> words = new ArrayList<>(List.of(MODEL));
    words.addAll(options);
    Outcome run = verify(words.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("initlint: ").contains(sentence).hasLineCount(1);
  }

  private List<String> data(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(folder, "x", ".npy");
    return List.of("--input", "input_ids=" + Files.write(file, bytes));
  }

  /** An array of zeros. */
  private static byte[] npy(String type, String shape, int bytes) {
    byte[] header =
        ("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer all = ByteBuffer.allocate(10 + header.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    all.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    return all.putShort((short) header.length).put(header).array();
  }

  /** A field of the first row of that name that has it. */
  private static double figure(String json, String name, String field) {
    Matcher m =
        Pattern.compile("\"name\": \"" + Pattern.quote(name) + "\".*?\"" + field + "\": ([^,}]+)")
            .matcher(json);
    assertThat(m.find()).as(name + " " + field).isTrue();
    return Double.parseDouble(m.group(1));
  }

  private static Outcome verify(String... words) {
    List<String> all = new ArrayList<>(List.of("verify"));
    all.addAll(List.of(words));
    return run(all.toArray(String[]::new));
  }

  private static Outcome run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(InputStream.nullInputStream(), out, err, false, false, true, Map.of());
    int code = new Cli(StandardEngine::new, console).run(words);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
