package dev.initlint.hub.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration file with the place of each of its values. Fields are reached by JSON pointer
 * (RFC 6901): {@code /hidden_size}, {@code /text_config/hidden_size}.
 */
public final class Configuration {
  private final String path;
  private final String text;
  private final ObjectNode root;
  private final Map<String, Place> places;

  Configuration(String path, String text, ObjectNode root, Map<String, Place> places) {
    this.path = path;
    this.text = text;
    this.root = root;
    this.places = places;
  }

  /**
   * Reads the text of a configuration.
   *
   * @param path what reports call the file
   * @throws Malformed in one sentence with line and column, if it is no JSON object or breaks a
   *     bound
   */
  public static Configuration parse(String path, String text) {
    return new ConfigurationParser(path, text).parse();
  }

  /** The file as the user named it. */
  public String path() {
    return path;
  }

  /** The characters of the file. */
  public String text() {
    return text;
  }

  public ObjectNode root() {
    return root;
  }

  /** The value at a pointer; a missing node, never null, where there is none. */
  public JsonNode at(String pointer) {
    return pointer.isEmpty() ? root : root.at(pointer);
  }

  /** Whether the file states the field, be it as {@code null}. */
  public boolean has(String pointer) {
    return !(at(pointer) instanceof MissingNode);
  }

  /** The same without the field at a pointer, which the file states. */
  public Configuration without(String pointer) {
    ObjectNode rest = root.deepCopy();
    int last = pointer.lastIndexOf('/');
    if (rest.at(pointer.substring(0, last)) instanceof ObjectNode around) {
      around.remove(pointer.substring(last + 1));
    }
    return new Configuration(path, text, rest, places);
  }

  /** Where the value at a pointer stands; empty where the file does not state it. */
  public Optional<Place> place(String pointer) {
    return Optional.ofNullable(places.get(pointer));
  }

  /** Where the value stands, or the nearest object around it that the file states. */
  public Place nearest(String pointer) {
    String at = pointer;
    while (!places.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
    }
    return places.get(at);
  }

  /** The text at a pointer, or null where there is none. */
  public String string(String pointer) {
    JsonNode node = at(pointer);
    return node.isTextual() ? node.textValue() : null;
  }
}
