package dev.initlint.maven;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.report.CheckText;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;

/**
 * What a build may not have.
 *
 * @param least least severity that counts, or null when none does
 * @param allowed how many findings that count are let pass
 */
record Threshold(Severity least, int allowed) {
  private static final String NEVER = "never";

  /**
   * @throws MojoExecutionException if {@code word} is neither a severity nor {@code never}
   */
  static Threshold of(String word, int allowed) throws MojoExecutionException {
    if (word.equalsIgnoreCase(NEVER)) {
      return new Threshold(null, allowed);
    }
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(word.toLowerCase(Locale.ROOT))) {
        return new Threshold(severity, allowed);
      }
    }
    throw new MojoExecutionException(
        "initlint.failOn is '" + word + "'; give error, warning, note or never");
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
              + least.word()
              + " or above; "
              + (allowed == 0 ? "none is" : allowed + (allowed == 1 ? " is" : " are"))
              + " allowed");
    }
  }

  private long counting(CheckResult result) {
    return result instanceof CheckResult.Checked checked && least != null
        ? checked.findings().stream().map(Finding::severity).filter(this::counts).count()
        : 0;
  }

  private boolean counts(Severity severity) {
    return severity.compareTo(least) >= 0;
  }
}
