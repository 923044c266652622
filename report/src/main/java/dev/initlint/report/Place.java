package dev.initlint.report;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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

  /**
   * The same of a finding; where the program is known that the model was exported from, as {@code
   * model.onnx:h.*.attn (model.py:18)}.
   */
  static String concise(Finding finding) {
    Location at = finding.location();
    if (at.source() == null || at.line() != null) {
      return concise(at);
    }
    String line = at.source().path() + ":" + at.source().line();
    return file(at) + ":" + inside(finding.places()) + " (" + line + ")";
  }

  /**
   * All places of one finding: the line of the program, or the file, then what is there, as {@code
   * model.py:18 in h.*.attn (4 places)}.
   */
  static String all(List<Location> places) {
    Location first = places.get(0);
    String what = inside(places);
    boolean traced = first.source() != null;
    String file = traced ? first.source().path() + ":" + first.source().line() : file(first);
    if (what.isEmpty() || first.line() != null) {
      return file + count(places);
    }
    return file + (traced ? " in " : " > ") + what + count(places);
  }

  /** What is at the places, by the names of the program where they are known; may be empty. */
  static String inside(List<Location> places) {
    Location first = places.get(0);
    String module = Starred.of(places.stream().map(Location::module).filter(filled()).toList());
    String parameter = Starred.of(places.stream().map(Location::parameter).toList());
    boolean named = module != null && parameter != null && parameter.startsWith(module + ".");
    if (named) {
      return parameter;
    }
    List<String> parts = new ArrayList<>();
    String node = Starred.of(places.stream().map(Location::node).toList());
    parts.add(module != null ? module : node != null ? node : first.value());
    parts.add(parameter);
    return String.join(" > ", parts.stream().filter(Objects::nonNull).toList());
  }

  private static java.util.function.Predicate<String> filled() {
    return m -> m != null && !m.isEmpty();
  }

  private static String count(List<Location> places) {
    return places.size() == 1 ? "" : " (" + places.size() + " places)";
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
    if (location.module() != null && !location.module().isEmpty()) {
      parts.add(location.module());
    }
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
