package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.FieldEdit;
import dev.initlint.hub.configuration.FieldUse;
import dev.initlint.hub.family.FamilyModel;
import dev.initlint.source.Remedy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Spells cures as edits of configuration fields. Of a model without stored weights an edit is tried
 * before it is offered: the configuration is read again with it, and it must cure its finding and
 * bring nothing as grave. Stored weights stay as they are whatever the configuration says, so that
 * there the edit is only told.
 */
final class ConfigurationCures {
  /** Halvings of a field that are tried where no figure says how far to go. */
  private static final int HALVINGS = 5;

  private final HubArchitecture model;
  private final Configuration configuration;
  private final FamilyModel family;
  private final List<Finding> found;
  private final EngineSettings settings;
  private final Map<List<Object>, Optional<Cured>> tried = new HashMap<>();

  ConfigurationCures(HubArchitecture model, List<Finding> found, EngineSettings settings) {
    this.model = model;
    this.configuration = model.model().configuration();
    this.family = model.model().family();
    this.found = found;
    this.settings = settings;
  }

  /**
   * A cure as the configuration spells it.
   *
   * @param pointer the field that is set
   */
  record Cured(Fix fix, String pointer) {}

  /** The cure of a finding that is at its place; empty where no field cures it. */
  Optional<Cured> of(Finding f) {
    if (family == null || f.fix() == null || f.cause() != null || !Trial.isAllowed(model)) {
      return Optional.empty();
    }
    Optional<Setting> remedied = remedied(f);
    if (model.hasStored()) {
      return remedied.map(s -> new Cured(told(f.fix(), s), s.pointer()));
    }
    if (f.severity() == Severity.NOTE && remedied.isEmpty()) {
      return Optional.empty();
    }
    return tried.computeIfAbsent(List.of(f.rule(), f.fix().text()), k -> search(f, remedied));
  }

  private static Fix told(Fix fix, Setting s) {
    return Fix.advice(fix.text() + "; before the weights are drawn again, set " + s.text());
  }

  private Optional<Cured> search(Finding f, Optional<Setting> remedied) {
    List<Setting> candidates = new ArrayList<>(remedied.stream().toList());
    if (f.severity() != Severity.NOTE) {
      candidates.addAll(turned(f));
      candidates.addAll(redrawn(f));
    }
    for (Setting s : new LinkedHashSet<>(candidates)) {
      Optional<Fix.Edit> edit = FieldEdit.of(configuration, s.pointer(), s.after());
      if (edit.isPresent() && Trial.cures(model, found, f, List.of(edit.get()), settings)) {
        String text = f.fix().text() + "; in " + file() + ": " + s.text();
        Fix told = f.fix().worded(text);
        Fix fix =
            new Fix(
                text,
                s.safe(),
                List.of(edit.get()),
                told.remedies(),
                List.of(),
                true,
                told.leaves());
        return Optional.of(new Cured(fix, s.pointer()));
      }
    }
    return Optional.empty();
  }

  private String file() {
    return Path.of(configuration.path()).getFileName().toString();
  }

  /** The one field whose value makes all remedies of a finding. */
  private Optional<Setting> remedied(Finding f) {
    Set<Setting> all = new LinkedHashSet<>();
    for (Remedy remedy : f.fix().remedies()) {
      Optional<Setting> s =
          remedy instanceof Remedy.Redraw r
              ? redrawn(r, family.deviations().get(r.parameter()))
              : remedy instanceof Remedy.ScaleScores r ? scaled(r) : Optional.empty();
      if (s.isEmpty()) {
        return Optional.empty();
      }
      all.add(s.get());
    }
    return all.size() == 1 ? Optional.of(all.iterator().next()) : Optional.empty();
  }

  /** A standard deviation of the field's making becomes the one that the remedy asks for. */
  private Optional<Setting> redrawn(Remedy.Redraw r, FieldUse use) {
    Double std = use == null ? null : LawDeviation.of(model.graph(), r.parameter());
    return std == null || !(std > 0) || !Double.isFinite(r.std())
        ? Optional.empty()
        : Optional.of(
            Setting.number(configuration, use.pointer(), use.value(), use.scaled(r.std() / std)));
  }

  /** The field is the scale of the scores itself, or a power of it is. */
  private Optional<Setting> scaled(Remedy.ScaleScores r) {
    return Knob.of("ATT", fields()).stream()
        .filter(k -> !k.isSwitch() && configuration.at("/" + k.field()).isNumber())
        .map(
            k ->
                Setting.number(
                    configuration, "/" + k.field(), 0, Math.pow(r.headDim(), -0.5 / k.power())))
        .findFirst();
  }

  /** Fields of the configuration that size what the finding is about. */
  private List<Setting> turned(Finding f) {
    List<Setting> all = new ArrayList<>();
    for (Knob k : Knob.of(f.rule(), fields())) {
      String pointer = "/" + k.field();
      if (k.isSwitch()) {
        boolean on = configuration.at(pointer).asBoolean();
        all.add(Setting.flipped(configuration, pointer, !on, k.isSafe()));
        if (!configuration.has(pointer)) {
          all.add(Setting.flipped(configuration, pointer, false, k.isSafe()));
        }
      } else if (configuration.at(pointer).isNumber()) {
        double now = configuration.at(pointer).asDouble();
        for (double factor : factors(f, 1)) {
          double after = new FieldUse(pointer, now, k.power()).scaled(factor);
          all.add(Setting.number(configuration, pointer, now, after));
        }
      }
    }
    return all;
  }

  /** The field that most weights are drawn with. */
  private List<Setting> redrawn(Finding f) {
    Map<FieldUse, Integer> uses = new HashMap<>();
    family.deviations().values().forEach(u -> uses.merge(u, 1, Integer::sum));
    return uses.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .map(
            use ->
                factors(f, 2).stream()
                    .map(
                        x ->
                            Setting.number(
                                configuration, use.pointer(), use.value(), use.scaled(x)))
                    .toList())
        .orElse(List.of());
  }

  /**
   * How many times what it is a size could be: what brings the predicted figure to 1, then halves.
   *
   * @param degree power of the size in the figure, for a standard deviation
   */
  private static List<Double> factors(Finding f, int degree) {
    List<Double> factors = new ArrayList<>();
    Prediction p = f.prediction();
    if (p != null && p.value() > 1) {
      boolean variance = p.quantity().startsWith("variance");
      factors.add(Math.pow(p.value(), -1.0 / (variance ? 2 : degree)));
    }
    for (int i = 1; i <= HALVINGS; i++) {
      factors.add(Math.pow(2, -i));
    }
    return factors;
  }

  private Set<String> fields() {
    return Set.copyOf(model.model().card().fields());
  }
}
