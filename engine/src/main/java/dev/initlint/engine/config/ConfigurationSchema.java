package dev.initlint.engine.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a configuration may say, as a JSON schema for editors, and as a file to begin with. */
public final class ConfigurationSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ConfigurationSchema() {}

  /** The schema, of draft 7, which editors for TOML read. */
  public static String json() {
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "initlint.toml");
    schema.put("description", "Configuration of initlint");
    schema.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    for (String name : Key.top()) {
      List<Key> keys = Key.in(name);
      if (keys.isEmpty()) {
        Key.in("").stream()
            .filter(k -> k.name().equals(name))
            .forEach(k -> properties.set(name, of(k)));
      } else if (Key.LISTS.contains(name)) {
        properties.putObject(name).put("type", "array").set("items", table(keys));
      } else {
        properties.set(name, table(keys));
      }
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode table(List<Key> keys) {
    ObjectNode table = JSON.objectNode();
    table.put("type", "object");
    if (keys.get(0).name().equals("*")) {
      table.set("additionalProperties", of(keys.get(0)));
      return table;
    }
    table.put("additionalProperties", false);
    ObjectNode properties = table.putObject("properties");
    keys.forEach(k -> properties.set(k.name(), of(k)));
    List<String> required =
        switch (keys.get(0).table()) {
          case "suppress" -> List.of("rule", "reason");
          case "per-path" -> List.of("path");
          default -> List.of();
        };
    if (!required.isEmpty()) {
      required.forEach(table.putArray("required")::add);
    }
    return table;
  }

  private static ObjectNode of(Key key) {
    ObjectNode value = JSON.objectNode();
    value.put("description", key.meaning());
    switch (key.kind()) {
      case RULES, PATTERNS -> value.put("type", "array").putObject("items").put("type", "string");
      case WORD -> {
        ArrayNode words = value.putArray("enum");
        key.words().forEach(words::add);
      }
      case TRUTH -> value.put("type", "boolean");
      case SHARE -> value.put("type", "number").put("minimum", 0).put("maximum", 1);
      case SECONDS, NUMBER -> value.put("type", "number").put("minimum", 0);
      case POSITIVE -> value.put("type", "number").put("exclusiveMinimum", 0);
      case COUNT -> value.put("type", "integer").put("minimum", 0);
      case EXTENT -> value.put("type", "integer").put("minimum", 1);
      default -> value.put("type", "string");
    }
    return value;
  }

  /** A file in which everything is said as a comment, with what holds by default. */
  public static String starter() {
    StringBuilder text = new StringBuilder();
    text.append(
        "# What initlint is to check here, and how. Every line that begins with a # is a\n");
    text.append("# key with its default, or an example; take the # away to change it.\n");
    String table = "";
    for (Key key : Key.all()) {
      if (!key.table().equals(table)) {
        table = key.table();
        boolean list = Key.LISTS.contains(table);
        text.append(list ? "\n# [[" : "\n# [").append(table).append(list ? "]]\n" : "]\n");
      }
      text.append("\n# ").append(key.meaning()).append('\n');
      if (!key.words().isEmpty()) {
        text.append("# One of ").append(String.join(", ", key.words())).append(".\n");
      }
      text.append("# ").append(name(key)).append(" = ").append(example(key)).append('\n');
    }
    return text.toString();
  }

  private static String name(Key key) {
    if (!key.name().equals("*")) {
      return key.name();
    }
    return switch (key.table()) {
      case "severity" -> "RES001";
      case "dims" -> "batch";
      default -> "input_ids";
    };
  }

  private static String example(Key key) {
    if (!key.otherwise().isEmpty()) {
      return key.otherwise();
    }
    return switch (key.kind()) {
      case RULE -> "\"ATT001\"";
      case PATTERN -> "\"models/legacy/**\"";
      case PATH -> "\"initlint-baseline.json\"";
      case WORD -> '"' + key.words().get(0) + '"';
      case SHARE -> "0.1";
      case POSITIVE -> key.name().equals("lr") ? "3e-4" : "1e-8";
      case COUNT -> "2000";
      case EXTENT -> "4";
      case LAW -> "\"tokens(50257)\"";
      case DATE -> "2027-06-30";
      case NUMBER -> "1.0";
      default ->
          switch (key.name()) {
            case "where" -> "\"*.attn.*\"";
            case "optimizer" -> "\"adamw\"";
            case "precision" -> "\"bf16\"";
            default -> "\"…\"";
          };
    };
  }
}
