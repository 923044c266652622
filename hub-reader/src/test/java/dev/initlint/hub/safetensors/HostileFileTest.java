package dev.initlint.hub.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.initlint.hub.configuration.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the format, broken: one sentence that names the byte and what is wrong. */
class HostileFileTest {
  private static final String A = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

  private static Arguments broken(String what, String header, int data, String says) {
    return Arguments.of(what, Bytes.of(header, new byte[data]), says);
  }

  private static String entry(String dtype, String shape, String offsets) {
    return "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, offsets);
  }

  static Stream<Arguments> rules() {
    String second = "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":";
    String deep = "[".repeat(5000) + "]".repeat(5000);
    return Stream.of(
        broken("overlap", "{" + A + "," + second + "[4,12]}}", 12, "overlap"),
        broken("the same bytes twice", "{" + A + "," + second + "[0,8]}}", 8, "overlap"),
        broken("a hole", "{" + A + "," + second + "[12,20]}}", 20, "belong to no tensor"),
        broken("a hole at the start", entry("F32", "[1]", "[4,8]"), 8, "belong to no tensor"),
        broken("bytes left over", "{" + A + "}", 9, "behind the last tensor"),
        broken("data cut short", "{" + A + "}", 7, "cut short"),
        broken("no tensor but data", "{}", 4, "behind the last tensor"),
        broken("backwards", entry("F32", "[2]", "[8,0]"), 8, "ends before"),
        broken("wrong size", entry("F32", "[3]", "[0,8]"), 8, "needs 12 bytes"),
        broken("2^63", entry("F32", "[2]", "[0,9223372036854775808]"), 8, "whole number"),
        broken(
            "2^63 - 1", entry("U8", "[9223372036854775807]", "[0,9223372036854775807]"), 8, "2^63"),
        broken("negative", entry("F32", "[-2]", "[0,8]"), 8, "whole number"),
        broken("fraction", entry("F32", "[2.5]", "[0,8]"), 8, "whole number"),
        broken("overflow", entry("F32", "[4294967296,4294967296]", "[0,8]"), 8, "2^63"),
        broken(
            "overflow excused by 0", entry("F32", "[0,4294967296,4294967296]", "[0,0]"), 0, "2^63"),
        broken("half a byte", entry("F4", "[3]", "[0,1]"), 1, "within a byte"),
        broken("a name twice", "{" + A + "," + A + "}", 8, "is there twice"),
        broken("a key twice", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 0, "twice"),
        broken(
            "metadata twice", "{\"__metadata__\":{\"a\":\"b\"},\"__metadata__\":{}}", 0, "second"),
        broken("metadata no text", "{\"__metadata__\":{\"a\":1}}", 0, "maps names to texts"),
        broken("unknown dtype", entry("F33", "[2]", "[0,8]"), 8, "unknown dtype \"F33\""),
        broken("no dtype", "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "no dtype"),
        broken("no offsets", "{\"a\":{\"shape\":[2],\"dtype\":\"F32\"}}", 8, "data_offsets"),
        broken("three offsets", entry("F32", "[2]", "[0,8,8]"), 8, "more than 2 numbers"),
        broken("one offset", entry("F32", "[2]", "[0]"), 8, "data_offsets"),
        broken("entry no object", "{\"a\":[]}", 0, "described by no object"),
        broken("shape no list", entry("F32", "2", "[0,8]"), 8, "no list"),
        broken("a list", "[]", 0, "does not begin with {"),
        broken("deep nesting", "{\"a\":" + deep + "}", 0, "described by no object"),
        broken("deeper", "{\"a\":{\"x\":" + deep + "}}", 0, "nested deeper"),
        broken("cut JSON", "{\"a\":{", 0, "not JSON"),
        broken("two objects", "{}{}", 0, "more follows"),
        broken("rank", entry("F32", "[" + "1,".repeat(70) + "2]", "[0,8]"), 8, "more than 64"),
        Arguments.of("no UTF-8", Bytes.of("{\"\u0000", new byte[0]), "not"),
        Arguments.of("UTF-16", Bytes.little(2, 2, 0, 0, 0, '{', '}'), "begin with {"),
        Arguments.of("header of 100 MB", Bytes.little(8, 100_000_001, '{'), "100 MB"),
        Arguments.of("header of 2^63", Bytes.little(8, Long.MIN_VALUE, '{'), "9223372036854775808"),
        Arguments.of("header cut", Bytes.little(8, 1000, '{'), "cut short"),
        Arguments.of("empty header", Bytes.little(8, 0), "begin with {"),
        Arguments.of("seven bytes", new byte[7], "cut short"),
        Arguments.of("no byte", new byte[0], "empty"),
        Arguments.of(
            "LFS", text("version https://git-lfs.github.com/spec/v1\noid"), "git lfs pull"),
        Arguments.of("web page", text(" <!DOCTYPE html><html>"), "web page"),
        Arguments.of("zip", text("PK\u0003\u0004....."), "zip archive"),
        Arguments.of("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0}, "gzip"));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void isToldInOneSentence(String what, byte[] file, String says) {
    Malformed e =
        catchThrowableOfType(Malformed.class, () -> SafetensorsFile.of("w.safetensors", file, 30));
    assertThat(e).isNotNull();
    assertThat(e.getMessage()).contains(says).hasSizeLessThan(400).doesNotContain("\n");
    assertThat(e.offset()).isBetween(0L, (long) file.length);
    assertThat(e.file()).isEqualTo("w.safetensors");
  }

  @Test
  void namesCannotSteerATerminal() {
    String header = "{\"a\\u001b[2J\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}";
    Malformed e =
        catchThrowableOfType(
            Malformed.class, () -> SafetensorsFile.of("f", Bytes.of(header, new byte[4]), 30));
    assertThat(e.getMessage()).contains("\"a?[2J\"");
  }

  @Test
  void mutantsAreReadOrRefused() {
    byte[] seed =
        new Bytes()
            .floats("model.layers.0.weight", 2, 3, 1, 2, 3, 4, 5, 6)
            .tensor("b", "BF16", "[4]", new byte[8])
            .tensor("i", "I64", "[]", new byte[8])
            .file();
    Random random = new Random(20_261_127);
    int read = 0;
    int refused = 0;
    long end = System.nanoTime() + 10_000_000_000L;
    for (int i = 0; i < 30_000 && System.nanoTime() < end; i++) {
      byte[] mutant = mutated(seed, random);
      try {
        SafetensorsFile file = SafetensorsFile.of("m", mutant, 30);
        file.names().forEach(n -> file.get(n).data().stream((chunk, length) -> {}));
        read++;
      } catch (Malformed e) {
        assertThat(e.offset()).isBetween(0L, (long) mutant.length);
        assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(600);
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + new String(mutant, StandardCharsets.ISO_8859_1), e);
      }
    }
    assertThat(read).isGreaterThan(100);
    assertThat(refused).isGreaterThan(1000);
  }

  /** Digits and punctuation are what such headers break at. */
  private static byte[] mutated(byte[] seed, Random random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : seed) {
      bytes.add(b);
    }
    String likely = "0123456789{}[]\",:-eE";
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(bytes.size());
      byte b =
          (byte)
              (random.nextBoolean()
                  ? likely.charAt(random.nextInt(likely.length()))
                  : random.nextInt(256));
      switch (random.nextInt(3)) {
        case 0 -> bytes.set(at, b);
        case 1 -> bytes.add(at, b);
        default -> bytes.remove(at);
      }
    }
    byte[] mutant = new byte[bytes.size()];
    for (int i = 0; i < mutant.length; i++) {
      mutant[i] = bytes.get(i);
    }
    return mutant;
  }
}
