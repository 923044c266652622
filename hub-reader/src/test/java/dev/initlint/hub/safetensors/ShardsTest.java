package dev.initlint.hub.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.write(folder.resolve("one.safetensors"), new Bytes().floats("a", 1, 2, 1, 2).file());
    Files.write(
        folder.resolve("two.safetensors"),
        new Bytes().floats("b", 1, 2, 3, 4).floats("left", 1, 1, 5).file());
  }

  private Shards read(String map) {
    String text = "{\"metadata\": {\"total_size\": 16},\n \"weight_map\": " + map + "}";
    return Shards.of(Configuration.parse("m/model.safetensors.index.json", text), folder);
  }

  private String refusal(String map) {
    Malformed e = catchThrowableOfType(Malformed.class, () -> read(map));
    assertThat(e).isNotNull();
    return e.getMessage();
  }

  @Test
  void tensorsComeFromTheFilesThatTheIndexSays() {
    Shards shards = read("{\"b\": \"two.safetensors\", \"a\": \"one.safetensors\"}");
    assertThat(shards.names()).containsExactly("b", "a");
    assertThat(shards.get("b").data().toDoubles(2)).containsExactly(3, 4);
    assertThat(shards.get("a").origin().path()).endsWith("one.safetensors");
    assertThat(shards.remarks()).singleElement().asString().contains("left");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../one.safetensors",
        "/etc/passwd",
        "x/one.safetensors",
        "..",
        "",
        "C:one",
        "x\\\\one"
      })
  void nothingOutsideOfTheFolderIsOpened(String name) {
    assertThat(refusal("{\"a\": \"" + name + "\"}"))
        .startsWith("line 2, column 22: ")
        .contains("no plain file name");
  }

  @Test
  void whatTheIndexPromisesIsThere() {
    assertThat(refusal("{\"a\": \"three.safetensors\"}")).contains("is missing");
    assertThat(refusal("{\"z\": \"one.safetensors\"}")).contains("and it does not");
    assertThat(refusal("{\"a\": 3}")).contains("a file name is expected");
    assertThat(refusal("[]")).contains("weight_map");
  }

  @Test
  void withoutAnIndexNoNameMayBeThereTwice() throws IOException {
    Path one = folder.resolve("one.safetensors");
    Path two = folder.resolve("two.safetensors");
    assertThat(Shards.of(Map.of("one", one, "two", two)).names()).hasSize(3);
    Malformed e =
        catchThrowableOfType(Malformed.class, () -> Shards.of(Map.of("one", one, "again", one)));
    assertThat(e.getMessage()).contains("no index says which counts");
  }
}
