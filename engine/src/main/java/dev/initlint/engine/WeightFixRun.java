package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.graph.Graph;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import dev.initlint.propagate.Propagation;
import dev.initlint.rules.RuleCheck;
import dev.initlint.symbol.Printer;
import dev.initlint.unit.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for changes of stored tensors that cure findings. Each is tried in memory: it stays if the
 * finding is gone and nothing as grave has come.
 */
final class WeightFixRun {
  /** Changes after which one would go in circles. */
  private static final int ROUNDS = 50;

  private final Path file;
  private final Graph original;
  private final EngineSettings settings;
  private final ReadModel model;
  private final List<WeightEdit> edits = new ArrayList<>();
  private final List<WeightFixes.Cured> cured = new ArrayList<>();
  private final Map<String, Fixes.Refused> refused = new LinkedHashMap<>();
  private State now;

  /** The model with the changes so far. */
  private record State(Graph graph, Propagation p, Model units, List<Finding> findings) {}

  private WeightFixRun(Path file, ReadModel model, EngineSettings settings) {
    this.file = file;
    this.original = model.graph();
    this.settings = settings;
    this.model = model;
    now = state(original);
  }

  static WeightFixRun of(Path file, ReadModel model, EngineSettings settings) {
    WeightFixRun run = new WeightFixRun(file, model, settings);
    for (int i = 0; i < ROUNDS && run.step(); i++) {
      // One cure after the other.
    }
    return run;
  }

  List<WeightEdit> edits() {
    return edits;
  }

  List<WeightFixes.Cured> cured() {
    return cured;
  }

  List<Fixes.Refused> refused() {
    return List.copyOf(refused.values());
  }

  private State state(Graph graph) {
    Propagation p = Propagation.of(graph, StandardEngine.assumptions(model, settings));
    Model units = Model.of(p);
    return new State(graph, p, units, RuleCheck.run(units, file.toString(), settings.rules()));
  }

  private static String key(Finding f) {
    return f.rule() + " " + f.location().node() + " " + f.location().parameter();
  }

  /** Cures one finding; false where none is left that can be. */
  private boolean step() {
    for (Finding f : now.findings()) {
      if (f.cause() == null && !refused.containsKey(key(f))) {
        Optional<String> reason = tryAll(f);
        if (reason.isEmpty()) {
          return true;
        }
        refused.put(key(f), new Fixes.Refused(f, reason.get()));
      }
    }
    return false;
  }

  /** Why no change cures a finding; empty where one does, and then it is made. */
  private Optional<String> tryAll(Finding f) {
    try {
      String reason = "";
      for (List<WeightEdit> cure : new WeightCandidates(now.graph(), now.units(), now.p()).of(f)) {
        Optional<String> obstacle = obstacle(cure);
        Optional<String> objection = obstacle.isPresent() ? obstacle : attempt(f, cure);
        if (objection.isEmpty()) {
          return objection;
        }
        reason = objection.get();
      }
      return Optional.of(reason);
    } catch (WeightCandidates.NoRescaling e) {
      return Optional.of(e.getMessage());
    }
  }

  /** What keeps a change from being written. */
  private Optional<String> obstacle(List<WeightEdit> cure) {
    Set<String> stored = new HashSet<>();
    for (WeightEdit e : cure) {
      Weight w = original.weights().get(e.tensor());
      TensorData data = w == null ? null : w.data();
      if (data == null || data.run() == null) {
        return Optional.of(e.tensor() + " does not lie in the file as it is used");
      }
      if (!WeightWriter.writes(data.type())) {
        return Optional.of(e.tensor() + " is stored as " + data.type());
      }
      stored.add(e.tensor());
    }
    return stored.isEmpty() ? Optional.of("no tensor is to be changed") : Optional.empty();
  }

  private Optional<String> attempt(Finding f, List<WeightEdit> cure) {
    List<String> told = cure.stream().map(this::told).toList();
    State then = state(StoredWeights.with(now.graph(), cure));
    Optional<String> objection =
        Cure.objection(List.of(result(now)), List.of(result(then)), List.of(f));
    if (objection.isEmpty()) {
      edits.addAll(cure);
      cured.add(new WeightFixes.Cured(f, told));
      now = then;
      refused.clear();
    }
    return objection;
  }

  private String told(WeightEdit e) {
    double before = std(e.tensor());
    String from = Double.isNaN(before) ? "" : "std " + Printer.number(before) + " to ";
    return e instanceof WeightEdit.Rescale r
        ? e.tensor()
            + " times "
            + Printer.number(r.factor())
            + (Double.isNaN(before) ? "" : ": " + from + Printer.number(before * r.factor()))
        : e.tensor() + " drawn anew: " + from + Printer.number(((WeightEdit.Redraw) e).std());
  }

  private double std(String tensor) {
    Weight w = now.graph().weights().get(tensor);
    var facts = w == null ? null : now.p().weights().get(w);
    return facts == null || facts.facts() == null
        ? Double.NaN
        : Math.sqrt(Math.max(0, facts.facts().variance()));
  }

  private CheckResult result(State s) {
    return new CheckResult.Checked(
        file.toString(), true, "", s.findings(), Coverage.NONE, List.of());
  }
}
