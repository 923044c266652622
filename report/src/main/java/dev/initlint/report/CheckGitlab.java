package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.io.IOException;

/** Findings as GitLab's code quality report has them. */
final class CheckGitlab {
  private CheckGitlab() {}

  static void write(CheckReport report, Appendable to) throws IOException {
    JsonWriter json = new JsonWriter(to, 2);
    json.beginArray();
    for (CheckResult result : report.results()) {
      String trouble = CheckReport.trouble(result);
      if (trouble != null) {
        String fingerprint = "initlint-" + Integer.toHexString(result.path().hashCode());
        item(trouble, "initlint", fingerprint, "blocker", result.path(), 1, json);
      }
      for (Finding f : Statistics.findings(result)) {
        String cure = Sites.cure(f);
        String text = Sites.message(f) + (cure.isEmpty() ? "" : ". Cure: " + cure);
        String path = Sites.path(f);
        item(text, f.rule(), Sites.fingerprint(f), word(f.severity()), path, Sites.line(f), json);
      }
    }
    json.endArray();
  }

  private static void item(
      String text,
      String rule,
      String fingerprint,
      String severity,
      String path,
      int line,
      JsonWriter json)
      throws IOException {
    json.beginObject().name("description").value(text).name("check_name").value(rule);
    json.name("fingerprint").value(fingerprint).name("severity").value(severity);
    json.name("location").beginObject().name("path").value(path.replace('\\', '/'));
    json.name("lines").beginObject().name("begin").value((long) line).endObject().endObject();
    json.endObject();
  }

  private static String word(Severity severity) {
    return switch (severity) {
      case ERROR -> "major";
      case WARNING -> "minor";
      case NOTE -> "info";
    };
  }
}
