package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Value;
import dev.initlint.hub.HubPaths;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Explanation;
import dev.initlint.propagate.InputLaw;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Tracing;
import dev.initlint.rules.Rule;
import dev.initlint.rules.RuleCheck;
import dev.initlint.rules.Rules;
import dev.initlint.unit.Model;
import dev.initlint.verify.tensor.MatrixProduct;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The readers, the propagation and the rules that this build holds, put together. */
public final class StandardEngine implements Engine {
  private final Readers readers = Readers.standard();

  @Override
  public boolean recognises(Path file) {
    return readers.recognise(file);
  }

  @Override
  public Path modelOf(Path found) {
    return readers.of(found).modelOf(found);
  }

  @Override
  public boolean edits(Path file) {
    return readers.of(file).isText(file);
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    return ModelCheck.of(file.toString(), read(file, settings), settings, narrower(settings));
  }

  @Override
  public Optional<Basis> basis(Path file, EngineSettings settings) {
    Basis basis = readers.of(file).basis(file, settings);
    for (Path other : Arrays.asList(settings.configuration(), settings.narrower())) {
      if (other != null) {
        basis = basis.and(readers.of(other).basis(other, settings));
      }
    }
    return Optional.of(basis);
  }

  /** The units of the model that widths are compared with, or null. */
  private Model narrower(EngineSettings settings) {
    Path path = settings.narrower();
    if (path == null) {
      return null;
    }
    ReadFile read = readers.of(path).read(path, settings);
    ReadFile.Unreadable u = ModelChoice.unreadable(read);
    if (u != null) {
      throw new SettingsException("--mup-base " + path + ": " + u.reason());
    }
    ReadModel model = ModelChoice.of(path, (ReadFile.Models) read, null).model();
    return model.units(Propagation.of(model.graph(), assumptions(model, settings)));
  }

  private ReadFile read(Path file, EngineSettings settings) {
    if (settings.configuration() != null && !HubPaths.isArchitecture(file)) {
      throw new SettingsException(
          "--config "
              + settings.configuration()
              + " goes with a .net file, and "
              + file
              + " is none");
    }
    return readers.of(file).read(file, settings);
  }

  @Override
  public Fixes fix(
      List<Path> files,
      EngineSettings settings,
      boolean unsafe,
      BiFunction<Path, CheckResult, CheckResult> weighed) {
    List<Path> texts = files.stream().filter(this::edits).toList();
    return FixRun.of(texts, readers, settings, unsafe, weighed);
  }

  @Override
  public Traced trace(Path file, EngineSettings settings) {
    ReadFile read = read(file, settings);
    ReadFile.Unreadable u = ModelChoice.unreadable(read);
    if (u != null) {
      return new Traced.Unreadable(file.toString(), u.offset(), u.reason());
    }
    ModelChoice choice = ModelChoice.of(file, (ReadFile.Models) read, settings.model());
    ReadModel model = choice.model();
    Propagation p = Propagation.of(model.graph(), assumptions(model, settings));
    for (String symbol : settings.set().keySet()) {
      requireSymbol(p, symbol);
    }
    return new Traced.Model(
        choice.told(Tracing.of(p, file.toString(), settings.set())),
        (value, set) -> {
          try {
            return Explanation.of(p, value, set);
          } catch (IllegalArgumentException e) {
            throw new SettingsException(e.getMessage());
          }
        },
        settings.rules().isEmpty()
            ? List.of()
            : RuleCheck.run(model.units(p), file.toString(), settings.rules()));
  }

  @Override
  public Verified verify(Path file, EngineSettings settings, VerifyRequest request) {
    MatrixProduct.loadAhead();
    ReadFile read = read(file, settings);
    ReadFile.Unreadable u = ModelChoice.unreadable(read);
    if (u != null) {
      return new Verified.Unreadable(file.toString(), u.offset(), u.reason());
    }
    ModelChoice choice = ModelChoice.of(file, (ReadFile.Models) read, settings.model());
    MeasuredTrace figures =
        ModelVerification.of(
            choice.model().graph(),
            file.toString(),
            assumptions(choice.model(), settings),
            request,
            choice::told);
    return new Verified.Model(figures, choice.others());
  }

  @Override
  public Scaled scale(Path file, EngineSettings settings, ScaleRequest request) {
    ReadFile read = read(file, settings);
    ReadFile.Unreadable u = ModelChoice.unreadable(read);
    if (u != null) {
      return new Scaled.Unreadable(file.toString(), u.offset(), u.reason());
    }
    ReadModel model = ModelChoice.of(file, (ReadFile.Models) read, settings.model()).model();
    return new Scaled.Model(
        ModelScaling.of(file, model, settings, request, dims -> again(file, settings, dims)));
  }

