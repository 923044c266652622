package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Location;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import dev.initlint.finding.Silenced;
import dev.initlint.finding.Unmodelled;
import dev.initlint.graph.CodeLine;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Findings as JSON, schema version 1. */
public final class CheckJson {
  static final int SCHEMA_VERSION = 1;

  private CheckJson() {}

  /**
   * Writes one document for all results, in their order.
   *
   * @param statistics whether to add the count of findings by rule
   */
  public static void write(List<CheckResult> results, boolean statistics, Appendable to)
      throws IOException {
    write(new CheckReport(results, List.of(), "", null, false, statistics, Detail.SHORT), to);
  }

  /**
   * Writes one document for a run.
   *
   * @throws IOException if {@code to} does
   */
  public static void write(CheckReport report, Appendable to) throws IOException {
    List<CheckResult> results = report.results();
    JsonWriter json = new JsonWriter(to, 4);
    json.beginObject().name("schemaVersion").value(SCHEMA_VERSION);
    json.name("tool").beginObject().name("name").value("initlint");
    json.known("version", report.version()).endObject();
    summary(report, json);
    json.name("results").beginArray();
    for (CheckResult result : results) {
      if (result instanceof CheckResult.Checked checked) {
        write(checked, json);
      } else if (result instanceof CheckResult.Unreadable unreadable) {
        write(unreadable, json);
      } else if (result instanceof CheckResult.Failed failed) {
        write(failed, json);
      }
    }
    json.endArray();
    if (report.statistics()) {
      json.name("statistics").beginArray();
      for (Statistics.Row row : Statistics.of(results)) {
        json.beginObject().name("rule").value(row.rule()).name("name").value(row.name());
        json.name("severity").value(row.severity().word());
        json.name("count").value(row.count()).endObject();
      }
      json.endArray();
    }
    json.endObject();
  }

