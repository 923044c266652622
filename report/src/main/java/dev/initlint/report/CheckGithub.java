package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Findings as workflow commands of GitHub Actions, which shows ten annotations of a level and step:
 * the gravest come first, and a last one says how many more there are.
 */
final class CheckGithub {
  /** Most annotations of one level that one step shows. */
  static final int SHOWN = 10;

  private CheckGithub() {}

  static void write(CheckReport report, Appendable to) throws IOException {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    for (CheckResult result : report.results()) {
      String trouble = CheckReport.trouble(result);
      if (trouble != null) {
        counts.merge(Severity.ERROR, 1, Integer::sum);
        command("error", result.path(), 1, 1, "initlint", trouble, to);
      }
    }
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)) {
      for (CheckResult result : report.results()) {
        for (Finding f : Statistics.findings(result)) {
          if (f.severity() == severity) {
            counts.merge(severity, 1, Integer::sum);
            if (counts.get(severity) <= SHOWN) {
              write(f, to);
            }
          }
        }
      }
      int left = counts.getOrDefault(severity, 0) - SHOWN;
      if (left > 0) {
        to.append("::notice title=initlint::")
            .append(String.valueOf(left))
            .append(" more of severity ")
            .append(severity.word())
            .append("; another format tells all of them\n");
      }
    }
  }

  private static void write(Finding f, Appendable to) throws IOException {
    String cure = Sites.cure(f);
    String text = Sites.message(f) + (cure.isEmpty() ? "" : "\ncure: " + cure);
    String level = f.severity() == Severity.NOTE ? "notice" : f.severity().word();
    String path = Sites.path(f);
    command(level, path, Sites.line(f), Sites.column(f), Sites.title(f), text, to);
  }

  private static void command(
      String level, String path, int line, int column, String title, String text, Appendable to)
      throws IOException {
    to.append("::").append(level).append(" file=").append(property(path.replace('\\', '/')));
    to.append(",line=").append(String.valueOf(line)).append(",col=").append(String.valueOf(column));
    to.append(",title=").append(property(title)).append("::").append(data(text)).append('\n');
  }

  private static String data(String text) {
    return Escaped.of(text.replace("\r", "").replace("\n", "\u0000"))
        .replace("%", "%25")
        .replace("\\u{0}", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
