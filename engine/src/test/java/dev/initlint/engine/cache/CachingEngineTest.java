package dev.initlint.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.Basis;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.StandardEngine;
import dev.initlint.finding.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kept result is what the work would give, or it is not given. */
class CachingEngineTest {
  private static final Path MODELS = Path.of("../fixtures/models");

  @TempDir Path folder;

  private final CountingEngine counting = new CountingEngine();
  private final AtomicInteger worked = counting.worked;
  private final Set<String> rules =
      counting.rules().stream().map(RuleInfo::id).collect(Collectors.toSet());
  private Path model;

  @BeforeEach
  void copy() throws IOException {
    model = Files.copy(MODELS.resolve("std-one-head.onnx"), folder.resolve("m.onnx"));
  }

  @Test
  void aResultIsWhatItWasInEveryPart() {
    CheckResult first = checked(EngineSettings.of(rules));
    CheckResult second = checked(EngineSettings.of(rules));
    assertThat(worked).hasValue(1);
    assertThat(second).isEqualTo(first);
    assertThat(((CheckResult.Checked) second).findings()).isNotEmpty();
  }

  @Test
  void anotherContentSettingOrNameIsAnotherResult() throws IOException {
    checked(EngineSettings.of(rules));
    checked(EngineSettings.of(Set.of("HEAD001")));
    checked(EngineSettings.of(rules).sized(Map.of("batch", 2L)));
    checked(EngineSettings.of(rules).usually(Map.of("input_ids", "tokens(3)")));
    assertThat(worked).hasValue(4);
    Files.copy(
        MODELS.resolve("sound.onnx"), model, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    CheckResult other = checked(EngineSettings.of(rules));
    assertThat(worked).hasValue(5);
    assertThat(other).isEqualTo(new StandardEngine().check(model, EngineSettings.of(rules)));
    model = Files.copy(model, folder.resolve("n.onnx"));
    checked(EngineSettings.of(rules));
    assertThat(worked).hasValue(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 65_535, 65_536, 65_537, 131_000, 131_079})
  void everyByteAndTheLengthCount(int at) throws IOException {
    byte[] bytes = new byte[131_080];
    model = Files.write(folder.resolve("b.onnx"), bytes);
    byte[] before = content();
    bytes[at] ^= 1;
    Files.write(model, bytes);
    assertThat(content()).isNotEqualTo(before);
    bytes[at] ^= 1;
    Files.write(model, java.util.Arrays.copyOf(bytes, bytes.length - 1 - at % 9));
    assertThat(content()).isNotEqualTo(before);
    Files.write(model, bytes);
    assertThat(content()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65_528, 65_529, 65_533, 65_535, 65_536, 70_000})
  void externalDataIsSeenWhereverItIsMentioned(int at) throws IOException {
    String text = "x".repeat(at) + "location" + "y".repeat(9);
    model = Files.writeString(folder.resolve("e.onnx"), text);
    assertThat(Content.of(basis())).as("no entry that says where").isEmpty();
    Files.writeString(model, text.replace("cation", "cetion"));
    assertThat(Content.of(basis())).isPresent();
    String entry = "z\20\n\10location\22\4d.bi" + "y".repeat(9);
    Files.writeString(model, "x".repeat(at) + entry);
    byte[] without = content();
    Files.writeString(folder.resolve("d.bi"), "1");
    byte[] one = content();
    Files.writeString(folder.resolve("d.bi"), "2");
    assertThat(content()).isNotEqualTo(one).isNotEqualTo(without);
  }

  /** Nothing that a file says may make the cache believe in fewer files than its reader reads. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\20\n\10location\22\5../di",
        "\20\n\10location\22\4/d.b",
        "\14\n\10location\22\0",
        "\21\n\10location\22\4d.bi",
        "\20\n\10location\32\4d.bi",
        "\20\n\11location\22\4d.bi",
        "\20\n\10location\22\177d.bi"
      })
  void anEntryThatIsNotPlainIsNotKept(String entry) throws IOException {
    model = Files.writeString(folder.resolve("e.onnx"), "xyz" + entry);
    assertThat(Content.of(basis())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 40, -1})
  void aDamagedEntryIsWorkedOutAnew(int at) throws IOException {
    CheckResult first = checked(EngineSettings.of(rules));
    Path entry = entries().get(0);
    byte[] bytes = Files.readAllBytes(entry);
    if (at < 0) {
      bytes[bytes.length - 1] ^= 1;
      Files.write(entry, bytes);
    } else {
      Files.write(entry, java.util.Arrays.copyOf(bytes, at));
    }
    assertThat(checked(EngineSettings.of(rules))).isEqualTo(first);
    assertThat(worked).hasValue(2);
    assertThat(checked(EngineSettings.of(rules))).isEqualTo(first);
    assertThat(worked).hasValue(2);
  }

  @Test
  void manyRunsMayShareAFolder() {
    CheckResult expected = new StandardEngine().check(model, EngineSettings.of(rules));
    List<CompletableFuture<CheckResult>> runs =
        IntStream.range(0, 16)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> checked(EngineSettings.of(rules))))
            .toList();
    assertThat(runs).allMatch(r -> r.join().equals(expected));
    assertThat(entries()).hasSize(1);
  }

  @Test
  void itStaysWithinItsBounds() {
    for (int i = 1; i <= 5; i++) {
      checked(EngineSettings.of(rules).sized(Map.of("batch", (long) i)));
    }
    new ResultCache(folder.resolve("cache"), "").prune(2);
    assertThat(entries()).hasSize(2);
  }

  private CheckResult checked(EngineSettings settings) {
    try (CachingEngine engine = new CachingEngine(counting, folder.resolve("cache"))) {
      return engine.check(model, settings);
    }
  }

  private Basis basis() {
    return counting.basis(model, EngineSettings.of(rules)).orElseThrow();
  }

  private byte[] content() throws IOException {
    return Content.of(basis()).orElseThrow().bytes();
  }

  private List<Path> entries() {
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
