package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Silenced;
import dev.initlint.finding.Unmodelled;
import dev.initlint.graph.Graph;
import dev.initlint.moment.Defect;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Tracing;
import dev.initlint.rules.CheckedCures;
import dev.initlint.rules.RuleCheck;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/** Checks the models of one file. */
final class ModelCheck {
  private final String path;
  private final EngineSettings settings;
  private final ReadFile.Models file;
  private final Model narrower;
  private final Variants findings = new Variants();
  private final List<String> remarks = new ArrayList<>();
  private final List<Silenced> silenced = new ArrayList<>();
  private final SourceAnchors lines = new SourceAnchors();
  private boolean atInitialisation = true;
  private String verdict = JavaModel.VERDICT;
  private Coverage coverage;

  private ModelCheck(String path, ReadFile.Models file, EngineSettings settings, Model narrower) {
    this.narrower = narrower;
    this.path = path;
    this.file = file;
    this.settings = settings;
    coverage = file.coverage();
  }

  /**
   * The findings of a file.
   *
   * @param narrower the same model at a lesser width, or null
   */
  static CheckResult of(String path, ReadFile read, EngineSettings settings, Model narrower) {
    if (read instanceof ReadFile.Unreadable u) {
      return new CheckResult.Unreadable(path, u.offset(), u.reason());
    }
    ModelCheck check = new ModelCheck(path, (ReadFile.Models) read, settings, narrower);
    check.file.models().forEach(check::model);
    check.remarks.addAll(check.file.remarks());
    check.remarks.addAll(check.file.hearing().remarks(settings.rules()));
    return check.result();
  }

  private CheckResult result() {
    return new CheckResult.Checked(
        path, atInitialisation, verdict, findings.findings(), coverage, remarks, silenced);
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
    model.unused(settings.dims()).stream().filter(r -> !remarks.contains(r)).forEach(remarks::add);
    verdict = model.stated();
    try {
      take(model, propagation(model));
    } catch (SettingsException e) {
      throw e;
    } catch (RuntimeException e) {
      Defect defect = Defect.of("the model " + graph.name(), e);
      remarks.add(name + "the model could not be followed: " + defect.getMessage());
      coverage = coverage.plus(hidden(graph, defect));
    }
  }

  /** All nodes of a model of which a defect left nothing known. */
  private static Coverage hidden(Graph graph, Defect defect) {
    int nodes = graph.nodes().size();
    return new Coverage(
        nodes, 0, List.of(new Unmodelled(graph.name(), 1, defect.getMessage(), nodes, true)));
  }

  private Propagation propagation(ReadModel model) {
    return Propagation.of(model.graph(), StandardEngine.assumptions(model, settings));
  }

  private void take(ReadModel model, Propagation p) {
    Model units = model.units(p).trained(settings.training()).beside(narrower);
    List<Finding> told = RuleCheck.run(units, path, settings.rules());
    CheckedCures cures =
        new CheckedCures(
            units,
            StandardEngine.assumptions(model, settings),
            q -> model.units(q).trained(settings.training()).beside(narrower),
            settings.rules(),
            told);
    List<Finding> found =
        told.isEmpty() ? told : new AssumedSizes(model, settings, path).weighed(cures.all());
    List<Finding> placed = model.placed(known(model, found), settings);
    List<Finding> all = placed.stream().map(lines::known).toList();
    ReadFile.Hearing.Heard heard = file.hearing().heard(all, settings.rules());
    findings.add(model.name(), heard.findings());
    silenced.addAll(heard.silenced());
    coverage = coverage.plus(Tracing.coverage(p));
  }

  /** The findings by their places in the graph, before these become places in a file. */
  private static List<Finding> known(ReadModel model, List<Finding> found) {
    if (found.isEmpty()) {
      return found;
    }
    Anchors anchors =
        new Anchors(model.graph(), model.isOneOfSeveral() ? model.graph().name() : "");
    return found.stream().map(f -> f.known(anchors.of(f))).toList();
  }
}
