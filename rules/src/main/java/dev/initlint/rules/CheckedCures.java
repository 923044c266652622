package dev.initlint.rules;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.graph.Cancelled;
import dev.initlint.graph.Graph;
import dev.initlint.moment.Defect;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Head;
import dev.initlint.propagate.Propagation;
import dev.initlint.source.Remedy;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Applies the cures of findings to the model in memory, follows it again and judges: a cure is told
 * if the finding is gone and nothing as grave has come. Of several the first is told that leaves
 * least.
 */
public final class CheckedCures {
  /** Above these, following a model once more for each cure takes too long beside the check. */
  private static final int MOST_NODES = 20_000;

  private static final long MOST_ELEMENTS = 200_000_000;

  /** Nats from which on a loss is told. */
  private static final double MOVED = 0.1;

  private static final String TRYING = "a cure that was tried";

  private final Model model;
  private final Assumptions given;
  private final Function<Propagation, Model> units;
  private final Set<String> rules;
  private final List<Finding> found;
  private final Double loss;
  private final Map<List<Remedy>, Outcome> outcomes = new HashMap<>();

  /**
   * @param given what the model was propagated with
   * @param units reads the units of a propagated model
   * @param rules ids of the rules that were applied
   */
  public CheckedCures(
      Model model,
      Assumptions given,
      Function<Propagation, Model> units,
      Set<String> rules,
      List<Finding> found) {
    this.model = model;
    this.given = given;
    this.units = units;
    this.rules = rules;
    this.found = found;
    loss = loss(model);
  }

  /** A model with a cure: the rule of the finding is asked first, and the others if need be. */
  private final class Outcome {
    private final Model cured;
    private final String path = found.get(0).location().path();
    private List<Finding> all;

    Outcome(Model cured) {
      this.cured = cured;
    }

    List<Finding> findings() {
      if (all == null) {
        all = RuleCheck.run(cured, path, rules);
      }
      return all;
    }

    List<Finding> of(String rule) {
      return all != null ? all : RuleCheck.run(cured, path, Set.of(rule));
    }
  }

  /** The findings with the cures that cure. */
  public List<Finding> all() {
    Graph graph = model.propagation().graph();
    long elements = graph.weights().values().stream().mapToLong(w -> w.count()).sum();
    boolean large = graph.nodes().size() > MOST_NODES || elements > MOST_ELEMENTS;
    return large ? found : found.stream().map(this::tried).toList();
  }

  private Finding tried(Finding f) {
    boolean nothing = f.fix() == null || f.cause() != null;
    if (nothing || f.fix().remedies().isEmpty() && f.fix().others().isEmpty()) {
      return f;
    }
    List<Fix> candidates = new ArrayList<>(f.fix().others());
    candidates.add(0, f.fix());
    Fix best = null;
    String objection = null;
    boolean applied = false;
    for (Fix candidate : candidates) {
      Outcome outcome = outcome(candidate.remedies());
      if (outcome == null) {
        continue;
      }
      Verdict verdict = Defect.orNull(TRYING, () -> verdict(f, candidate, outcome));
      if (verdict == null) {
        continue;
      }
      applied = true;
      Fix told = verdict.told();
      if (told == null) {
        objection = objection == null ? verdict.objection() : objection;
        continue;
      }
      if (best == null || told.leaves().size() < best.leaves().size()) {
        best = told;
      }
    }
    // Rules that read facts of source see those that were, whatever the weights are made.
    boolean bySource = model.source().isPresent() && Objection.REMAINS.equals(objection);
    if (!applied || best == null && bySource) {
      return f;
    }
    return f.curedBy(best == null ? none(f.fix(), objection) : best);
  }

  /** The cure as it is told, or what speaks against it. */
  private record Verdict(Fix told, String objection) {}

  private Verdict verdict(Finding f, Fix candidate, Outcome outcome) {
    List<Finding> alike = found.stream().filter(g -> g.rule().equals(f.rule())).toList();
    if (Objection.remain(found, outcome.of(f.rule()), alike)) {
      return new Verdict(null, Objection.REMAINS);
    }
    return Objection.to(found, outcome.findings(), alike)
        .map(o -> new Verdict(null, o))
        .orElseGet(() -> new Verdict(told(candidate, outcome), null));
  }

  private Fix told(Fix candidate, Outcome outcome) {
    List<String> left =
        outcome.findings().stream()
            .filter(g -> g.severity() != Severity.NOTE && isNew(g))
            .map(Finding::rule)
            .distinct()
            .toList();
    Double after = loss(outcome.cured);
    boolean moved = loss != null && after != null && Math.abs(after - loss) > MOVED;
    String nats = moved ? "loss " + Wording.number(after) + " nats, " : "";
    String leaves = left.isEmpty() ? "" : "; leaves " + String.join(", ", left);
    return candidate.tried(candidate.text() + " (" + nats + "checked" + leaves + ")", left);
  }

  private boolean isNew(Finding g) {
    return found.stream().noneMatch(f -> f.rule().equals(g.rule()) && f.cause() == null);
  }

  private static Fix none(Fix first, String objection) {
    return Fix.advice(
        "none that was tried suffices: to " + first.text() + " is not enough, as " + objection);
  }

  /** The model with remedies; null where they cannot be applied or it cannot be followed then. */
  private Outcome outcome(List<Remedy> remedies) {
    if (outcomes.containsKey(remedies)) {
      return outcomes.get(remedies);
    }
    Outcome outcome = null;
    Optional<Graph> cured = RemediedGraph.of(model.propagation(), remedies);
    if (cured.isPresent()) {
      Cancelled.check();
      outcome =
          Defect.orNull(TRYING, () -> new Outcome(units.apply(Propagation.of(cured.get(), given))));
    }
    outcomes.put(remedies, outcome);
    return outcome;
  }

  /** Cross-entropy of the last head at step zero, or null. */
  private static Double loss(Model model) {
    Double loss = null;
    for (Head head : model.heads()) {
      ClassificationHead l = model.figure(head.loss());
      loss = l == null || head.probabilities() ? loss : Double.valueOf(l.crossEntropy());
    }
    return loss;
  }
}
