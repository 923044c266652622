package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.finding.Silenced;
import java.util.List;
import java.util.function.Supplier;

/**
 * All that a report may tell of one run.
 *
 * @param results in the order of the files
 * @param rules that were there to be applied, sorted by id
 * @param version of the tool
 * @param failOn least severity that makes the run fail, or null for none
 * @param comparedToBaseline whether findings were held against a baseline
 * @param statistics whether to tell how often each rule fired
 * @param detail how much of each finding people are told
 */
public record CheckReport(
    List<CheckResult> results,
    List<RuleText> rules,
    String version,
    Severity failOn,
    boolean comparedToBaseline,
    boolean statistics,
    Detail detail) {
  public CheckReport {
    results = List.copyOf(results);
    rules = List.copyOf(rules);
  }

  /** Results of a run of which nothing else is told. */
  public static CheckReport of(List<CheckResult> results) {
    return new CheckReport(results, List.of(), "", Severity.ERROR, false, false, Detail.SHORT);
  }

  /**
   * What is told of a rule.
   *
   * @param severity the gravest that it reports
   * @param summary one sentence
   * @param page puts the documentation together, which few formats tell
   * @param preview whether its verdicts may still change
   */
  public record RuleText(
      String id,
      String name,
      Severity severity,
      String summary,
      Supplier<String> page,
      boolean preview) {

    /** Markdown. */
    String documentation() {
      return page.get();
    }
  }

  /** Whether a finding makes the run fail. */
  boolean isFailing(Finding finding) {
    return failOn != null && finding.severity().compareTo(failOn) >= 0;
  }

  /** Why a file has no findings, or null where it was checked. */
  static String trouble(CheckResult result) {
    if (result instanceof CheckResult.Unreadable u) {
      return u.offset() < 0 ? u.reason() : "byte " + u.offset() + ": " + u.reason();
    }
    return result instanceof CheckResult.Failed f ? f.reason() : null;
  }

  static List<Silenced> silenced(CheckResult result) {
    return result instanceof CheckResult.Checked c ? c.silenced() : List.of();
  }
}