  /** How many there are of each, so that a program need not count. */
  private static void summary(CheckReport report, JsonWriter json) throws IOException {
    long unreadable = count(report, CheckResult.Unreadable.class);
    long failed = count(report, CheckResult.Failed.class);
    json.name("summary").beginObject().name("files").value((long) report.results().size());
    json.name("checked").value(report.results().size() - unreadable - failed);
    json.name("unreadable").value(unreadable).name("failed").value(failed);
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)) {
      long found =
          report.results().stream()
              .flatMap(r -> Statistics.findings(r).stream())
              .filter(f -> f.severity() == severity)
              .count();
      json.name(severity.word() + "s").value(found);
    }
    long silenced = report.results().stream().mapToLong(r -> CheckReport.silenced(r).size()).sum();
    json.name("silenced").value(silenced).endObject();
  }

  private static long count(CheckReport report, Class<? extends CheckResult> kind) {
    return report.results().stream().filter(kind::isInstance).count();
  }

  private static void write(CheckResult.Unreadable result, JsonWriter json) throws IOException {
    json.beginObject().name("path").value(result.path()).name("status").value("unreadable");
    json.name("reason").value(result.reason());
    if (result.offset() >= 0) {
      json.name("offset").value(result.offset());
    }
    json.name("findings").beginArray().endArray().endObject();
  }

  private static void write(CheckResult.Failed result, JsonWriter json) throws IOException {
    json.beginObject().name("path").value(result.path()).name("status").value("failed");
    json.name("reason").value(result.reason());
    json.name("findings").beginArray().endArray().endObject();
  }

  private static void write(CheckResult.Checked result, JsonWriter json) throws IOException {
    json.beginObject().name("path").value(result.path());
    json.name("status").value(result.atInitialisation() ? "ok" : "not-at-initialisation");
    json.known("verdict", result.verdict());
    json.name("values").value(result.coverage().values());
    json.name("known").value(result.coverage().known());
    unknown(result.coverage().unknown(), json);
    json.texts("remarks", result.remarks());
    json.name("findings").beginArray();
    for (Finding finding : result.findings()) {
      json.beginObject();
      write(finding, json);
      json.endObject();
    }
    json.endArray();
    if (!result.silenced().isEmpty()) {
      json.name("silenced").beginArray();
      for (Silenced silenced : result.silenced()) {
        json.beginObject().name("by").value(word(silenced.by()));
        json.name("reason").value(silenced.reason()).name("finding").beginObject();
        write(silenced.finding(), json);
        json.endObject().endObject();
      }
      json.endArray();
    }
    json.endObject();
  }

  private static String word(Silenced.By by) {
    return by.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void write(Finding finding, JsonWriter json) throws IOException {
    json.known("id", finding.identity().id())
        .name("rule")
        .value(finding.rule())
        .name("name")
        .value(finding.name());
    json.name("severity").value(finding.severity().word());
    json.name("message").value(finding.message()).name("cause").value(finding.cause());
    write(finding.location(), json.name("location"));
    json.known("where", finding.identity().where());
    if (!finding.also().isEmpty()) {
      json.name("locations").beginArray();
      for (Location place : finding.also()) {
        write(place, json);
      }
      json.endArray();
    }
    json.name("predicted");
    if (finding.prediction() == null) {
      json.value((String) null);
    } else {
      write(finding.prediction(), json);
    }
    json.name("formula").value(finding.formula());
    Derivation.write(finding.derivation(), json.name("derivation"));
    json.name("fix").value(finding.fix() == null ? null : finding.fix().text());
    if (finding.fix() != null && finding.fix().checked()) {
      json.name("fixChecked").value(true).texts("fixLeaves", finding.fix().leaves());
    }
    if (finding.fix() != null && finding.fix().isApplicable()) {
      write(finding.fix(), json);
    }
    json.texts("references", finding.references());
  }

  /** Edits count from 0 in UTF-16 units, as editors and language servers do. */
  private static void write(Fix fix, JsonWriter json) throws IOException {
    json.name("applicability").value(fix.safe() ? "safe" : "unsafe");
    json.name("edits").beginArray();
    for (Fix.Edit edit : fix.edits()) {
      json.beginObject().name("path").value(edit.path());
      json.name("start").value((long) edit.start()).name("end").value((long) edit.end());
      json.name("replacement").value(edit.replacement()).endObject();
    }
    json.endArray();
  }

  private static void write(Location location, JsonWriter json) throws IOException {
    json.beginObject().name("path").value(location.path());
    json.name("node").value(location.node()).name("value").value(location.value());
    json.name("parameter").value(location.parameter());
    integer("line", location.line(), json);
    integer("column", location.column(), json);
    if (location.pointer() != null) {
      json.name("pointer").value(location.pointer());
    }
    if (location.module() != null) {
      json.name("module").value(location.module());
    }
    code("source", location.source(), json);
    code("library", location.library(), json);
    json.endObject();
  }

  /** A line of the program that the model was exported from, where the file tells it. */
  private static void code(String name, CodeLine line, JsonWriter json) throws IOException {
    if (line != null) {
      json.name(name).beginObject().name("path").value(line.path());
      json.name("line").value((long) line.line());
      json.name("function").value(line.function()).name("text").value(line.text()).endObject();
    }
  }

  private static void integer(String name, Integer number, JsonWriter json) throws IOException {
    json.name(name);
    if (number == null) {
      json.value((String) null);
    } else {
      json.value(number.longValue());
    }
  }

  private static void write(Prediction prediction, JsonWriter json) throws IOException {
    json.beginObject().name("quantity").value(prediction.quantity());
    json.known("value", prediction.value());
    json.name("band").beginArray().value(prediction.low()).value(prediction.high());
    json.endArray().known("measured", prediction.measured()).endObject();
  }

  /**
   * The field {@code unknown}: what is not modelled, and how many values lack a figure because of
   * it ({@code firstCauseOf}); these add up to all that are not known.
   */
  static void unknown(List<Unmodelled> operators, JsonWriter json) throws IOException {
    json.name("unknown").beginArray();
    for (Unmodelled operator : operators) {
      json.beginObject().name("op").value(operator.op()).name("count").value(operator.count());
      json.name("reason").value(operator.reason());
      json.name("firstCauseOf").value(operator.firstCauseOf());
      if (operator.defect()) {
        json.name("defect").value(true);
      }
      json.endObject();
    }
    json.endArray();
  }
}
