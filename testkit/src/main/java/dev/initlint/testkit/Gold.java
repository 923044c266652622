package dev.initlint.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The measured models beside the project, {@code shared/gold/NAME/{model.onnx, gold.json}}. Tests
 * that ask for them are skipped where they are absent.
 */
public final class Gold {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Gold() {}

  /** Folders of all measured models, by name; skips the test when there are none. */
  public static List<Path> models() {
    Path folder = folder();
    assumeTrue(folder != null, "shared/gold is not beside the project: measured models skipped");
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(p -> Files.exists(p.resolve("gold.json"))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of one measured model; skips the test when it is absent. */
  public static Path model(String name) {
    return models().stream()
        .filter(p -> p.getFileName().toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no measured model " + name));
  }

  /** What was measured on a model, as maps, lists, strings, doubles, booleans and null. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> measured(Path model) {
    try {
      return (Map<String, Object>) plain(JSON.readTree(model.resolve("gold.json").toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Measured shape of every value of a model, by value name. */
  @SuppressWarnings("unchecked")
  public static Map<String, long[]> shapes(Path model) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    Map<String, Object> values = (Map<String, Object>) measured(model).get("values");
    values.forEach(
        (name, value) -> {
          List<Double> shape = (List<Double>) ((Map<String, Object>) value).get("shape");
          shapes.put(name, shape.stream().mapToLong(Double::longValue).toArray());
        });
    return shapes;
  }

  /** Integers are doubles too: a figure is one kind of number, however it was written. */
  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> out = new LinkedHashMap<>();
      node.fields().forEachRemaining(f -> out.put(f.getKey(), plain(f.getValue())));
      return out;
    }
    if (node.isArray()) {
      List<Object> out = new ArrayList<>();
      node.forEach(e -> out.add(plain(e)));
      return out;
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
  }

  private static Path folder() {
    Path at = Path.of("").toAbsolutePath();
    for (; at != null && at.getParent() != null; at = at.getParent()) {
      Path gold = at.resolveSibling("shared").resolve("gold");
      if (Files.isDirectory(gold)) {
        return gold;
      }
    }
    return null;
  }
}
