package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Severity;
import dev.initlint.hub.Configuration;
import dev.initlint.hub.FamilyModel;
import dev.initlint.hub.FieldEdit;
import dev.initlint.hub.FieldUse;
import dev.initlint.source.Remedy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Spells cures as edits of configuration fields. Of a model without stored weights an edit is tried
 * before it is offered: the configuration is read again with it, and it must cure its finding and
 * bring nothing as grave.
 */
final class ConfigurationCures {
  private final HubArchitecture model;
  private final List<Finding> found;
  private final EngineSettings settings;
  private final Map<List<Object>, Boolean> tried = new HashMap<>();

  ConfigurationCures(HubArchitecture model, List<Finding> found, EngineSettings settings) {
    this.model = model;
    this.found = found;
    this.settings = settings;
  }

  /**
   * A field with another value.
   *
   * @param safe whether it changes nothing of the architecture
   */
  private record Setting(String pointer, String before, String after, boolean safe) {
    String text() {
      return pointer.substring(1).replace('/', '.') + " " + before + " → " + after;
    }
  }

  /** The finding with the edits that cure it, where there are any. */
  Finding spelled(Finding f) {
    FamilyModel family = model.model().family();
    if (family == null || f.fix() == null || f.cause() != null || !Trial.isAllowed(model)) {
      return f;
    }
    boolean stored = model.hasStored();
    List<List<Setting>> candidates = candidates(f, family);
    for (List<Setting> settings : candidates) {
      Optional<List<Fix.Edit>> edits = edits(settings);
      if (edits.isPresent() && (stored || cures(f, edits.get()))) {
        return f.curedBy(with(f.fix(), settings, stored ? List.of() : edits.get()));
      }
    }
    return f;
  }

  private Fix with(Fix fix, List<Setting> settings, List<Fix.Edit> edits) {
    String fields = String.join(", ", settings.stream().map(Setting::text).toList());
    boolean safe = settings.stream().allMatch(Setting::safe);
    String text = fix.text() + "; in " + file() + ": " + fields;
    return new Fix(text, safe, edits, fix.remedies());
  }

  private String file() {
    return Path.of(model.model().configuration().path()).getFileName().toString();
  }

  private List<List<Setting>> candidates(Finding f, FamilyModel family) {
    List<List<Setting>> all = new ArrayList<>();
    remedied(f, family).ifPresent(all::add);
    if (!f.fix().remedies().isEmpty() || f.severity() == Severity.NOTE || model.hasStored()) {
      return all;
    }
    family
        .switches()
        .forEach((role, use) -> flipped(role, use).ifPresent(s -> all.add(List.of(s))));
    return all;
  }

  private Optional<List<Setting>> remedied(Finding f, FamilyModel family) {
    List<Setting> settings = new ArrayList<>();
    for (Remedy remedy : f.fix().remedies()) {
      Optional<Setting> s = Optional.empty();
      if (remedy instanceof Remedy.Redraw r) {
        s = redrawn(r, family.deviations().get(r.parameter()));
      } else if (remedy instanceof Remedy.ScaleScores r) {
        s = scaled(r, family.scales().get(r.node()));
      }
      if (s.isEmpty()) {
        return Optional.empty();
      }
      if (!settings.contains(s.get())) {
        settings.add(s.get());
      }
    }
    boolean oneValueEach =
        settings.stream().map(Setting::pointer).distinct().count() == settings.size();
    return settings.isEmpty() || !oneValueEach ? Optional.empty() : Optional.of(settings);
  }

  /** A standard deviation of the field's making becomes the one that the remedy asks for. */
  private Optional<Setting> redrawn(Remedy.Redraw r, FieldUse use) {
    Double std = use == null ? null : LawDeviation.of(model.graph(), r.parameter());
    return std == null || !(std > 0)
        ? Optional.empty()
        : Optional.of(numeric(use, use.scaled(r.std() / std)));
  }

  /** The field is the scale itself, or its power is; the remedy asks for 1/√d_k. */
  private Optional<Setting> scaled(Remedy.ScaleScores r, FieldUse use) {
    if (use == null) {
      return Optional.empty();
    }
    double wanted = 1 / Math.sqrt(r.headDim());
    double now = Math.pow(use.value(), use.power());
    return Optional.of(numeric(use, use.scaled(wanted / now)));
  }

  private Setting numeric(FieldUse use, double value) {
    return new Setting(use.pointer(), stated(use), FieldEdit.number(value), true);
  }

  private Optional<Setting> flipped(String role, FieldUse use) {
    boolean isSwitch =
        use.power() == 0
            || configuration().at(use.pointer()).isBoolean()
            || !configuration().has(use.pointer()) && (use.value() == 0 || use.value() == 1);
    if (!isSwitch) {
      return Optional.empty();
    }
    boolean on = use.value() != 0;
    boolean architecture = role.equals("tied");
    return Optional.of(
        new Setting(use.pointer(), Boolean.toString(on), Boolean.toString(!on), !architecture));
  }

  private String stated(FieldUse use) {
    return configuration().has(use.pointer())
        ? configuration().at(use.pointer()).asText()
        : FieldEdit.number(use.value()) + " (default)";
  }

  private Configuration configuration() {
    return model.model().configuration();
  }

  private Optional<List<Fix.Edit>> edits(List<Setting> settings) {
    List<Fix.Edit> edits = new ArrayList<>();
    for (Setting s : settings) {
      Optional<Fix.Edit> edit = FieldEdit.of(configuration(), s.pointer(), s.after());
      if (edit.isEmpty()) {
        return Optional.empty();
      }
      edits.add(edit.get());
    }
    return Optional.of(edits);
  }

  private boolean cures(Finding f, List<Fix.Edit> edits) {
    return tried.computeIfAbsent(
        List.of(f.rule(), edits), k -> Trial.cures(model, found, f, edits, settings));
  }
}
