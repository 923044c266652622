package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import java.util.List;

/** Whether a program can cure a finding. */
public enum Fixability {
  /** By edits that change nothing but the hazard. */
  SAFE(" [*]", " [--fix]"),
  /** By edits that change more. */
  UNSAFE("", " [--unsafe-fixes]"),
  /** Not at all. */
  BY_HAND("", "");

  private final String mark;
  private final String remark;

  Fixability(String mark, String remark) {
    this.mark = mark;
    this.remark = remark;
  }

  /** What can be done about a finding. */
  public static Fixability of(Finding finding) {
    if (finding.fix() == null || !finding.fix().isApplicable()) {
      return BY_HAND;
    }
    return finding.fix().safe() ? SAFE : UNSAFE;
  }

  String mark() {
    return mark;
  }

  String remark() {
    return remark;
  }

  /** As {@code 1 can be fixed with --fix, 2 more with --unsafe-fixes.}; empty when none can. */
  public static String sentence(List<CheckResult> results) {
    long safe = count(results, SAFE);
    long more = count(results, UNSAFE);
    if (safe == 0) {
      return more == 0 ? "" : more + " can be fixed with --fix --unsafe-fixes.";
    }
    return safe
        + " can be fixed with --fix"
        + (more == 0 ? "." : ", " + more + " more with --unsafe-fixes.");
  }

  private static long count(List<CheckResult> results, Fixability wanted) {
    return results.stream()
        .flatMap(r -> Statistics.findings(r).stream())
        .filter(f -> of(f) == wanted)
        .count();
  }
}
