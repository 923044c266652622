package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.report.CheckReport;
import java.util.List;

/** What reports are told of the tool. */
final class CheckReports {
  private CheckReports() {}

  /** Every rule of an engine, as reports know it. */
  static List<CheckReport.RuleText> rules(Engine engine) {
    return engine.rules().stream()
        .map(
            r ->
                new CheckReport.RuleText(
                    r.id(), r.name(), r.severity(), r.summary(), r.page(), r.preview()))
        .toList();
  }
}
