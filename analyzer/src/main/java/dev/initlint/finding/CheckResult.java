package dev.initlint.finding;

import java.util.List;

/** The outcome of checking one file. */
public sealed interface CheckResult {
  String path();

  /**
   * The file was analysed.
   *
   * @param atInitialisation false when the weights look trained; moment rules then stay silent
   * @param verdict one sentence that says why
   * @param findings most severe first, then by place
   * @param coverage how many of the values are known, and why the others are not
   * @param remarks what the reader repaired or assumed, one sentence each
   */
  record Checked(
      String path,
      boolean atInitialisation,
      String verdict,
      List<Finding> findings,
      Coverage coverage,
      List<String> remarks)
      implements CheckResult {
    public Checked {
      findings = List.copyOf(findings);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * The file could not be read.
   *
   * @param offset byte offset of the place at fault, or -1
   * @param reason one sentence with the cure
   */
  record Unreadable(String path, long offset, String reason) implements CheckResult {}

  /**
   * The file was read and could not be followed to its end: it took too long, more memory than
   * there is, or met a defect of the tool.
   *
   * @param reason one sentence with the cure
   */
  record Failed(String path, String reason) implements CheckResult {}
}
