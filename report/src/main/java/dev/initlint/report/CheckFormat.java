package dev.initlint.report;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats in which findings can be had. */
public enum CheckFormat {
  /** For people. */
  TEXT((report, style, to) -> CheckText.write(report.results(), style, report.detail(), to)),
  /** One line each, for people and editors. */
  CONCISE((report, style, to) -> CheckConcise.write(report.results(), style, to)),
  /** All that is known, under a published schema. */
  JSON((report, style, to) -> CheckJson.write(report, to)),
  /** SARIF 2.1.0, which code hosts and editors read. */
  SARIF((report, style, to) -> CheckSarif.write(report, to)),
  /** Annotations of GitHub Actions. */
  GITHUB((report, style, to) -> CheckGithub.write(report, to)),
  /** GitLab's code quality report. */
  GITLAB((report, style, to) -> CheckGitlab.write(report, to)),
  /** Test results: a test per file and rule. */
  JUNIT((report, style, to) -> CheckJunit.write(report, to)),
  /** Checkstyle's XML, which most build servers read. */
  CHECKSTYLE((report, style, to) -> CheckCheckstyle.write(report, to));

  private final Writer writer;

  CheckFormat(Writer writer) {
    this.writer = writer;
  }

  @FunctionalInterface
  private interface Writer {
    void write(CheckReport report, Style style, Appendable to) throws IOException;
  }

  /** As it is named on a command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words, in order. */
  public static List<String> words() {
    return Arrays.stream(values()).map(CheckFormat::word).toList();
  }

  /** The format of a word; empty if there is none. */
  public static Optional<CheckFormat> of(String word) {
    return Arrays.stream(values())
        .filter(f -> f.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** Whether people read it. */
  public boolean isText() {
    return this == TEXT || this == CONCISE;
  }

  /**
   * Writes all results.
   *
   * @throws IOException if {@code to} does
   */
  public void write(CheckReport report, Style style, Appendable to) throws IOException {
    writer.write(report, style, to);
  }
}
