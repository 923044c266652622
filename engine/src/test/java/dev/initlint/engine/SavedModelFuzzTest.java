package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.testkit.FuzzRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged folders end as a model or as one sentence that names the file at fault, whatever the
 * damage; nothing is thrown.
 */
class SavedModelFuzzTest {
  private static final long NANOS = 9_000_000_000L;
  private static final int MUTANTS = 4_000;
  private static final int FEWEST = 100;

  /** One mutant of so many is followed to its end, which takes a hundred times as long. */
  private static final int FOLLOWED = 400;

  private static final EngineSettings SETTINGS = EngineSettings.of(Set.of());
  private static final Path FIXTURE = Path.of("..", "fixtures", "folders", "gpt2");

  /** Extents that are mutated stay cheap; those far beyond are refused before anything is built. */
  private static final String[] VALUES = {
    "0",
    "-1",
    "3",
    "1.5",
    "1e7",
    "1e400",
    "-0.0",
    "NaN",
    "Infinity",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "1000000000000",
    "null",
    "true",
    "\"x\"",
    "\"\\u0000\\ud800\"",
    "[]",
    "{}",
    "[1,[2,{\"a\":null}]]",
    "\"gelu\"",
    "\"gpt2_of_mars\"",
    "\"float8\"",
    "",
    "[".repeat(70) + "]".repeat(70),
    "{\"a\":".repeat(3000),
    "9".repeat(500),
    "\"" + "y".repeat(5000) + "\"",
  };

  private static final Pattern VALUE = Pattern.compile("(?<=: )[^\\n\\[]+?(?=,?\\n)");

  /** Sound, and slow: so many layers are followed one by one. */
  private static final Pattern DEEP = Pattern.compile("\"n_layer\": *\\d{2,3}\\b");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  @TempDir Path folder;
  private final StandardEngine engine = new StandardEngine();
  private final FuzzRun length = FuzzRun.of(MUTANTS, NANOS, 20_261_127);
  private final Random random = new Random(length.seed());
  private Path config;
  private Path weights;
  private int models;
  private int refused;

  @BeforeEach
  void sound() throws IOException {
    config = Files.copy(FIXTURE.resolve("config.json"), folder.resolve("config.json"));
    weights = folder.resolve("model.safetensors");
  }

  @Test
  void damagedConfigurations() throws IOException {
    String seed = Files.readString(config).replace("\"n_layer\": 2", "\"n_layer\": 1");
    run(() -> Files.write(config, configuration(seed)), "config.json");
  }

  @Test
  void damagedWeightsBesideASoundConfiguration() throws IOException {
    byte[] seed = Files.readAllBytes(FIXTURE.resolve("model.safetensors"));
    run(() -> Files.write(weights, weights(seed)), "model.safetensors");
  }

  private interface Damage {
    void write() throws IOException;
  }

  /** Reads the folder or the damaged file alone, as both can be named. */
  private void run(Damage damage, String file) throws IOException {
    long start = System.nanoTime();
    for (int i = 0; length.goesOn(i, start); i++) {
      damage.write();
      Path damaged = folder.resolve(file);
      try {
        read(i % 2 == 0 ? folder : damaged, file);
        if (i % FOLLOWED == 0) {
          check(folder, file);
        }
      } catch (RuntimeException | Error e) {
        Path kept = Files.createTempFile("mutant", file);
        Files.write(kept, Files.readAllBytes(damaged));
        throw new AssertionError("mutant " + i + ", kept as " + kept, e);
      }
    }
    System.out.println(models + " mutants of " + file + " are models, " + refused + " are not");
    assertThat(models + refused).as("mutants in time").isGreaterThan(FEWEST);
    assertThat(models).as("mutants that are models").isGreaterThan(FEWEST / 20);
    assertThat(refused).as("mutants that are not").isGreaterThan(FEWEST / 20);
  }

  private void read(Path path, String file) {
    ReadFile result = new HubModels().read(path, SETTINGS);
    if (result instanceof ReadFile.Unreadable u) {
      refused++;
      refusal(path, file, u.reason());
    } else {
      models++;
      ReadFile.Models m = (ReadFile.Models) result;
      m.remarks().forEach(SavedModelFuzzTest::sentence);
      m.models().forEach(x -> x.remarks().forEach(SavedModelFuzzTest::sentence));
    }
  }

  private void check(Path path, String file) {
    CheckResult result = engine.check(path, SETTINGS);
    if (result instanceof CheckResult.Unreadable u) {
      refusal(path, file, u.reason());
    } else {
      assertThat(result).isInstanceOf(CheckResult.Checked.class);
      CheckResult.Checked c = (CheckResult.Checked) result;
      sentence(c.verdict());
      c.remarks().forEach(SavedModelFuzzTest::sentence);
    }
  }

