package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import java.nio.file.Path;
import java.util.List;

/** The outcome of fixing a model on a copy. */
public sealed interface WeightFixes {

  /**
   * The copy was made and checked.
   *
   * @param written what was written, or null where no finding was cured and nothing was
   * @param before of the model as it is
   * @param after of the copy as it was read back
   * @param cured what was done, for each finding that is gone by it
   * @param refused findings that stay, with the reason
   */
  record Fixed(
      Path written,
      CheckResult before,
      CheckResult after,
      List<Cured> cured,
      List<Fixes.Refused> refused)
      implements WeightFixes {}

  /**
   * One finding that is cured.
   *
   * @param changes one sentence for each tensor
   */
  record Cured(dev.initlint.finding.Finding finding, List<String> changes) {}

  /**
   * The model could not be read.
   *
   * @param result says why
   */
  record NotRead(CheckResult result) implements WeightFixes {}
}
