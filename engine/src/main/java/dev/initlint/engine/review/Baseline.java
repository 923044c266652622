package dev.initlint.engine.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.initlint.engine.SettingsException;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Findings that were there before. They are silenced while they are no worse: one that was there as
 * a note and is an error now, or whose figure is twice as far out, comes back.
 */
final class Baseline {
  /** By what a figure may be worse before its finding comes back. */
  static final double WORSE = 2;

  private static final int SCHEMA_VERSION = 1;

  private final Path file;
  private final List<Entry> entries;

  Baseline(Path file, List<Entry> entries) {
    this.file = file;
    this.entries = List.copyOf(entries);
  }

  /**
   * One finding.
   *
   * @param path from the root of the project, with slashes
   * @param where what a person calls the place
   * @param figure how far out it was, or null
   * @param reason why it stays, for readers of the file
   */
  record Entry(
      String id,
      String rule,
      String path,
      String where,
      List<String> anchors,
      Severity severity,
      Double figure,
      String reason) {
    Entry {
      anchors = List.copyOf(anchors);
    }

    static Entry of(Finding f, String path) {
      return new Entry(
          f.identity().id(),
          f.rule(),
          path,
          f.identity().where(),
          f.identity().anchors(),
          f.severity(),
          excess(f.prediction()),
          "");
    }

    /** Whether a finding of the same rule in the same file is this one. */
    boolean isSame(Finding f) {
      return rule.equals(f.rule())
          && (id.equals(f.identity().id())
              || !Collections.disjoint(anchors, f.identity().anchors()));
    }

    /** Whether the finding has become worse. */
    boolean isWorsened(Finding f) {
      Double now = excess(f.prediction());
      return f.severity().compareTo(severity) > 0
          || figure != null && now != null && now > WORSE * figure;
    }
  }

  /** By what factor a figure is beyond its band; null where there is none. */
  static Double excess(Prediction p) {
    if (p == null || !Double.isFinite(p.value())) {
      return null;
    }
    double value = Math.abs(p.value());
    double factor = 1;
    if (p.value() > p.high() && p.high() > 0) {
      factor = value / p.high();
    } else if (p.value() < p.low() && p.value() > 0) {
      factor = p.low() / value;
    } else if (p.value() > p.high()) {
      // A band that ends at zero has no factor: the figure itself says how far out it is.
      factor = value;
    }
    return Double.isFinite(factor) ? factor : null;
  }

  /**
   * Reads one.
   *
   * @throws SettingsException if it is not there or not a baseline
   */
  static Baseline read(Path file) {
    try {
      JsonNode root = new ObjectMapper().readTree(Files.readString(file));
      if (root == null || !root.path("findings").isArray()) {
        throw new SettingsException(
            file + ": this is no baseline; write one with --write-baseline");
      }
      int version = root.path("schemaVersion").asInt();
      if (version != SCHEMA_VERSION) {
        throw new SettingsException(
            file
                + ": this baseline has the version "
                + version
                + " and this initlint reads "
                + SCHEMA_VERSION
                + "; write it anew with --write-baseline");
      }
      List<Entry> entries = new ArrayList<>();
      root.path("findings").forEach(e -> entries.add(entry(file, e)));
      return new Baseline(file, entries);
    } catch (NoSuchFileException e) {
      throw new SettingsException(
          file
              + ": there is no such baseline; write one with --write-baseline or the goal"
              + " initlint:baseline");
    } catch (JsonProcessingException e) {
      throw new SettingsException(
          file
              + ", line "
              + e.getLocation().getLineNr()
              + ": this is not JSON; restore the baseline or write it anew");
    } catch (IOException e) {
      throw new SettingsException(file + ": the baseline cannot be read; check its permissions");
    }
  }

  private static Entry entry(Path file, JsonNode e) {
    List<String> anchors = new ArrayList<>();
    e.path("anchors").forEach(a -> anchors.add(a.asText()));
    String rule = e.path("rule").asText();
    String path = e.path("path").asText();
    if (rule.isEmpty() || path.isEmpty()) {
      throw new SettingsException(
          file + ": an entry of this baseline has no rule or no path; restore it or write it anew");
    }
    Severity severity;
    try {
      severity = Severity.valueOf(e.path("severity").asText("error").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      severity = Severity.ERROR;
    }
    return new Entry(
        e.path("id").asText(),
        rule,
        path,
        e.path("where").asText(),
        anchors,
        severity,
        e.path("figure").isNumber() ? e.path("figure").asDouble() : null,
        e.path("reason").asText());
  }

  /** The text of the file: one finding a line, sorted, so that its changes read well. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("{\n  \"schemaVersion\": ").append(SCHEMA_VERSION).append(",\n");
    text.append("  \"findings\": [");
    List<String> lines = new ArrayList<>();
    entries.stream()
        .sorted(
            java.util.Comparator.comparing(Entry::path)
                .thenComparing(Entry::rule)
                .thenComparing(Entry::where)
                .thenComparing(Entry::id))
        .forEach(e -> lines.add("\n    " + line(e)));
    return text.append(String.join(",", lines)).append("\n  ]\n}\n").toString();
  }

  private static String line(Entry e) {
    ObjectMapper json = new ObjectMapper();
    var node = json.createObjectNode();
    node.put("id", e.id()).put("rule", e.rule()).put("path", e.path()).put("where", e.where());
    node.put("severity", e.severity().word());
    if (e.figure() != null) {
      node.put("figure", e.figure());
    }
    e.anchors().forEach(node.putArray("anchors")::add);
    return node.put("reason", e.reason()).toString();
  }

  Path file() {
    return file;
  }

  List<Entry> entries() {
    return entries;
  }
}
