package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Location;
import dev.initlint.finding.Silenced;
import dev.initlint.report.CheckReport.RuleText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html).
 * A finding in a model file points at its first line, since code hosts ask for one, and at the node
 * as a logical place.
 */
final class CheckSarif {
  static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

  /** Most steps of one code flow; viewers show no more than a thousand in all. */
  private static final int STEPS = 50;

  /** Most locations of one result that code hosts show. */
  private static final int MOST_PLACES = 100;

  private final CheckReport report;
  private final JsonWriter json;

  private CheckSarif(CheckReport report, Appendable to) {
    this.report = report;
    json = new JsonWriter(to, 5);
  }

  static void write(CheckReport report, Appendable to) throws IOException {
    new CheckSarif(report, to).write();
  }

  private void write() throws IOException {
    json.beginObject().name("$schema").value(SCHEMA).name("version").value("2.1.0");
    json.name("runs").beginArray().beginObject();
    json.name("tool").beginObject().name("driver").beginObject();
    json.name("name").value("initlint");
    if (!report.version().isEmpty()) {
      json.name("version").value(report.version());
      json.name("semanticVersion").value(report.version());
    }
    rules();
    json.endObject().endObject();
    json.name("columnKind").value("utf16CodeUnits");
    json.name("originalUriBaseIds").beginObject().name("SRCROOT").beginObject();
    json.name("description").beginObject().name("text").value("the folder of the run");
    json.endObject().endObject().endObject();
    invocation();
    results();
    json.endObject().endArray().endObject();
  }

  private void rules() throws IOException {
    json.name("rules").beginArray();
    for (RuleText rule : report.rules()) {
      json.beginObject().name("id").value(rule.id()).name("name").value(rule.name());
      text("shortDescription", rule.summary());
      json.name("help").beginObject().name("text").value(rule.documentation().strip());
      json.name("markdown").value(rule.documentation().strip()).endObject();
      json.name("defaultConfiguration").beginObject();
      json.name("level").value(rule.severity().word());
      json.name("enabled").value(!rule.preview()).endObject();
      json.endObject();
    }
    json.endArray();
  }

  private void text(String name, String text) throws IOException {
    json.name(name).beginObject().name("text").value(text).endObject();
  }

  private void invocation() throws IOException {
    boolean sound = report.results().stream().noneMatch(r -> CheckReport.trouble(r) != null);
    json.name("invocations").beginArray().beginObject();
    json.name("executionSuccessful").value(sound);
    json.name("toolExecutionNotifications").beginArray();
    for (CheckResult result : report.results()) {
      String trouble = CheckReport.trouble(result);
      if (trouble != null) {
        notification("error", result.path(), trouble);
      } else if (result instanceof CheckResult.Checked c) {
        for (String remark : c.remarks()) {
          notification("note", c.path(), remark);
        }
      }
    }
    json.endArray().endObject().endArray();
  }

  private void notification(String level, String path, String text) throws IOException {
    json.beginObject().name("level").value(level);
    text("message", text);
    json.name("locations").beginArray().beginObject();
    json.name("physicalLocation").beginObject();
    artifact(path);
    json.endObject().endObject().endArray().endObject();
  }

  private void results() throws IOException {
    json.name("results").beginArray();
    for (CheckResult result : report.results()) {
      for (Finding f : Statistics.findings(result)) {
        result(f, null);
      }
      for (Silenced s : CheckReport.silenced(result)) {
        result(s.finding(), s);
      }
    }
    json.endArray();
  }

  private void result(Finding f, Silenced silenced) throws IOException {
    json.beginObject().name("ruleId").value(f.rule());
    int index = index(f.rule());
    if (index >= 0) {
      json.name("ruleIndex").value((long) index);
    }
    json.name("level").value(f.severity().word());
    String cure = Sites.cure(f);
    text("message", Sites.message(f) + (cure.isEmpty() ? "" : "\nCure: " + cure));
    json.name("locations").beginArray();
    location(f.location());
    json.endArray();
    json.name("partialFingerprints").beginObject();
    json.name("initlint/v1").value(Sites.fingerprint(f)).endObject();
    related(f);
    codeFlow(f);
    fixes(f.fix());
    if (silenced != null) {
      suppression(silenced);
    }
    if (report.comparedToBaseline()) {
      boolean before = silenced != null && silenced.by() == Silenced.By.BASELINE;
      json.name("baselineState").value(before ? "unchanged" : "new");
    }
    properties(f);
    json.endObject();
  }

