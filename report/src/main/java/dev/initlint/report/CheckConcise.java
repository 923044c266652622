package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import java.io.IOException;
import java.util.List;

/** Findings as one line each, for editors and logs. */
public final class CheckConcise {
  private CheckConcise() {}

  /** Writes all results, in their order. */
  public static void write(List<CheckResult> results, Style style, Appendable to)
      throws IOException {
    for (CheckResult result : results) {
      if (result instanceof CheckResult.Unreadable unreadable) {
        to.append(style.foreign("unreadable: " + CheckText.sentence(unreadable))).append('\n');
      }
      if (result instanceof CheckResult.Failed failed) {
        to.append(style.foreign("failed: " + CheckText.sentence(failed))).append('\n');
      }
      for (Finding finding : Statistics.findings(result)) {
        to.append(line(finding, style)).append('\n');
      }
    }
  }

  /**
   * As {@code net.onnx:fc2: error[ATT001 missing-attention-scale]: logits have std 5.7}. The mark
   * {@code [*]} before the message says that a safe fix can be applied.
   */
  public static String line(Finding finding, Style style) {
    return style.foreign(Place.concise(finding))
        + ": "
        + style.severity(
            finding.severity(),
            finding.severity().word() + "[" + finding.rule() + " " + finding.name() + "]")
        + Fixability.of(finding).mark()
        + ": "
        + style.foreign(finding.message());
  }
}