  /** The file that was named stands before the sentence; another is named in it. */
  private static void refusal(Path path, String file, String reason) {
    assertThat(path.endsWith(file) || reason.contains(file)).as("names it: " + reason).isTrue();
    sentence(reason);
  }

  private static void sentence(String text) {
    assertThat(text)
        .isNotBlank()
        .hasSizeLessThan(800)
        .doesNotContain("java.", "Exception", "com.fasterxml", "defect");
    assertThat(text.chars().noneMatch(c -> c < ' ' || c == 0x7f)).as(text).isTrue();
  }

  private byte[] configuration(String seed) {
    List<String> found = VALUE.matcher(seed).results().map(r -> r.group()).toList();
    String text = seed;
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      text =
          switch (random.nextInt(5)) {
            case 0, 1 -> replaced(text, VALUE, any(VALUES));
            case 2 -> replaced(text, VALUE, found.get(random.nextInt(found.size())));
            case 3 -> repeatedLine(text);
            default -> text;
          };
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] mutant = random.nextInt(3) == 0 ? bytesDamaged(bytes, 0, bytes.length) : bytes;
    String shown = new String(mutant, StandardCharsets.UTF_8);
    return DEEP.matcher(shown).find() ? seed.getBytes(StandardCharsets.UTF_8) : mutant;
  }

  private String any(String... of) {
    return of[random.nextInt(of.length)];
  }

  private String repeatedLine(String text) {
    String[] lines = text.split("\n");
    int at = random.nextInt(lines.length);
    lines[at] = lines[at] + "\n" + lines[random.nextInt(lines.length)];
    return String.join("\n", lines);
  }

  private String replaced(String text, Pattern what, String with) {
    List<java.util.regex.MatchResult> places = what.matcher(text).results().toList();
    if (places.isEmpty()) {
      return text;
    }
    var at = places.get(random.nextInt(places.size()));
    return text.substring(0, at.start()) + with + text.substring(at.end());
  }

  /** The header as text that is written anew, or the file's bytes. */
  private byte[] weights(byte[] seed) {
    int length = (int) ByteBuffer.wrap(seed).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (random.nextInt(3) == 0) {
      return bytesDamaged(seed, 0, 8 + length);
    }
    String header = new String(seed, 8, length, StandardCharsets.UTF_8);
    String damaged =
        switch (random.nextInt(7)) {
          case 0 ->
              replaced(header, NUMBER, any("0", "9223372036854775807", "9223372036854775808"));
          case 1 -> replaced(header, NUMBER, Integer.toString(random.nextInt(600_000)));
          case 2 -> replaced(header, Pattern.compile("F32"), any("F64", "BF16", "I8", "F4", "Q9"));
          case 3 -> header.replaceFirst("\\{", "{" + entry(header) + ",");
          case 4 ->
              replaced(
                  header, Pattern.compile("[{}\\[\\],:\"]"), any("", "{", "]", ",,", "\u0000"));
          case 5 -> replaced(header, NUMBER, "[".repeat(200) + "]".repeat(200));
          default ->
              replaced(header, Pattern.compile("\\.(weight|bias)"), any("", ".bias", "\\u001b[2J"));
        };
    byte[] json = damaged.getBytes(StandardCharsets.UTF_8);
    byte[] data = Arrays.copyOfRange(seed, 8 + length, seed.length);
    long claimed =
        switch (random.nextInt(8)) {
          case 0 -> Long.MIN_VALUE;
          case 1 -> 100_000_000;
          case 2 -> random.nextInt(seed.length);
          default -> json.length;
        };
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(claimed)
        .put(json)
        .put(data)
        .array();
  }

  /** One tensor's entry, to stand there twice. */
  private String entry(String header) {
    List<String> entries =
        Pattern.compile("\"[^\"]+\":\\{\"dtype\"[^}]+\\}")
            .matcher(header)
            .results()
            .map(r -> r.group())
            .toList();
    return java.util.regex.Matcher.quoteReplacement(entries.get(random.nextInt(entries.size())));
  }

  private byte[] bytesDamaged(byte[] seed, int from, int to) {
    byte[] m = seed.clone();
    switch (random.nextInt(4)) {
      case 0 -> m = Arrays.copyOf(m, random.nextInt(m.length));
      case 1 -> m[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
      case 2 -> m[random.nextInt(Math.min(8, m.length))] = (byte) random.nextInt(256);
      default -> {
        for (int i = 0; i < 4; i++) {
          m[from + random.nextInt(to - from)] = (byte) random.nextInt(256);
        }
      }
    }
    return m;
  }
}
