package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What applying fixes comes to; nothing is written yet.
 *
 * @param results of the same files after the fixes
 * @param changes one for each file that differs, in the order of their paths
 * @param fixed findings that are cured, as they were reported
 * @param refused findings whose fixes were tried and taken back
 */
public record Fixes(
    List<CheckResult> results, List<Change> changes, List<Finding> fixed, List<Refused> refused) {
  public Fixes {
    results = List.copyOf(results);
    changes = List.copyOf(changes);
    fixed = List.copyOf(fixed);
    refused = List.copyOf(refused);
  }

  /** These and those of other files. */
  public Fixes plus(Fixes others) {
    return new Fixes(
        joined(results, others.results),
        joined(changes, others.changes),
        joined(fixed, others.fixed),
        joined(refused, others.refused));
  }

  private static <T> List<T> joined(List<T> a, List<T> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  /**
   * A file and what it becomes.
   *
   * @param file absolute path
   * @param before its bytes as they were read
   */
  public record Change(Path file, byte[] before, byte[] after) {}

  /**
   * A fix that was taken back.
   *
   * @param reason one clause
   */
  public record Refused(Finding finding, String reason) {}
}
