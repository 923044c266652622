package dev.initlint.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads well-formed JSON of objects, lists and strings without escapes. */
final class Json {
  private final String text;
  private int at;

  Json(String text) {
    this.text = text;
  }

  Map<String, Object> object() {
    Map<String, Object> out = new LinkedHashMap<>();
    expect('{');
    while (peek() != '}') {
      String key = string();
      expect(':');
      out.put(key, value());
      if (peek() == ',') {
        at++;
      }
    }
    at++;
    return out;
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      default -> throw new IllegalArgumentException("at " + at + ": " + text.charAt(at));
    };
  }

  private List<Object> list() {
    List<Object> out = new ArrayList<>();
    expect('[');
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
    expect('"');
    int end = text.indexOf('"', at);
    String s = text.substring(at, end);
    at = end + 1;
    return s;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw new IllegalArgumentException("at " + at + " stands " + text.charAt(at) + ", not " + c);
    }
    at++;
  }

  private char peek() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }
}
