package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.propagate.Propagation;
import dev.initlint.rules.Objection;
import dev.initlint.rules.RuleCheck;
import dev.initlint.unit.Model;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a configuration again with edits and looks whether they cure. */
final class Trial {
  /** Nodes above which trying an edit takes too long beside the check itself. */
  private static final int LARGE = 20_000;

  private Trial() {}

  static boolean isAllowed(HubArchitecture model) {
    return model.graph().nodes().size() <= LARGE;
  }

  /** Whether edits cure all findings of the rule and bring nothing as grave. */
  static boolean cures(
      HubArchitecture model,
      List<Finding> found,
      Finding finding,
      List<Fix.Edit> edits,
      EngineSettings settings) {
    Configuration c = model.model().configuration();
    Map<Path, String> texts = new HashMap<>(model.edited());
    texts.put(
        Path.of(c.path()).toAbsolutePath().normalize(),
        EditedText.of(c.text(), EditedText.ordered(edits)));
    ReadFile again = new HubModels().over(texts).read(model.path(), settings);
    if (!(again instanceof ReadFile.Models m) || m.models().size() != 1) {
      return false;
    }
    try {
      ReadModel edited = m.models().get(0);
      Propagation p = Propagation.of(edited.graph(), StandardEngine.assumptions(edited, settings));
      Model units = edited.units(p).trained(settings.training());
      String path = model.path().toString();
      List<Finding> cured = found.stream().filter(f -> f.rule().equals(finding.rule())).toList();
      List<Finding> own = RuleCheck.run(units, path, Set.of(finding.rule()));
      if (Objection.remain(found, own, cured)) {
        return false;
      }
      List<Finding> left = RuleCheck.run(units, path, settings.rules());
      return Cure.objection(List.of(result(found)), List.of(result(left)), cured).isEmpty();
    } catch (RuntimeException notFollowed) {
      return false;
    }
  }

  private static CheckResult result(List<Finding> findings) {
    return new CheckResult.Checked("", true, "", findings, Coverage.NONE, List.of());
  }
}
