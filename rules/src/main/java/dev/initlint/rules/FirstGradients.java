package dev.initlint.rules;

import dev.initlint.graph.Weight;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.propagate.Head;
import dev.initlint.propagate.LossGradient;
import dev.initlint.source.SourceFact;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The gradients of a model's mean cross-entropy in the first step, with labels at random
 * (docs/theory/loss.md#norm-of-the-gradient).
 */
final class FirstGradients {
  /** Enough samples that the means over a batch no longer vary. */
  private static final double ENDLESS = 1e9;

  private final Model model;
  private final LossGradient loss;

  private FirstGradients(Model model, LossGradient loss) {
    this.model = model;
    this.loss = loss;
  }

  /** Those of the first output that scores classes; null where none does, or by another loss. */
  static FirstGradients of(Model model) {
    boolean other =
        model.facts(SourceFact.Head.class).stream()
            .anyMatch(
                h -> !h.loss().toLowerCase(Locale.ROOT).matches(".*(xent|cross|likelihood).*"));
    if (model.heads().isEmpty() || other) {
      return null;
    }
    Double smoothing = model.training().labelSmoothing();
    Head head = model.heads().get(0);
    return new FirstGradients(
        model, model.propagation().lossGradient(head, smoothing == null ? 0 : smoothing));
  }

  /**
   * The tensors that training changes, each once, tied ones and copies as one. Constants that an
   * exporter holds once for several parameters, as biases of zeros, are a parameter by each name.
   */
  List<ParameterSite> trained() {
    Set<String> seen = new HashSet<>();
    List<ParameterSite> all = new ArrayList<>();
    for (ParameterSite site : model.parameters()) {
      ParameterFacts w = site.weight();
      boolean copy = w.draw() != null && !w.isConstant();
      if (site.isTrained() && seen.add(copy ? "draw " + w.draw().leader() : w.usedName())) {
        all.add(site);
        if (w.isConstant() && w.count() > 1) {
          namesakes(site, seen).forEach(all::add);
        }
      }
    }
    return all;
  }

  private List<ParameterSite> namesakes(ParameterSite site, Set<String> seen) {
    List<ParameterSite> others = new ArrayList<>();
    Weight held = site.weight().weight();
    model
        .propagation()
        .graph()
        .weights()
        .forEach(
            (name, w) -> {
              if (w == held && seen.add(name)) {
                others.add(
                    new ParameterSite(site.weight().as(name), name, site.use(), site.reader()));
              }
            });
    return others;
  }

  /** Second moment of an entry of a weight's gradient, or NaN. */
  double of(ParameterSite site) {
    return of(site.weight());
  }

  /** Second moment of an entry of a weight's gradient, or NaN. */
  double of(ParameterFacts w) {
    return of(w, model.propagation().evaluation());
  }

  private double of(ParameterFacts w, Evaluation e) {
    Double g = e.orNull(loss.of(w));
    return g == null ? Double.NaN : g;
  }

  /** The gradient at a signal, or null. */
  Stat at(Signal s) {
    return model.figure(loss.at(s));
  }

  /** √(Σ n·E[g²]) over all parameters whose gradient is known. */
  double norm() {
    return norm(model.propagation().evaluation());
  }

  /** The same of an endless batch: what does not average out. */
  double lasting() {
    return norm(model.propagation().evaluation(Map.of("batch", ENDLESS)));
  }

  private double norm(Evaluation e) {
    double sum = 0;
    for (ParameterSite site : trained()) {
      double g = of(site.weight(), e);
      sum += g > 0 ? site.weight().count() * g : 0;
    }
    return Math.sqrt(sum);
  }

  /** The parameter whose gradients contribute most. */
  ParameterSite largest() {
    ParameterSite most = null;
    double best = 0;
    for (ParameterSite site : trained()) {
      double part = site.weight().count() * of(site);
      if (part > best) {
        best = part;
        most = site;
      }
    }
    return most;
  }

  /** Number of positions that the loss is a mean over. */
  double scored() {
    return loss.scored(model.propagation().evaluation());
  }

  LossGradient loss() {
    return loss;
  }
}
