package dev.initlint.cli;

import dev.initlint.engine.review.Review;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Silenced;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of a run beside the files they are of.
 *
 * @param models in their order
 * @param list results, one for each model, under the names that reports call them by
 */
record Results(List<Models.Model> models, List<CheckResult> list) {
  Results {
    models = List.copyOf(models);
    list = List.copyOf(list);
  }

  Map<Path, CheckResult> byFile() {
    Map<Path, CheckResult> byFile = new LinkedHashMap<>();
    for (int i = 0; i < list.size(); i++) {
      byFile.put(models.get(i).file(), list.get(i));
    }
    return byFile;
  }

  /** The same with other results of the same models. */
  Results with(List<CheckResult> others) {
    return new Results(models, others);
  }

  int exitCode(Review review) {
    int code = ExitCode.CLEAN;
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof CheckResult.Checked checked)) {
        return ExitCode.UNUSABLE;
      }
      if (review.fails(models.get(i).file(), checked)) {
        code = ExitCode.FINDINGS;
      }
    }
    return code;
  }

  /** Least severity that fails the run for any of the files, for formats that tell it of all. */
  dev.initlint.finding.Severity failOn(Review review) {
    return models.stream()
        .map(m -> review.configuration(m.file()).failOn())
        .filter(java.util.Objects::nonNull)
        .min(java.util.Comparator.naturalOrder())
        .orElse(null);
  }

  /** As {@code 3 in the baseline, 1 suppressed.}; empty where nothing is silenced. */
  String silenced() {
    int before = 0;
    int asked = 0;
    for (CheckResult result : list) {
      if (result instanceof CheckResult.Checked c) {
        for (Silenced s : c.silenced()) {
          if (s.by() == Silenced.By.BASELINE) {
            before++;
          } else {
            asked++;
          }
        }
      }
    }
    List<String> parts = new ArrayList<>();
    if (before > 0) {
      parts.add(before + " in the baseline");
    }
    if (asked > 0) {
      parts.add(asked + " suppressed");
    }
    return parts.isEmpty() ? "" : String.join(", ", parts) + ".";
  }
}
