package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.propagate.Dependence;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.Trace;
import java.util.List;

/**
 * One model of a page.
 *
 * @param result of its check
 * @param trace null where it could not be read
 * @param measured null where it was not run
 * @param sizes its figures as functions of its sizes, one for each number of blocks
 * @param blocks its own number of blocks; 0 where none repeat
 */
public record ReportedModel(
    CheckResult result, Trace trace, MeasuredTrace measured, List<Dependence> sizes, int blocks) {

  /** One that could not be read. */
  public static ReportedModel unread(CheckResult result) {
    return new ReportedModel(result, null, null, List.of(), 0);
  }
}
