package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Identity;
import dev.initlint.finding.Location;
import dev.initlint.finding.Severity;
import java.util.List;

/**
 * A model whose weights look trained has nothing that could be told of its start. Where a project
 * means to check starts, that is a finding: else a run over the wrong files is green for ever.
 */
public final class NotAtInitialisation {
  /** What to do about it, in one clause. */
  public static final String CURE =
      "export the model before it is trained: build it from its configuration, without"
          + " from_pretrained or load_state_dict";

  static final RuleInfo RULE =
      new RuleInfo(
          "INIT000",
          "not-at-initialisation",
          Severity.ERROR,
          "the weights look trained, so that nothing of the start can be told",
          """
          ## What it does
          Reports a model whose weights look trained, where `not-at-initialisation` is `warning` or
          `error` in the configuration or on the command line. By default such a model is told of
          in one sentence and counts for nothing.

          ## Why
          What initlint predicts holds before the first step. On a trained model almost every rule
          is silent, so that a build that exports the wrong checkpoint would pass for ever.

          ## Bad
          A checkpoint, as `AutoModel.from_pretrained("gpt2")` gives it, exported to ONNX.

          ## Good
          The same architecture with fresh weights:
          `AutoModel.from_config(AutoConfig.from_pretrained("gpt2"))`.

          ## Fix
          Export the model before it is trained, or name the configuration of the project's own
          initialiser.

          ## When to ignore it
          Where trained files are checked on purpose, for the rules that speak of them too.

          ## References
          - none: this follows from what the tool is for
          """);

  private NotAtInitialisation() {}

  /** The finding. */
  public static Finding finding(CheckResult.Checked result, Severity severity) {
    Identity place = new Identity("", "", List.of("model"));
    return new Finding(
            RULE.id(),
            RULE.name(),
            severity,
            "the model is not at initialisation: " + result.verdict(),
            null,
            Location.ofModel(result.path()),
            null,
            null,
            List.of(),
            Fix.advice(CURE),
            List.of())
        .known(place);
  }
}
