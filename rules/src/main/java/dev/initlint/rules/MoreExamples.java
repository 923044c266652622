package dev.initlint.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Examples of a rule in other notations than the one of its card, from {@code examples/ID.md}. What
 * stands under a heading there goes to the end of that heading on the page. Before the first
 * heading a line {@code Java: reason} or {@code Configuration: reason} says why the rule does not
 * speak of that.
 */
final class MoreExamples {
  private final Map<String, String> byHeading = new LinkedHashMap<>();

  private MoreExamples() {}

  /** Those of one rule; none where it has no file. */
  static MoreExamples of(String id) {
    MoreExamples all = new MoreExamples();
    String heading = "";
    for (String line : text(id).split("\n", -1)) {
      if (line.startsWith("## ")) {
        heading = line.substring(3);
      } else {
        all.byHeading.merge(heading, line + "\n", String::concat);
      }
    }
    return all;
  }

  private static String text(String id) {
    try (InputStream in = MoreExamples.class.getResourceAsStream("examples/" + id + ".md")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page with the examples at their places. */
  String in(String page) {
    String all = page;
    for (Map.Entry<String, String> e : byHeading.entrySet()) {
      String text = e.getValue().strip();
      if (!e.getKey().isEmpty() && !text.isEmpty()) {
        int at = all.indexOf("\n## ", all.indexOf("## " + e.getKey() + "\n"));
        all = all.substring(0, at) + "\n" + text + "\n" + all.substring(at);
      }
    }
    return silences().isEmpty() ? all : all.replace("\n## Why", "\n" + said() + "\n\n## Why");
  }

  private String said() {
    List<String> lines = new ArrayList<>();
    silences()
        .forEach(
            (of, why) ->
                lines.add(
                    "It says nothing of "
                        + (of.equals("Java") ? "Java source" : "a configuration")
                        + ": "
                        + why
                        + "."));
    return String.join("\n", lines);
  }

  /** Why it does not speak of {@code Java} or of a {@code Configuration}, where that is said. */
  Map<String, String> silences() {
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : byHeading.getOrDefault("", "").split("\n")) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        found.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return found;
  }
}
