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
   * @param unknown operators that were not modelled
   * @param modelledShare share of the nodes whose outputs are known, 0 to 1
   * @param remarks what the reader repaired or assumed, one sentence each
   */
  record Checked(
      String path,
      boolean atInitialisation,
      String verdict,
      List<Finding> findings,
      List<Unmodelled> unknown,
      double modelledShare,
      List<String> remarks)
      implements CheckResult {
    public Checked {
      findings = List.copyOf(findings);
      unknown = List.copyOf(unknown);
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
}
