package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings as Checkstyle writes them. */
final class CheckCheckstyle {
  private CheckCheckstyle() {}

  static void write(CheckReport report, Appendable to) throws IOException {
    to.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"10.0\">\n");
    for (Map.Entry<String, List<String>> file : byFile(report).entrySet()) {
      to.append("  <file name=\"").append(Xml.of(file.getKey())).append("\">\n");
      for (String line : file.getValue()) {
        to.append(line);
      }
      to.append("  </file>\n");
    }
    to.append("</checkstyle>\n");
  }

  /** Findings stand under the file they point at, which may be another than that checked. */
  private static Map<String, List<String>> byFile(CheckReport report) {
    Map<String, List<String>> files = new LinkedHashMap<>();
    for (CheckResult result : report.results()) {
      files.computeIfAbsent(result.path(), p -> new ArrayList<>());
      String trouble = CheckReport.trouble(result);
      if (trouble != null) {
        files.get(result.path()).add(line(1, 1, Severity.ERROR, trouble, "initlint"));
      }
      for (Finding f : Statistics.findings(result)) {
        files
            .computeIfAbsent(Sites.path(f), p -> new ArrayList<>())
            .add(
                line(
                    Sites.line(f),
                    Sites.column(f),
                    f.severity(),
                    Sites.message(f),
                    "initlint." + f.rule()));
      }
    }
    return files;
  }

  private static String line(int line, int column, Severity severity, String text, String source) {
    String word = severity == Severity.NOTE ? "info" : severity.word();
    return "    <error line=\""
        + line
        + "\" column=\""
        + column
        + "\" severity=\""
        + word
        + "\" message=\""
        + Xml.of(text)
        + "\" source=\""
        + Xml.of(source)
        + "\"/>\n";
  }
}
