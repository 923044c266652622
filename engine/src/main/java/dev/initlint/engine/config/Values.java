package dev.initlint.engine.config;

import dev.initlint.propagate.InputLaw;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tomlj.TomlArray;

/**
 * What stands behind keys.
 *
 * @param folder that paths are relative to
 */
record Values(Path folder) {

  /** The value as {@link Configuration.Entry} holds it, or null if it is not what the key takes. */
  Object of(Key key, Object value) {
    return switch (key.kind()) {
      case RULE, TEXT -> value instanceof String ? value : null;
      case RULES -> list(value, text -> text);
      case PATTERN -> value instanceof String text ? pattern(text) : null;
      case PATTERNS -> list(value, this::pattern);
      case PATH -> value instanceof String text ? path(text) : null;
      case WORD -> key.words().contains(value) ? value : null;
      case TRUTH -> value instanceof Boolean ? value : null;
      case SHARE -> number(value, 0, 1);
      case SECONDS -> number(value, 0, 1e7);
      case NUMBER -> number(value, 0, Double.MAX_VALUE);
      case POSITIVE -> number(value, Double.MIN_VALUE, Double.MAX_VALUE);
      case COUNT -> value instanceof Long n && n >= 0 ? n : null;
      case EXTENT -> value instanceof Long n && n >= 1 ? n : null;
      case LAW -> value instanceof String text && isLaw(text) ? text : null;
      case DATE -> value instanceof LocalDate ? value : null;
    };
  }

  private static Double number(Object value, double least, double most) {
    if (!(value instanceof Long || value instanceof Double)) {
      return null;
    }
    double number = ((Number) value).doubleValue();
    return number >= least && number <= most ? number : null;
  }

  private static List<Object> list(Object value, Function<String, Object> item) {
    if (!(value instanceof TomlArray array)) {
      return null;
    }
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      Object read = array.get(i) instanceof String text ? item.apply(text) : null;
      if (read == null) {
        return null;
      }
      items.add(read);
    }
    return items;
  }

  private Object pattern(String text) {
    try {
      return text.isBlank() ? null : new PathPattern(folder, text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Path path(String text) {
    try {
      return text.isBlank() ? null : folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static boolean isLaw(String text) {
    try {
      InputLaw.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
