package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.report.CheckReport.RuleText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each rule as a test of each file, so that a history shows when one began to fail. */
final class CheckJunit {
  private CheckJunit() {}

  static void write(CheckReport report, Appendable to) throws IOException {
    StringBuilder suites = new StringBuilder();
    int[] totals = new int[3];
    for (CheckResult result : report.results()) {
      suite(report, result, totals, suites);
    }
    to.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"initlint\"");
    to.append(counts(totals)).append(">\n").append(suites).append("</testsuites>\n");
  }

  private static String counts(int[] n) {
    return " tests=\"" + n[0] + "\" failures=\"" + n[1] + "\" errors=\"" + n[2] + "\"";
  }

  private static void suite(
      CheckReport report, CheckResult result, int[] totals, StringBuilder to) {
    StringBuilder cases = new StringBuilder();
    int[] n = new int[3];
    String trouble = CheckReport.trouble(result);
    if (trouble != null) {
      n[0]++;
      n[2]++;
      begin(result.path(), "can be checked", cases).append(">\n      <error message=\"");
      cases.append(Xml.of(trouble)).append("\"/>\n    </testcase>\n");
    }
    for (Map.Entry<String, List<Finding>> rule : byRule(report, result).entrySet()) {
      n[0]++;
      n[1] += rule.getValue().stream().anyMatch(report::isFailing) ? 1 : 0;
      test(report, result.path(), rule.getKey(), rule.getValue(), cases);
    }
    for (int i = 0; i < n.length; i++) {
      totals[i] += n[i];
    }
    to.append("  <testsuite name=\"").append(Xml.of(result.path())).append('"');
    to.append(counts(n)).append(">\n").append(cases).append("  </testsuite>\n");
  }

  private static Map<String, List<Finding>> byRule(CheckReport report, CheckResult result) {
    Map<String, List<Finding>> rules = new LinkedHashMap<>();
    if (result instanceof CheckResult.Checked) {
      for (RuleText rule : report.rules()) {
        rules.put(rule.id() + " " + rule.name(), new ArrayList<>());
      }
    }
    for (Finding f : Statistics.findings(result)) {
      rules.computeIfAbsent(Sites.title(f), t -> new ArrayList<>()).add(f);
    }
    return rules;
  }

  private static void test(
      CheckReport report, String path, String rule, List<Finding> findings, StringBuilder to) {
    begin(path, rule, to);
    if (findings.isEmpty()) {
      to.append("/>\n");
      return;
    }
    to.append(">\n");
    List<Finding> failing = findings.stream().filter(report::isFailing).toList();
    if (!failing.isEmpty()) {
      to.append("      <failure message=\"").append(Xml.of(failing.get(0).message()));
      to.append("\" type=\"").append(failing.get(0).severity().word()).append("\">");
      to.append(Xml.of(lines(failing))).append("</failure>\n");
    }
    List<Finding> others = findings.stream().filter(f -> !report.isFailing(f)).toList();
    if (!others.isEmpty()) {
      to.append("      <system-out>").append(Xml.of(lines(others))).append("</system-out>\n");
    }
    to.append("    </testcase>\n");
  }

  private static StringBuilder begin(String path, String name, StringBuilder to) {
    to.append("    <testcase classname=\"").append(Xml.of(path)).append("\" name=\"");
    return to.append(Xml.of(name)).append('"');
  }

  private static String lines(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding f : findings) {
      text.append(CheckConcise.line(f, Style.PLAIN)).append('\n');
      if (!Sites.cure(f).isEmpty()) {
        text.append("  cure: ").append(Sites.cure(f)).append('\n');
      }
    }
    return text.toString();
  }
}
