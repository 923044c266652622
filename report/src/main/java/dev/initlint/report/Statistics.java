package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each rule fired. */
public final class Statistics {
  private Statistics() {}

  /**
   * One rule.
   *
   * @param severity the gravest that it reported
   */
  public record Row(String rule, String name, Severity severity, int count) {
    private Row plus(Row other) {
      return new Row(
          rule,
          name,
          severity.compareTo(other.severity) >= 0 ? severity : other.severity,
          count + other.count);
    }
  }

  /** Most frequent first, then by id. */
  public static List<Row> of(List<CheckResult> results) {
    Map<String, Row> rows = new TreeMap<>();
    for (CheckResult result : results) {
      for (Finding f : findings(result)) {
        rows.merge(f.rule(), new Row(f.rule(), f.name(), f.severity(), 1), Row::plus);
      }
    }
    List<Row> sorted = new ArrayList<>(rows.values());
    sorted.sort(Comparator.comparing(Row::count).reversed());
    return sorted;
  }

  /** One line per rule. */
  public static void write(List<CheckResult> results, Style style, Appendable to)
      throws IOException {
    Table table = new Table(style, Table.RIGHT, Table.LEFT, Table.LEFT, Table.LEFT);
    for (Row row : of(results)) {
      table.row(String.valueOf(row.count()), row.severity().word(), row.rule(), row.name());
    }
    for (String line : table.lines()) {
      to.append(line).append('\n');
    }
  }

  static List<Finding> findings(CheckResult result) {
    return result instanceof CheckResult.Checked checked ? checked.findings() : List.of();
  }
}
