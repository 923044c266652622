package dev.initlint.hub.configuration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Builds a {@link Configuration}, value by value, and notes where each stands. */
public final class ConfigurationParser {
  /** The largest configurations of public models, with labels and tokens, stay below 2 MB. */
  static final int LONGEST = 16 << 20;

  static final int DEEPEST = 64;

  /** Values of one file, so that a file of brackets does not become a heap of nodes. */
  private static final int MOST_VALUES = 2_000_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Python writes infinities and NaN as words; everything else is as the standard has it. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(400)
                  .maxNameLength(4096)
                  .maxStringLength(LONGEST)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final String path;
  private final String text;
  private final Map<String, Place> places = new HashMap<>();
  private JsonParser json;

  ConfigurationParser(String path, String text) {
    this.path = path;
    this.text = text;
  }

  Configuration parse() {
    if (text.length() > LONGEST) {
      throw new Malformed(
          null,
          LONGEST,
          "the configuration has more than 16 MB, which no model's has; fetch it again");
    }
    try (JsonParser parser = JSON.createParser(text)) {
      json = parser;
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw at(json.currentTokenLocation(), "a configuration is a JSON object and starts with {");
      }
      ObjectNode root = (ObjectNode) value("");
      if (json.nextToken() != null) {
        throw at(
            json.currentTokenLocation(),
            "the configuration has ended and more follows; remove what follows its last }");
      }
      return new Configuration(path, text, root, places);
    } catch (StreamConstraintsException e) {
      throw at(
          json.currentLocation(),
          "it is nested deeper than "
              + DEEPEST
              + " levels or has a number of more than 400 digits, which no configuration has");
    } catch (JsonProcessingException e) {
      throw at(e.getLocation(), "it is not JSON there: " + said(e));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String said(JsonProcessingException e) {
    String message = e.getOriginalMessage().replaceAll("\\s+", " ").strip();
    int end = message.indexOf(" at [Source");
    String first = end < 0 ? message : message.substring(0, end);
    return first.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + first.substring(1);
  }

  /** The value of the current token. */
  private JsonNode value(String pointer) throws IOException {
    JsonLocation from = json.currentTokenLocation();
    JsonNode node =
        switch (json.currentToken()) {
          case START_OBJECT -> object(pointer);
          case START_ARRAY -> array(pointer);
          case VALUE_STRING -> NODES.textNode(json.getText());
          case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(json.getBooleanValue());
          case VALUE_NULL -> NODES.nullNode();
          case VALUE_NUMBER_INT -> integer();
          case VALUE_NUMBER_FLOAT -> NODES.numberNode(json.getDoubleValue());
          default -> throw at(from, "a value is expected there");
        };
    int start = (int) from.getCharOffset();
    int end = (int) json.currentLocation().getCharOffset();
    places.put(pointer, new Place(pointer, from.getLineNr(), from.getColumnNr(), start, end));
    if (places.size() > MOST_VALUES) {
      throw at(from, "it has more than two million values, which no configuration has");
    }
    return node;
  }

  private JsonNode integer() throws IOException {
    return switch (json.getNumberType()) {
      case INT -> NODES.numberNode(json.getIntValue());
      case LONG -> NODES.numberNode(json.getLongValue());
      default -> NODES.numberNode(json.getBigIntegerValue());
    };
  }

  private ObjectNode object(String pointer) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      if (object.has(key)) {
        throw at(
            json.currentTokenLocation(),
            "the key " + quoted(key) + " is there for the second time; remove one of the two");
      }
      json.nextToken();
      object.set(key, value(pointer + "/" + escaped(key)));
    }
    return object;
  }

  private ArrayNode array(String pointer) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(pointer + "/" + array.size()));
    }
    return array;
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** A text as sentences show it: short, and without characters that steer a terminal. */
  public static String quoted(String name) {
    return '"' + plain(name) + '"';
  }

  /** A value as sentences show it. */
  public static String shown(JsonNode value) {
    if (value.isTextual()) {
      return quoted(value.textValue());
    }
    return plain(value.isNumber() ? value.asText() : value.toString());
  }

  /** A text as sentences show it without quotation marks. */
  public static String plain(String text) {
    String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return harmless(shown);
  }

  /** A text with a question mark for each character that steers a terminal or is none. */
  static String harmless(String text) {
    return text.replaceAll("\\p{C}", "?");
  }

  private static Malformed at(JsonLocation place, String reason) {
    String where =
        place == null || place.getLineNr() < 1
            ? ""
            : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ";
    return new Malformed(null, -1, where + reason);
  }
}
