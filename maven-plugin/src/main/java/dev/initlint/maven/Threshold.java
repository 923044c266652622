package dev.initlint.maven;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.report.CheckText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;

/**
 * What a build may not have.
 *
 * @param least least severity that counts for a path, or null when none does
 * @param allowed how many findings that count are let pass
 */
record Threshold(Function<String, Severity> least, int allowed) {
  private static final List<String> WORDS = List.of("error", "warning", "note", "never");

  /**
   * The word of a severity, or {@code never}, as configurations have it.
   *
   * @throws MojoExecutionException if it is neither
   */
  static String word(String property, String given) throws MojoExecutionException {
    String word = given.strip().toLowerCase(Locale.ROOT);
    if (!WORDS.contains(word)) {
      throw new MojoExecutionException(
          property + " is '" + given + "'; give error, warning, note or never");
    }
    return word;
  }

  /**
   * Lets a build pass or not.
   *
   * @throws MojoExecutionException if a file could not be read or not be followed
   * @throws MojoFailureException if more findings count than are allowed
   */
  void judge(List<CheckResult> results) throws MojoExecutionException, MojoFailureException {
    List<String> unreadable =
        results.stream()
            .filter(CheckResult.Unreadable.class::isInstance)
            .map(r -> CheckText.sentence((CheckResult.Unreadable) r))
            .toList();
    if (!unreadable.isEmpty()) {
      String others = unreadable.size() == 1 ? "" : " (and " + (unreadable.size() - 1) + " more)";
      throw new MojoExecutionException("cannot read " + unreadable.get(0) + others);
    }
    List<String> failed =
        results.stream()
            .filter(CheckResult.Failed.class::isInstance)
            .map(r -> CheckText.sentence((CheckResult.Failed) r))
            .toList();
    if (!failed.isEmpty()) {
      String others = failed.size() == 1 ? "" : " (and " + (failed.size() - 1) + " more)";
      throw new MojoExecutionException("cannot check " + failed.get(0) + others);
    }
    long counting = results.stream().mapToLong(this::counting).sum();
    if (counting > allowed) {
      throw new MojoFailureException(
          "initlint found "
              + counting
              + (counting == 1 ? " finding" : " findings")
              + " of severity "
              + word(results)
              + " or above; "
              + (allowed == 0 ? "none is" : allowed + (allowed == 1 ? " is" : " are"))
              + " allowed");
    }
  }

  private long counting(CheckResult result) {
    Severity counts = least.apply(result.path());
    return result instanceof CheckResult.Checked checked && counts != null
        ? checked.findings().stream()
            .map(Finding::severity)
            .filter(s -> s.compareTo(counts) >= 0)
            .count()
        : 0;
  }

  /** The least that counts for any of the files. */
  private String word(List<CheckResult> results) {
    return results.stream()
        .map(r -> least.apply(r.path()))
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .map(Severity::word)
        .orElse("none");
  }
}
