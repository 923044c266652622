package dev.initlint.report;

import java.io.IOException;

/**
 * Writes JSON as it is told, in the order it is told. The outer containers are broken over lines,
 * the inner ones stand on one, so that the difference between two reports reads by item. Doubles
 * are written as {@link Double#toString(double)} does, which is exact and always the same.
 */
final class JsonWriter {
  private final Appendable out;
  private final int brokenDepth;
  private int depth;
  private boolean first = true;
  private boolean named;

  /**
   * @param brokenDepth how many levels of containers are broken over lines
   */
  JsonWriter(Appendable out, int brokenDepth) {
    this.out = out;
    this.brokenDepth = brokenDepth;
  }

  JsonWriter beginObject() throws IOException {
    return begin('{');
  }

  JsonWriter endObject() throws IOException {
    return end('}');
  }

  JsonWriter beginArray() throws IOException {
    return begin('[');
  }

  JsonWriter endArray() throws IOException {
    return end(']');
  }

  JsonWriter name(String name) throws IOException {
    separate();
    quote(name);
    out.append(": ");
    named = true;
    return this;
  }

  /** A string, or null. */
  JsonWriter value(String text) throws IOException {
    separate();
    if (text == null) {
      out.append("null");
    } else {
      quote(text);
    }
    return this;
  }

  JsonWriter value(long number) throws IOException {
    separate();
    out.append(Long.toString(number));
    return this;
  }

  JsonWriter value(boolean truth) throws IOException {
    separate();
    out.append(truth ? "true" : "false");
    return this;
  }

  /** A number; null where it is not finite, because JSON has no other word for that. */
  JsonWriter value(double number) throws IOException {
    separate();
    out.append(Double.isFinite(number) ? Double.toString(number) : "null");
    return this;
  }

  /** A field that is left out when the figure is not known or not finite. */
  JsonWriter known(String name, Double figure) throws IOException {
    return figure != null && Double.isFinite(figure) ? name(name).value(figure) : this;
  }

  /** A field that is left out when there is no text. */
  JsonWriter known(String name, String text) throws IOException {
    return text != null && !text.isEmpty() ? name(name).value(text) : this;
  }

  /** A field that holds an array of strings. */
  JsonWriter texts(String name, Iterable<String> texts) throws IOException {
    name(name).beginArray();
    for (String text : texts) {
      value(text);
    }
    return endArray();
  }

  /** A field that holds an array of integers; left out when there is none. */
  JsonWriter known(String name, long[] numbers) throws IOException {
    if (numbers == null) {
      return this;
    }
    name(name).beginArray();
    for (long number : numbers) {
      value(number);
    }
    return endArray();
  }

  private JsonWriter begin(char bracket) throws IOException {
    separate();
    out.append(bracket);
    depth++;
    first = true;
    return this;
  }

  private JsonWriter end(char bracket) throws IOException {
    boolean empty = first;
    depth--;
    if (!empty && depth < brokenDepth) {
      newLine();
    }
    out.append(bracket);
    first = false;
    if (depth == 0) {
      out.append('\n');
    }
    return this;
  }

  private void separate() throws IOException {
    if (named) {
      named = false;
      return;
    }
    if (!first) {
      out.append(',');
    }
    if (depth > 0 && depth <= brokenDepth) {
      newLine();
    } else if (!first) {
      out.append(' ');
    }
    first = false;
  }

  private void newLine() throws IOException {
    out.append('\n');
    for (int i = 0; i < depth; i++) {
      out.append("  ");
    }
  }

  private void quote(String text) throws IOException {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == '\u007f' || loneSurrogate(text, i)) {
            escape(c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** A lone surrogate has no encoding in UTF-8. */
  private static boolean loneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private void escape(char c) throws IOException {
    String hex = Integer.toHexString(c);
    out.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
  }
}
