package dev.initlint.report;

import dev.initlint.finding.Location;
import java.util.ArrayList;
import java.util.List;

/** Locations in words. */
final class Place {
  private Place() {}

  /** As {@code model.onnx > /blocks.0/Softmax > value scores} or {@code Net.java:41:7}. */
  static String of(Location location) {
    String file = file(location);
    List<String> parts = parts(location);
    parts.add(0, file);
    return String.join(" > ", parts);
  }

  /** The same without the file, unless there is nothing else. */
  static String within(Location location) {
    List<String> parts = parts(location);
    return parts.isEmpty() || location.line() != null ? of(location) : String.join(" > ", parts);
  }

  /** The shortest that finds it again, as {@code model.onnx:/blocks.0/Softmax}. */
  static String concise(Location location) {
    String inner =
        location.node() != null
            ? location.node()
            : location.value() != null ? location.value() : location.parameter();
    return location.line() != null || inner == null ? file(location) : file(location) + ":" + inner;
  }

  private static String file(Location location) {
    if (location.line() == null) {
      return location.path();
    }
    String column = location.column() == null ? "" : ":" + location.column();
    return location.path() + ":" + location.line() + column;
  }

  private static List<String> parts(Location location) {
    List<String> parts = new ArrayList<>();
    if (location.node() != null) {
      parts.add(location.node());
    }
    if (location.value() != null) {
      parts.add("value " + location.value());
    }
    if (location.parameter() != null) {
      parts.add("parameter " + location.parameter());
    }
    return parts;
  }
}
