package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.rules.Objection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether an edit cured what it was to cure and brought nothing as grave. */
final class Cure {
  private Cure() {}

  /**
   * What speaks against an edit, in one clause.
   *
   * @param cured the findings that it was to cure
   */
  static Optional<String> objection(
      List<CheckResult> before, List<CheckResult> after, List<Finding> cured) {
    return Objection.to(all(before), all(after), cured);
  }

  private static List<Finding> all(List<CheckResult> results) {
    List<Finding> all = new ArrayList<>();
    for (CheckResult r : results) {
      if (r instanceof CheckResult.Checked c) {
        all.addAll(c.findings());
      }
    }
    return all;
  }
}
