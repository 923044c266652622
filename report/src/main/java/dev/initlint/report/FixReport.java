package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import java.io.IOException;
import java.util.List;

/**
 * What became of the findings of a model whose weights were fixed on a copy.
 *
 * @param from path of the model
 * @param to path of the copy; null where none was written
 * @param rows one for each finding
 * @param after the copy as it was read back, or the model where there is none
 */
public record FixReport(String from, String to, List<Row> rows, CheckResult after) {

  /**
   * One finding.
   *
   * @param changes of tensors by which it is gone; empty where it stays
   * @param reason why it stays, one clause; empty where it is gone
   */
  public record Row(Finding finding, List<String> changes, String reason) {}

  /** For people. */
  public void text(Style style, Appendable out) throws IOException {
    String head = to == null ? from + ": nothing was written" : from + " → " + to;
    out.append(style.strong(style.foreign(head))).append('\n');
    for (Row row : rows) {
      Finding f = row.finding();
      boolean gone = row.reason().isEmpty();
      String label = gone ? style.help("cured") : style.severity(f.severity(), "stays");
      String rule = " " + f.rule() + " " + f.name();
      out.append("  ").append(label).append(style.foreign(rule + ": " + f.message())).append('\n');
      for (String change : row.changes()) {
        out.append("        ").append(style.foreign(change)).append('\n');
      }
      if (!gone) {
        out.append("        ").append(style.foreign(row.reason())).append('\n');
      }
    }
    String checked = to == null ? "" : "The copy was read back and checked. ";
    out.append(checked).append(Summary.of(List.of(after))).append('\n');
  }

  /** For programs. */
  public void json(Appendable to) throws IOException {
    JsonWriter json = new JsonWriter(to, 2);
    json.beginObject().name("schemaVersion").value(CheckJson.SCHEMA_VERSION);
    json.name("model").value(from).known("copy", this.to).name("findings").beginArray();
    for (Row row : rows) {
      Finding f = row.finding();
      json.beginObject().name("rule").value(f.rule()).name("name").value(f.name());
      json.name("severity").value(f.severity().word()).name("message").value(f.message());
      json.name("cured").value(row.reason().isEmpty()).texts("changes", row.changes());
      json.known("reason", row.reason()).endObject();
    }
    json.endArray().name("left").beginArray();
    if (after instanceof CheckResult.Checked c) {
      for (Finding f : c.findings()) {
        json.beginObject().name("rule").value(f.rule());
        json.name("severity").value(f.severity().word()).name("message").value(f.message());
        json.endObject();
      }
    }
    json.endArray().endObject();
  }
}
