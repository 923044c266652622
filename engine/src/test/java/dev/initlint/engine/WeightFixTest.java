package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFixTest {
  private static final Path FIXTURES = Path.of("..", "fixtures");
  private static final Path HEAD = FIXTURES.resolve("models/std-one-head.onnx");
  private static final Path SCORES = FIXTURES.resolve("models/attention-without-scale.onnx");

  @TempDir Path folder;

  private static EngineSettings all() {
    Set<String> rules = Rules.all().stream().map(r -> r.card().id()).collect(Collectors.toSet());
    return EngineSettings.of(rules);
  }

  private static WeightFixes.Fixed fix(Path from, Path to) {
    return (WeightFixes.Fixed) new StandardEngine().fixWeights(from, to, all(), 7);
  }

  private static List<String> rules(CheckResult result) {
    return ((CheckResult.Checked) result).findings().stream().map(Finding::rule).toList();
  }

  /** Number of bytes that differ. */
  private static int changed(Path a, Path b) throws IOException {
    byte[] x = Files.readAllBytes(a);
    byte[] y = Files.readAllBytes(b);
    assertThat(y).hasSameSizeAs(x);
    int n = 0;
    for (int i = 0; i < x.length; i++) {
      n += x[i] == y[i] ? 0 : 1;
    }
    return n;
  }

  @Test
  void aHeadOfStdOneIsRescaledOnACopyAndNothingElseOfTheFileChanges() throws IOException {
    byte[] before = Files.readAllBytes(HEAD);
    Path copy = folder.resolve("sub/fixed.onnx");
    WeightFixes.Fixed fixed = fix(HEAD, copy);
    assertThat(rules(fixed.before())).contains("HEAD001");
    assertThat(rules(fixed.after())).doesNotContain("HEAD001");
    assertThat(fixed.cured()).extracting(c -> c.finding().rule()).contains("HEAD001");
    assertThat(fixed.cured().get(0).changes().get(0)).contains(" times ");
    assertThat(Files.readAllBytes(HEAD)).isEqualTo(before);
    assertThat(changed(HEAD, copy)).isPositive();
    assertThat(new StandardEngine().check(copy, all())).isInstanceOf(CheckResult.Checked.class);
  }

  @Test
  void scoresWithoutTheirScaleAreCuredByQueriesAndKeysAlike() {
    WeightFixes.Fixed fixed = fix(SCORES, folder.resolve("s.onnx"));
    assertThat(rules(fixed.before())).contains("ATT001");
    assertThat(fixed.cured()).extracting(c -> c.finding().rule()).contains("ATT001");
    assertThat(fixed.cured().get(0).changes())
        .hasSize(2)
        .allSatisfy(c -> assertThat(c).contains("times 0.3536"));
    assertThat(rules(fixed.after())).doesNotContain("ATT001");
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path there = folder.resolve("there.onnx");
    Files.writeString(there, "mine");
    assertThatThrownBy(() -> fix(HEAD, there))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("is there already");
    assertThat(there).hasContent("mine");
    assertThatThrownBy(() -> fix(HEAD, HEAD)).hasMessageContaining("is there already");
  }

  @Test
  void whereNothingCanBeCuredNothingIsWritten() throws IOException {
    Path copy = folder.resolve("none.onnx");
    WeightFixes.Fixed fixed = fix(FIXTURES.resolve("models/sound.onnx"), copy);
    assertThat(fixed.written()).isNull();
    assertThat(copy).doesNotExist();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aFolderIsCopiedWholeAndItsTensorsAreRescaled() throws IOException {
    Path wrong = folder.resolve("wrong");
    copy(FIXTURES.resolve("folders/gpt2"), wrong);
    widen(wrong.resolve("model.safetensors"), "transformer.wte.weight", 50);
    WeightFixes.Fixed fixed = fix(wrong, folder.resolve("right"));
    assertThat(rules(fixed.before())).contains("HEAD001");
    assertThat(rules(fixed.after())).doesNotContain("HEAD001");
    assertThat(fixed.written().resolve("config.json"))
        .hasSameTextualContentAs(wrong.resolve("config.json"));
    assertThat(
            changed(
                wrong.resolve("model.safetensors"), fixed.written().resolve("model.safetensors")))
        .isPositive();
    assertThatThrownBy(() -> fix(wrong, wrong.resolve("in")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("is inside of");
    assertThat(wrong.resolve("in")).doesNotExist();
  }

  @Test
  void sourceIsNoFileOfWeights() {
    Path java = FIXTURES.resolve("java/DeepReluNetwork.java");
    assertThatThrownBy(() -> fix(java, folder.resolve("x.java")))
        .hasMessageContaining("check --fix");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path f : files.toList()) {
        Files.copy(f, to.resolve(f.getFileName()));
      }
    }
  }

  /** Multiplies the elements of a tensor of floats in place. */
  private static void widen(Path file, String tensor, float factor) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    int header = (int) b.getLong(0);
    String json = new String(bytes, 8, header, java.nio.charset.StandardCharsets.UTF_8);
    java.util.regex.Matcher m =
        java.util.regex.Pattern.compile(
                java.util.regex.Pattern.quote(tensor)
                    + "\"[^}]*data_offsets\":\\s*\\[(\\d+),\\s*(\\d+)")
            .matcher(json);
    assertThat(m.find()).isTrue();
    for (int at = Integer.parseInt(m.group(1)); at < Integer.parseInt(m.group(2)); at += 4) {
      int place = 8 + header + at;
      b.putFloat(place, b.getFloat(place) * factor);
    }
    Files.write(file, bytes);
  }

  @Test
  void numbersOfSixteenBitsAreRoundedToTheNearest() {
    assertThat(WeightWriter.half(1)).isEqualTo((short) 0x3c00);
    assertThat(WeightWriter.half(-2)).isEqualTo((short) 0xc000);
    assertThat(WeightWriter.half(65504)).isEqualTo((short) 0x7bff);
    assertThat(WeightWriter.half(65520)).isEqualTo((short) 0x7c00);
    assertThat(WeightWriter.half(5.9604645e-8f)).isEqualTo((short) 1);
    assertThat(WeightWriter.half(6.1035156e-5f)).isEqualTo((short) 0x0400);
    assertThat(WeightWriter.half(6.0975552e-5f)).isEqualTo((short) 0x03ff);
    assertThat(WeightWriter.half(1 + 1f / 2048)).isEqualTo((short) 0x3c00);
    assertThat(WeightWriter.half(1 + 3f / 2048)).isEqualTo((short) 0x3c02);
    assertThat(WeightWriter.half(2047.9f)).isEqualTo((short) 0x6800);
    assertThat(WeightWriter.half(Float.NaN)).isEqualTo((short) 0x7e00);
    assertThat(WeightWriter.brain(1)).isEqualTo((short) 0x3f80);
    assertThat(WeightWriter.brain(1 + 1f / 256)).isEqualTo((short) 0x3f80);
    assertThat(WeightWriter.brain(1 + 3f / 256)).isEqualTo((short) 0x3f82);
    assertThat(WeightWriter.brain(Float.NaN)).isEqualTo((short) 0x7fc0);
  }
}
