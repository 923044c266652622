package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Location;
import dev.initlint.finding.Unmodelled;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.edit.RemedySpelling;
import dev.initlint.moment.Defect;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Tracing;
import dev.initlint.rules.RuleCheck;
import dev.initlint.source.SourceModel;
import dev.initlint.unit.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks the models that one Java file defines; findings point at lines. */
final class SourceCheck {
  /** Why the weights of a model in source are at their start. */
  static final String VERDICT = "source states the laws that weights are drawn from";

  private final String path;
  private final JavaSources sources;
  private final EngineSettings settings;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private Coverage coverage = Coverage.NONE;

  private final Suppressions suppressions;
  private RemedySpelling spelling;

  private SourceCheck(String path, JavaSources sources, EngineSettings settings) {
    this.path = path;
    this.sources = sources;
    this.settings = settings;
    suppressions = new Suppressions(sources, settings.rules());
  }

  static CheckResult of(String path, JavaSources sources, EngineSettings settings) {
    FileOutcome outcome = sources.of(Path.of(path), settings.dims());
    if (outcome instanceof FileOutcome.Unreadable u) {
      return new CheckResult.Unreadable(path, -1, reason(u));
    }
    SourceCheck check = new SourceCheck(path, sources, settings);
    if (outcome instanceof FileOutcome.Models m) {
      m.models().forEach(check::model);
      check.remarks.addAll(m.notes());
      check.remarks.addAll(check.suppressions.remarks(path));
    } else if (outcome instanceof FileOutcome.WithoutModel w) {
      check.remarks.addAll(w.reasons());
    } else {
      check.remarks.add(JavaSources.WITHOUT_FRAMEWORK);
    }
    return new CheckResult.Checked(
        path, true, VERDICT, check.findings, check.coverage, check.remarks);
  }

  /** What is wrong with a file, with its line where one is known. */
  static String reason(FileOutcome.Unreadable u) {
    return u.line() > 0 ? "line " + u.line() + ": " + u.reason() : u.reason();
  }

  private void model(SourceModel model) {
    Graph graph = model.graph();
    remarks.add(graph.name() + ": " + model.resolution());
    graph.remarks().forEach(r -> remarks.add(graph.name() + ": " + r));
    try {
      Propagation p =
          Propagation.of(
              graph, new Assumptions(JavaSources.named(graph, settings.dims()), Map.of()));
      List<Finding> found = new ArrayList<>();
      for (Finding f : RuleCheck.run(Model.of(p, model), path, settings.rules())) {
        found.add(placed(f, graph, model));
      }
      findings.addAll(suppressions.heard(found));
      coverage = coverage.plus(Tracing.coverage(p));
    } catch (SettingsException e) {
      throw e;
    } catch (RuntimeException e) {
      Defect defect = Defect.of("the model " + graph.name(), e);
      remarks.add(graph.name() + ": the model could not be followed: " + defect.getMessage());
      coverage = coverage.plus(hidden(graph, defect));
    }
  }

  /** All nodes of a model of which a defect left nothing known. */
  private static Coverage hidden(Graph graph, Defect defect) {
    int nodes = graph.nodes().size();
    return new Coverage(
        nodes, 0, List.of(new Unmodelled(graph.name(), 1, defect.getMessage(), nodes, true)));
  }

  /** The finding at the line of the node or the weight it is about. */
  private Finding placed(Finding f, Graph graph, SourceModel model) {
    Location at = f.location();
    Origin origin = at.line() == null ? origin(at, graph, model) : origin(at);
    Location placed =
        new Location(
            shown(origin.path()),
            at.node(),
            at.value(),
            at.parameter(),
            origin.line(),
            origin.column());
    return f.at(placed).curedBy(spelled(f.fix(), model));
  }

  /** The fix with the edits that its remedies amount to in this source. */
  private Fix spelled(Fix fix, SourceModel model) {
    if (fix.remedies().isEmpty()) {
      return fix;
    }
    if (spelling == null) {
      spelling =
          new RemedySpelling(
              sources.models(Path.of(path), settings.dims()), p -> sources.text(Path.of(p)));
    }
    return spelling
        .spell(model, fix.remedies())
        .map(s -> fix.spelled(s.edits().stream().map(this::shown).toList(), s.safe()))
        .orElse(fix);
  }

  private Fix.Edit shown(Fix.Edit e) {
    return new Fix.Edit(shown(e.path()), e.start(), e.end(), e.replacement());
  }

  private static Origin origin(Location at) {
    return Origin.source(at.path(), at.line(), at.column());
  }

  private static Origin origin(Location at, Graph graph, SourceModel model) {
    Map<String, Origin> origins = origins(graph);
    Origin origin = origins.get(at.parameter() != null ? at.parameter() : at.node());
    if (origin == null && at.node() != null) {
      origin = origins.get(at.node());
    }
    return origin == null || origin.line() == 0 ? model.definition().origin() : origin;
  }

  /** The file of a line, as one would name it who named the file that was checked. */
  private String shown(String file) {
    Path here = Path.of(path).toAbsolutePath().normalize();
    Path there = Path.of(file).toAbsolutePath().normalize();
    return there.equals(here)
        ? path
        : Path.of(path).resolveSibling(here.getParent().relativize(there)).normalize().toString();
  }

  private static Map<String, Origin> origins(Graph graph) {
    Map<String, Origin> byName = new HashMap<>();
    for (Node node : graph.nodes()) {
      byName.put(node.name(), node.origin());
    }
    for (Map.Entry<String, Weight> w : graph.weights().entrySet()) {
      byName.put(w.getKey(), w.getValue().origin());
    }
    return byName;
  }
}
