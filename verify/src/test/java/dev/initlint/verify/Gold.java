package dev.initlint.verify;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
      return (Map<String, Object>) new Json(Files.readString(model.resolve("gold.json"))).value();
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

  /** A reader of well-formed JSON. */
  private static final class Json {
    private final String text;
    private int at;

    Json(String text) {
      this.text = text;
    }

    Object value() {
      char c = peek();
      return switch (c) {
        case '{' -> object();
        case '[' -> list();
        case '"' -> string();
        case 't', 'f', 'n' -> word();
        default -> number();
      };
    }

    private char peek() {
      while (Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return text.charAt(at);
    }

    private Map<String, Object> object() {
      Map<String, Object> out = new LinkedHashMap<>();
      at++;
      while (peek() != '}') {
        String key = string();
        peek();
        at++;
        out.put(key, value());
        if (peek() == ',') {
          at++;
          peek();
        }
      }
      at++;
      return out;
    }

    private List<Object> list() {
      List<Object> out = new ArrayList<>();
      at++;
      while (peek() != ']') {
        out.add(value());
        if (peek() == ',') {
          at++;
        }
      }
      at++;
      return out;
    }

    private String string() {
      StringBuilder out = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        char c = text.charAt(at);
        if (c != '\\') {
          out.append(c);
          continue;
        }
        c = text.charAt(++at);
        switch (c) {
          case 'n' -> out.append('\n');
          case 't' -> out.append('\t');
          case 'u' -> {
            out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
            at += 4;
          }
          default -> out.append(c);
        }
      }
      at++;
      return out.toString();
    }

    private Object word() {
      int from = at;
      while (Character.isLetter(text.charAt(at))) {
        at++;
      }
      return switch (text.substring(from, at)) {
        case "true" -> true;
        case "false" -> false;
        default -> null;
      };
    }

    private Double number() {
      int from = at;
      while ("+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return Double.valueOf(text.substring(from, at));
    }
  }
}
