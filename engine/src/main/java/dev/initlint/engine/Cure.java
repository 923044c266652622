package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
    for (Finding f : cured) {
      Predicate<Finding> same =
          g -> g.rule().equals(f.rule()) && g.location().path().equals(f.location().path());
      if (count(after, same) > count(before, same) - cured.stream().filter(same).count()) {
        return Optional.of("the finding would remain");
      }
    }
    Severity least = cured.stream().map(Finding::severity).min(Severity::compareTo).orElseThrow();
    for (Severity s : Severity.values()) {
      Predicate<Finding> grave = g -> g.severity().compareTo(s) >= 0;
      long allowed = count(before, grave) - cured.stream().filter(grave).count();
      Predicate<Finding> fresh = grave.and(f -> !stoodBelowAnother(f, before));
      if (s.compareTo(least) >= 0 && count(after, fresh) > allowed) {
        return Optional.of("it would bring " + brought(before, after, fresh));
      }
    }
    return Optional.empty();
  }

  /** A consequence is a note for as long as its cause is there; it is not new when that is gone. */
  private static boolean stoodBelowAnother(Finding f, List<CheckResult> before) {
    return all(before).stream()
        .anyMatch(
            g ->
                g.cause() != null
                    && g.rule().equals(f.rule())
                    && g.location().path().equals(f.location().path()));
  }

  /** The rules that fire more often than before. */
  private static String brought(
      List<CheckResult> before, List<CheckResult> after, Predicate<Finding> grave) {
    List<String> rules = new ArrayList<>();
    for (Finding f : all(after).stream().filter(grave).toList()) {
      Predicate<Finding> same = grave.and(g -> g.rule().equals(f.rule()));
      if (count(after, same) > count(before, same) && !rules.contains(f.rule())) {
        rules.add(f.rule());
      }
    }
    return rules.isEmpty() ? "as much again" : String.join(" and ", rules);
  }

  private static long count(List<CheckResult> results, Predicate<Finding> wanted) {
    return all(results).stream().filter(wanted).count();
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
