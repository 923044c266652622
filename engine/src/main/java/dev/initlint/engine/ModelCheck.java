package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Unmodelled;
import dev.initlint.graph.Graph;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Tracing;
import dev.initlint.rules.RuleCheck;
import java.util.ArrayList;
import java.util.List;

/** Checks the models of one file. */
final class ModelCheck {
  private final String path;
  private final EngineSettings settings;
  private final ReadFile.Models file;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Unmodelled> unknown = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private boolean atInitialisation = true;
  private String verdict = JavaModel.VERDICT;
  private double nodes;
  private double known;

  private ModelCheck(String path, ReadFile.Models file, EngineSettings settings) {
    this.path = path;
    this.file = file;
    this.settings = settings;
  }

  static CheckResult of(String path, ReadFile read, EngineSettings settings) {
    if (read instanceof ReadFile.Unreadable u) {
      return new CheckResult.Unreadable(path, u.offset(), u.reason());
    }
    ModelCheck check = new ModelCheck(path, (ReadFile.Models) read, settings);
    check.file.models().forEach(check::model);
    check.unknown.addAll(check.file.unmodelled());
    check.remarks.addAll(check.file.remarks());
    check.remarks.addAll(check.file.hearing().remarks(settings.rules()));
    return check.result();
  }

  private CheckResult result() {
    return new CheckResult.Checked(
        path,
        atInitialisation,
        verdict,
        findings,
        unknown,
        nodes == 0 ? (file.unmodelled().isEmpty() ? 1 : 0) : known / nodes,
        remarks);
  }

  /** A file that states its laws defines any number of models; one that fails leaves the others. */
  private void model(ReadModel model) {
    if (model.stated() == null) {
      Propagation p = propagation(model);
      atInitialisation &= p.verdict().atInitialisation();
      verdict = p.verdict().reason();
      take(model, p);
      remarks.addAll(model.remarks());
      remarks.addAll(p.remarks());
      return;
    }
    Graph graph = model.graph();
    String name = model.isOneOfSeveral() ? graph.name() + ": " : "";
    model.remarks().forEach(r -> remarks.add(name + r));
    graph.remarks().forEach(r -> remarks.add(name + r));
    verdict = model.stated();
    try {
      take(model, propagation(model));
    } catch (RuntimeException e) {
      remarks.add(name + "the model could not be followed: " + e.getMessage());
    }
  }

  private Propagation propagation(ReadModel model) {
    return Propagation.of(model.graph(), StandardEngine.assumptions(model, settings));
  }

  private void take(ReadModel model, Propagation p) {
    List<Finding> found =
        model.placed(RuleCheck.run(model.units(p), path, settings.rules()), settings);
    findings.addAll(file.hearing().heard(found, settings.rules()));
    unknown.addAll(Tracing.unmodelled(p));
    nodes += model.graph().nodes().size();
    known += model.graph().nodes().size() * Tracing.modelledShare(p);
  }
}