  /** The other places of which a finding holds. */
  private void related(Finding f) throws IOException {
    if (f.also().isEmpty()) {
      return;
    }
    json.name("relatedLocations").beginArray();
    for (Location place : f.also().subList(0, Math.min(MOST_PLACES, f.also().size()))) {
      location(place);
    }
    json.endArray();
  }

  private int index(String rule) {
    for (int i = 0; i < report.rules().size(); i++) {
      if (report.rules().get(i).id().equals(rule)) {
        return i;
      }
    }
    return -1;
  }

  private void location(Location at) throws IOException {
    json.beginObject().name("physicalLocation").beginObject();
    artifact(Sites.path(at));
    json.name("region").beginObject();
    json.name("startLine").value((long) Sites.line(at));
    if (at.column() != null && at.source() == null) {
      json.name("startColumn").value((long) Math.max(1, at.column()));
    }
    json.endObject().endObject();
    String inner = Sites.inner(at);
    if (inner != null) {
      json.name("logicalLocations").beginArray();
      logical(at.path(), at.module(), "module");
      logical(at.path(), at.node(), "member");
      logical(at.path(), at.value(), "variable");
      logical(at.path(), at.parameter(), "variable");
      json.endArray();
    }
    json.endObject();
  }

  private void logical(String path, String name, String kind) throws IOException {
    if (name != null && !name.isEmpty()) {
      json.beginObject().name("name").value(name);
      json.name("fullyQualifiedName").value(path + "::" + name);
      json.name("kind").value(kind).endObject();
    }
  }

  private void artifact(String path) throws IOException {
    boolean isAbsolute = path.startsWith("/") || path.matches("[A-Za-z]:[\\\\/].*");
    json.name("artifactLocation").beginObject().name("uri").value(Uri.of(path));
    if (!isAbsolute) {
      json.name("uriBaseId").value("SRCROOT");
    }
    json.endObject();
  }

  /** The derivation, from the source of the signal to the place of the finding. */
  private void codeFlow(Finding f) throws IOException {
    if (f.derivation().isEmpty()) {
      return;
    }
    json.name("codeFlows").beginArray().beginObject();
    text("message", "how the figure follows");
    json.name("threadFlows").beginArray().beginObject().name("locations").beginArray();
    List<String> steps = Derivation.lines(f.derivation());
    for (String step : steps.subList(Math.max(0, steps.size() - STEPS), steps.size())) {
      json.beginObject().name("location").beginObject();
      json.name("physicalLocation").beginObject();
      artifact(f.location().path());
      json.endObject();
      text("message", step);
      json.endObject().endObject();
    }
    json.endArray().endObject().endArray().endObject().endArray();
  }

  private void fixes(Fix fix) throws IOException {
    if (fix == null || !fix.isApplicable()) {
      return;
    }
    Map<String, List<Fix.Edit>> byFile = new LinkedHashMap<>();
    for (Fix.Edit e : fix.edits()) {
      byFile.computeIfAbsent(e.path(), p -> new ArrayList<>()).add(e);
    }
    json.name("fixes").beginArray().beginObject();
    text("description", fix.text() + (fix.safe() ? "" : " (this changes more than the hazard)"));
    json.name("artifactChanges").beginArray();
    for (Map.Entry<String, List<Fix.Edit>> file : byFile.entrySet()) {
      json.beginObject();
      artifact(file.getKey());
      json.name("replacements").beginArray();
      for (Fix.Edit e : file.getValue()) {
        json.beginObject().name("deletedRegion").beginObject();
        json.name("charOffset").value((long) e.start());
        json.name("charLength").value((long) e.end() - e.start()).endObject();
        text("insertedContent", e.replacement());
        json.endObject();
      }
      json.endArray().endObject();
    }
    json.endArray().endObject().endArray();
  }

  private void suppression(Silenced silenced) throws IOException {
    boolean inSource =
        silenced.by() == Silenced.By.SOURCE || silenced.by() == Silenced.By.MODEL_FILE;
    json.name("suppressions").beginArray().beginObject();
    json.name("kind").value(inSource ? "inSource" : "external").name("status").value("accepted");
    String reason = silenced.reason();
    if (reason.isEmpty() && silenced.by() == Silenced.By.BASELINE) {
      reason = "in the baseline";
    }
    json.known("justification", reason).endObject().endArray();
  }

  private void properties(Finding f) throws IOException {
    json.name("properties").beginObject();
    if (f.prediction() != null) {
      json.name("quantity").value(f.prediction().quantity());
      json.known("value", f.prediction().value());
      json.known("measured", f.prediction().measured());
    }
    json.known("formula", f.formula()).known("cause", f.cause()).endObject();
  }
}
