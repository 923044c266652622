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
   * @param silenced findings that somebody asked not to hear of
   */
  record Checked(
      String path,
      boolean atInitialisation,
      String verdict,
      List<Finding> findings,
      Coverage coverage,
      List<String> remarks,
      List<Silenced> silenced)
      implements CheckResult {
    public Checked {
      findings = List.copyOf(findings);
      remarks = List.copyOf(remarks);
      silenced = List.copyOf(silenced);
    }

    /** A file of which nobody asked for silence. */
    public Checked(
        String path,
        boolean atInitialisation,
        String verdict,
        List<Finding> findings,
        Coverage coverage,
        List<String> remarks) {
      this(path, atInitialisation, verdict, findings, coverage, remarks, List.of());
    }

    /** The same with other findings. */
    public Checked with(List<Finding> others) {
      return with(others, remarks, silenced);
    }

    /** The same with other findings, remarks and silenced findings. */
    public Checked with(List<Finding> others, List<String> told, List<Silenced> unheard) {
      return new Checked(path, atInitialisation, verdict, others, coverage, told, unheard);
    }

    /** The same under another path. */
    public Checked at(String other) {
      return new Checked(other, atInitialisation, verdict, findings, coverage, remarks, silenced);
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
