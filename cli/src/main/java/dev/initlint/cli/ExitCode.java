package dev.initlint.cli;

/** What the process tells its caller. */
final class ExitCode {
  /** Nothing at or above the threshold. */
  static final int CLEAN = 0;

  /** Findings at or above the threshold. */
  static final int FINDINGS = 1;

  /** Bad usage or configuration, unreadable input, or a defect of the tool. */
  static final int UNUSABLE = 2;

  private ExitCode() {}
}
