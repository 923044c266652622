package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.finding.Severity;
import dev.initlint.graph.Graph;
import dev.initlint.propagate.Propagation;
import dev.initlint.rules.RuleCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of the findings on a model holds whatever sizes the source leaves open: they are looked for
 * again at a quarter and at four times the sizes that were assumed. A finding that is not there, or
 * is less grave, counts no more than that.
 */
final class AssumedSizes {
  private final ReadModel model;
  private final EngineSettings settings;

  AssumedSizes(ReadModel model, EngineSettings settings) {
    this.model = model;
    this.settings = settings;
  }

  /** The findings, each as grave as it is at all sizes. */
  List<Finding> weighed(List<Finding> found, String path) {
    List<Finding> left = found;
    for (Graph other : model.elsewhere()) {
      Set<String> asked = asked(left);
      if (asked.isEmpty()) {
        return left;
      }
      Propagation p = Propagation.of(other, StandardEngine.assumptions(model, settings));
      Map<String, Severity> there = new HashMap<>();
      RuleCheck.run(model.units(p).trained(settings.training()), path, asked)
          .forEach(f -> keys(f).forEach(k -> there.merge(k, f.severity(), AssumedSizes::graver)));
      left = left.stream().map(f -> weighed(f, there)).toList();
    }
    return left;
  }

  /** Ids of the rules by which these may count less: a note cannot, and other rules have no say. */
  private Set<String> asked(List<Finding> found) {
    Set<String> grave =
        found.stream()
            .filter(f -> f.severity() != Severity.NOTE)
            .map(Finding::rule)
            .collect(Collectors.toSet());
    Set<String> asked = RuleCheck.withCauses(grave);
    asked.retainAll(settings.rules());
    return asked;
  }

  private static Finding weighed(Finding f, Map<String, Severity> there) {
    Severity least = Severity.NOTE;
    for (String key : keys(f)) {
      least = graver(least, there.getOrDefault(key, Severity.NOTE));
    }
    if (f.severity().compareTo(least) <= 0) {
      return f;
    }
    Severity weight = least;
    String said = f.message().endsWith(HINGES) ? f.message() : f.message() + HINGES;
    return f.weighed(weight).worded(w -> w.equals(f.message()) ? said : w);
  }

  /** Said of what is less grave, or gone, at other sizes. */
  private static final String HINGES = "; this hinges on sizes that were assumed";

  private static Severity graver(Severity a, Severity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static List<String> keys(Finding f) {
    List<String> keys = new ArrayList<>();
    for (Location l : f.places()) {
      keys.add(f.rule() + " " + l.node() + " " + l.parameter());
    }
    return keys;
  }
}