  /** The graph of the one model of a file; null where it cannot be read. */
  Graph graph(Path file, EngineSettings settings) {
    ReadFile read = read(file, settings);
    return read instanceof ReadFile.Models m && m.models().size() == 1
        ? m.models().get(0).graph()
        : null;
  }

  private ReadModel again(Path file, EngineSettings settings, Map<String, Long> dims) {
    ReadFile read = read(file, settings.sized(dims));
    ReadFile.Unreadable u = ModelChoice.unreadable(read);
    if (u != null) {
      throw new SettingsException(file + ": " + u.reason());
    }
    return ModelChoice.of(file, (ReadFile.Models) read, settings.model()).model();
  }

  @Override
  public Described describe(Path file, EngineSettings settings, VerifyRequest request) {
    ReadFile read = read(file, settings);
    CheckResult result = ModelCheck.of(file.toString(), read, settings, null);
    if (ModelChoice.unreadable(read) != null) {
      return new Described.NotRead(result);
    }
    ModelChoice choice = ModelChoice.of(file, (ReadFile.Models) read, settings.model());
    Propagation p = Propagation.of(choice.model().graph(), assumptions(choice.model(), settings));
    settings.set().keySet().forEach(symbol -> requireSymbol(p, symbol));
    MeasuredTrace measured =
        request != null && verify(file, settings, request) instanceof Verified.Model m
            ? m.figures()
            : null;
    return new Described.Model(
        result,
        choice.told(Tracing.of(p, file.toString(), settings.set())),
        measured,
        ModelDescription.of(p, choice.model(), settings));
  }

  @Override
  public WeightFixes fixWeights(Path from, Path to, EngineSettings settings, long seed) {
    if (readers.of(from) instanceof JavaModels) {
      throw new SettingsException(
          from + " is source, which check --fix edits; this writes files of weights");
    }
    ReadFile read = read(from, settings);
    CheckResult before = ModelCheck.of(from.toString(), read, settings, null);
    if (!(read instanceof ReadFile.Models m) || m.models().size() != 1) {
      return new WeightFixes.NotRead(before);
    }
    return WeightFixing.of(from, to, m.models().get(0), before, settings, seed, this);
  }

  @Override
  public Compared diff(Path left, Path right, EngineSettings settings) {
    List<ReadModel> models = new ArrayList<>();
    for (Path file : List.of(left, right)) {
      ReadFile read = read(file, settings);
      ReadFile.Unreadable u = ModelChoice.unreadable(read);
      if (u != null) {
        return new Compared.Unreadable(file.toString(), u.offset(), u.reason());
      }
      models.add(ModelChoice.of(file, (ReadFile.Models) read, settings.model()).model());
    }
    return new Compared.Models(
        ModelDifference.of(
            models.get(0), left.toString(), models.get(1), right.toString(), settings));
  }

  static void requireSymbol(Propagation p, String symbol) {
    if (!p.hasSymbol(symbol)) {
      throw new SettingsException(
          "the model has no symbol \""
              + symbol
              + "\"; it has "
              + String.join(", ", p.binding().values().keySet())
              + " and var(WEIGHT) for every weight");
    }
  }

  static SettingsException noInput(Graph graph, String name) {
    return new SettingsException(
        "the model has no input \""
            + name
            + "\"; it has "
            + String.join(", ", graph.inputs().stream().map(v -> v.name()).toList()));
  }

  static Assumptions assumptions(ReadModel model, EngineSettings settings) {
    Graph graph = model.graph();
    Map<String, InputLaw> laws = new LinkedHashMap<>();
    Set<String> names = graph.inputs().stream().map(Value::name).collect(Collectors.toSet());
    settings
        .usual()
        .forEach(
            (name, law) -> {
              if (names.contains(name)) {
                laws.put(name, law(law));
              }
            });
    for (Map.Entry<String, String> input : settings.inputs().entrySet()) {
      if (!names.contains(input.getKey())) {
        throw noInput(graph, input.getKey());
      }
      laws.put(input.getKey(), law(input.getValue()));
    }
    laws.forEach((name, law) -> InputCheck.require(graph, name, law));
    return new Assumptions(model.open(settings.dims()), laws);
  }

  private static InputLaw law(String text) {
    try {
      return InputLaw.parse(text);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(e.getMessage());
    }
  }

  @Override
  public List<RuleInfo> rules() {
    return Stream.concat(
            Stream.of(NotAtInitialisation.RULE),
            Rules.all().stream()
                .map(Rule::card)
                .map(
                    c ->
                        new RuleInfo(
                            c.id(), c.name(), c.gravest(), c.summary(), c::page, !c.stable())))
        .sorted(Comparator.comparing(RuleInfo::id))
        .toList();
  }
}
