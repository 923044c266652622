package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.finding.Unmodelled;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** All results in one line. */
public final class Summary {
  private Summary() {}

  /** As {@code Found 1 error, 3 warnings in 2 files. 96% of nodes analysed; unknown: Foo.} */
  public static String of(List<CheckResult> results) {
    int unreadable = 0;
    int trained = 0;
    double share = 0;
    int checked = 0;
    TreeSet<String> unknown = new TreeSet<>();
    for (CheckResult result : results) {
      if (result instanceof CheckResult.Checked c) {
        checked++;
        share += c.modelledShare();
        trained += c.atInitialisation() ? 0 : 1;
        c.unknown().stream().map(Unmodelled::op).forEach(unknown::add);
      } else {
        unreadable++;
      }
    }
    StringBuilder line = new StringBuilder("Found ").append(counts(results));
    line.append(" in ").append(plural(results.size(), "file")).append('.');
    if (unreadable > 0) {
      line.append(' ').append(plural(unreadable, "file")).append(" unreadable.");
    }
    if (trained > 0) {
      line.append(' ').append(plural(trained, "model")).append(" not at initialisation.");
    }
    if (checked > 0 && !unknown.isEmpty()) {
      line.append(' ').append((int) Math.floor(100 * share / checked)).append("% of nodes");
      line.append(" analysed; not modelled: ").append(String.join(", ", unknown)).append('.');
    }
    return Escaped.of(line.toString());
  }

  private static String counts(List<CheckResult> results) {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    for (CheckResult result : results) {
      for (Finding finding : Statistics.findings(result)) {
        counts.merge(finding.severity(), 1, Integer::sum);
      }
    }
    List<String> parts = new ArrayList<>();
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)) {
      if (counts.containsKey(severity)) {
        parts.add(plural(counts.get(severity), severity.word()));
      }
    }
    return parts.isEmpty() ? "nothing" : String.join(", ", parts);
  }

  private static String plural(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
