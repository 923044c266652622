package dev.initlint.report;

import dev.initlint.report.CheckReport.RuleText;
import java.io.IOException;
import java.util.List;

/** The rules as JSON, schema version 1. */
public final class RulesJson {
  private RulesJson() {}

  /**
   * Writes one document.
   *
   * @throws IOException if {@code to} does
   */
  public static void write(List<RuleText> rules, Appendable to) throws IOException {
    JsonWriter json = new JsonWriter(to, 2);
    json.beginObject().name("schemaVersion").value(1L).name("rules").beginArray();
    for (RuleText rule : rules) {
      json.beginObject().name("id").value(rule.id()).name("name").value(rule.name());
      json.name("severity").value(rule.severity().word()).name("summary").value(rule.summary());
      json.name("preview").value(rule.preview());
      json.name("documentation").value(rule.documentation()).endObject();
    }
    json.endArray().endObject();
  }
}
