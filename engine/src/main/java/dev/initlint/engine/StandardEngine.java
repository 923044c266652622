package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.graph.Graph;
import dev.initlint.graph.GraphVerifier;
import dev.initlint.graph.Parsed;
import dev.initlint.javasource.FileOutcome;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Explanation;
import dev.initlint.propagate.InputLaw;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Trace;
import dev.initlint.propagate.Tracing;
import dev.initlint.rules.Rule;
import dev.initlint.rules.RuleCheck;
import dev.initlint.rules.Rules;
import dev.initlint.weight.InitialisationVerdict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The readers, the propagation and the rules that this build holds, put together. */
public final class StandardEngine implements Engine {
  private final JavaSources sources = new JavaSources();

  @Override
  public boolean recognises(Path file) {
    return file.toString().endsWith(".onnx") || JavaSources.mentionsFramework(file);
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    if (JavaSources.isJava(file)) {
      return SourceCheck.of(file.toString(), sources, settings);
    }
    Parsed parsed = onnx(file);
    if (parsed instanceof Parsed.Unreadable u) {
      return new CheckResult.Unreadable(u.path(), u.offset(), u.reason());
    }
    Graph graph = ((Parsed.Model) parsed).graph();
    Propagation p = Propagation.of(graph, assumptions(file, graph, settings));
    InitialisationVerdict verdict = p.verdict();
    return new CheckResult.Checked(
        file.toString(),
        verdict.atInitialisation(),
        verdict.reason(),
        findings(p, file, settings),
        Tracing.coverage(p),
        p.remarks());
  }

  private static List<Finding> findings(Propagation p, Path file, EngineSettings settings) {
    return RuleCheck.run(p, file.toString(), settings.rules());
  }

  @Override
  public Fixes fix(List<Path> files, EngineSettings settings, boolean unsafe) {
    return FixRun.of(files.stream().filter(JavaSources::isJava).toList(), settings, unsafe);
  }

  @Override
  public Traced trace(Path file, EngineSettings settings) {
    Parsed parsed = read(file, settings);
    if (parsed instanceof Parsed.Unreadable u) {
      return new Traced.Unreadable(u.path(), u.offset(), u.reason());
    }
    Graph graph = ((Parsed.Model) parsed).graph();
    Propagation p = Propagation.of(graph, assumptions(file, graph, settings));
    for (String symbol : settings.set().keySet()) {
      requireSymbol(p, symbol);
    }
    Trace trace = Tracing.of(p, file.toString(), settings.set());
    return new Traced.Model(
        JavaSources.isJava(file) ? told(trace, file, settings) : trace,
        (value, set) -> {
          try {
            return Explanation.of(p, value, set);
          } catch (IllegalArgumentException e) {
            throw new SettingsException(e.getMessage());
          }
        });
  }

  @Override
  public Verified verify(Path file, EngineSettings settings, VerifyRequest request) {
    Parsed parsed = read(file, settings);
    if (parsed instanceof Parsed.Unreadable u) {
      return new Verified.Unreadable(u.path(), u.offset(), u.reason());
    }
    Graph graph = ((Parsed.Model) parsed).graph();
    boolean source = JavaSources.isJava(file);
    MeasuredTrace figures =
        ModelVerification.of(
            graph,
            file.toString(),
            assumptions(file, graph, settings),
            request,
            trace -> source ? told(trace, file, settings) : trace);
    return new Verified.Model(figures, source ? choice(file, settings).others() : List.of());
  }

  private static void requireSymbol(Propagation p, String symbol) {
    if (!p.hasSymbol(symbol)) {
      throw new SettingsException(
          "the model has no symbol \""
              + symbol
              + "\"; it has "
              + String.join(", ", p.binding().values().keySet())
              + " and var(WEIGHT) for every weight");
    }
  }

  private Trace told(Trace trace, Path file, EngineSettings settings) {
    FileOutcome.Models m = (FileOutcome.Models) sources.of(file, settings.dims());
    return SourceTrace.of(trace, choice(file, settings), m.notes());
  }

  private SourceChoice choice(Path file, EngineSettings settings) {
    FileOutcome.Models m = (FileOutcome.Models) sources.of(file, settings.dims());
    return SourceChoice.of(m, settings.model());
  }

  /** Reads one model; the settings say which one where source defines several. */
  private Parsed read(Path file, EngineSettings settings) {
    if (JavaSources.isJava(file)) {
      return source(file, settings);
    }
    if (settings.model() != null) {
      throw new SettingsException(
          "--model "
              + settings.model()
              + " chooses among the models of a Java file; "
              + file
              + " holds one");
    }
    return onnx(file);
  }

  private static Parsed onnx(Path file) {
    Parsed parsed = OnnxReader.read(file);
    if (parsed instanceof Parsed.Model m) {
      Optional<String> fault = GraphVerifier.verify(m.graph());
      if (fault.isPresent()) {
        return new Parsed.Unreadable(m.path(), -1, fault.get());
      }
    }
    return parsed;
  }

  private Parsed source(Path file, EngineSettings settings) {
    FileOutcome outcome = sources.of(file, settings.dims());
    if (outcome instanceof FileOutcome.Models m) {
      return new Parsed.Model(
          file.toString(), SourceChoice.of(m, settings.model()).model().graph());
    }
    String reason =
        outcome instanceof FileOutcome.Unreadable u
            ? SourceCheck.reason(u)
            : outcome instanceof FileOutcome.WithoutModel w
                ? String.join("; ", w.reasons())
                : JavaSources.WITHOUT_FRAMEWORK;
    return new Parsed.Unreadable(file.toString(), -1, reason);
  }

  static SettingsException noInput(Graph graph, String name) {
    return new SettingsException(
        "the model has no input \""
            + name
            + "\"; it has "
            + String.join(", ", graph.inputs().stream().map(v -> v.name()).toList()));
  }

  private static Assumptions assumptions(Path file, Graph graph, EngineSettings settings) {
    Map<String, InputLaw> laws = new LinkedHashMap<>();
    for (Map.Entry<String, String> input : settings.inputs().entrySet()) {
      boolean known = graph.inputs().stream().anyMatch(v -> v.name().equals(input.getKey()));
      if (!known) {
        throw noInput(graph, input.getKey());
      }
      try {
        laws.put(input.getKey(), InputLaw.parse(input.getValue()));
      } catch (IllegalArgumentException e) {
        throw new SettingsException(e.getMessage());
      }
    }
    Map<String, Long> dims =
        JavaSources.isJava(file) ? JavaSources.named(graph, settings.dims()) : settings.dims();
    return new Assumptions(dims, laws);
  }

  @Override
  public List<RuleInfo> rules() {
    return Rules.all().stream()
        .map(Rule::card)
        .map(
            c ->
                new RuleInfo(
                    c.id(), c.name(), c.gravest(), c.summary(), c.documentation(), !c.stable()))
        .toList();
  }
}
