package dev.initlint.rules;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Location;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import dev.initlint.finding.Step;
import dev.initlint.moment.Signal;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceRange;
import dev.initlint.symbol.Expr;
import dev.initlint.symbol.Printer;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Takes the findings of one rule in one model. */
public final class Report {
  private final Card card;
  private final Model model;
  private final String path;
  private final List<Finding> findings = new ArrayList<>();

  Report(Card card, Model model, String path) {
    this.card = card;
    this.model = model;
    this.path = path;
  }

  List<Finding> findings() {
    return findings;
  }

  /** Begins a finding. */
  public Draft finding(Severity severity, String message) {
    return new Draft(severity, message);
  }

  /** A finding being written; {@link #add} files it. */
  public final class Draft {
    private final Severity severity;
    private final String message;
    private Location location = Location.ofModel(path);
    private Prediction prediction;
    private String formula;
    private List<Step> derivation = List.of();
    private Fix fix = Fix.advice("");
    private List<Location> also = List.of();

    private Draft(Severity severity, String message) {
      this.severity = severity;
      this.message = message;
    }

    /** Points at a value. */
    public Draft at(Place place) {
      String node = place.node() == null ? null : place.node().name();
      location = Location.ofValue(path, node, place.value());
      return this;
    }

    /** Points at a weight and the node that uses it. */
    public Draft at(Place place, String parameter) {
      String node = place.node() == null ? null : place.node().name();
      location = new Location(path, node, place.value(), parameter, null, null);
      return this;
    }

    /** All places of which the same holds; the one that is pointed at may be among them. */
    public Draft andAt(List<Place> all) {
      return and(all.stream().map(p -> location(p, null)));
    }

    /** All maps of which the same holds. */
    public Draft andOf(List<LinearSite> all) {
      return and(all.stream().map(s -> location(s.place(), s.weight().name())));
    }

    /** All weights of which the same holds. */
    public Draft andIn(List<ParameterSite> all) {
      return and(all.stream().map(s -> location(s.place(), s.name())));
    }

    /** All places in the source of which the same holds. */
    public Draft andFrom(List<SourceRange> all) {
      also =
          all.stream()
              .filter(Objects::nonNull)
              .map(r -> Location.ofSource(r.path(), r.line(), r.column()))
              .filter(l -> !l.equals(location))
              .distinct()
              .toList();
      return this;
    }

    private Draft and(Stream<Location> all) {
      also =
          all.filter(
                  l ->
                      !Objects.equals(l.node(), location.node())
                          || l.parameter() != null
                              && !Objects.equals(l.parameter(), location.parameter()))
              .toList();
      return this;
    }

    private Location location(Place place, String parameter) {
      String node = place.node() == null ? null : place.node().name();
      return new Location(path, node, place.value(), parameter, null, null);
    }

    /** Points at a place in the source, or where there is none at a value; null for the model. */
    public Draft at(SourceRange range, Place otherwise) {
      return range != null ? at(range) : otherwise == null ? this : at(otherwise);
    }

    /** Points at a place in the source. */
    public Draft at(SourceRange range) {
      location = Location.ofSource(range.path(), range.line(), range.column());
      return this;
    }

    /** The figure, and the band in which nothing would be reported. */
    public Draft predicts(String quantity, double value, double low, double high) {
      prediction = new Prediction(quantity, value, low, high);
      return this;
    }

    public Draft formula(Expr e) {
      formula = Printer.print(e);
      return this;
    }

    public Draft formula(String text) {
      formula = text;
      return this;
    }

    /** How the figures of these signals follow. */
    public Draft from(Signal... signals) {
      derivation = Derivation.of(model, signals);
      return this;
    }

    /** Steps of the derivation in words. */
    public Draft because(String... lines) {
      derivation = new ArrayList<>(derivation);
      Stream.of(lines).map(Step::said).forEach(derivation::add);
      return this;
    }

    public Draft fix(String text) {
      fix = Fix.advice(text);
      return this;
    }

    /**
     * A cure that can be made in the source.
     *
     * @param safe whether the edits keep the meaning of everything but the hazard
     * @param edits empty where the source shows no place for them
     */
    public Draft fix(String text, boolean safe, List<Fix.Edit> edits) {
      fix = new Fix(text, safe && !edits.isEmpty(), edits);
      return this;
    }

    /** The cure in terms of the model, which keeps the meaning of everything but the hazard. */
    public Draft cure(List<? extends Remedy> remedies) {
      fix = new Fix(fix.text(), true, fix.edits(), List.copyOf(remedies));
      return this;
    }

    /** What else may cure, to be tried where what was given before does not. */
    public Draft orElse(String text, List<? extends Remedy> remedies) {
      if (!remedies.isEmpty() && !Wording.isHollow(text) && !Wording.saysNothing(text)) {
        fix = fix.orElse(new Fix(Wording.agreeing(text), false, List.of(), List.copyOf(remedies)));
      }
      return this;
    }

    /** A cure in terms of the model that changes more than the hazard. */
    public Draft unsafeCure(List<? extends Remedy> remedies) {
      fix = new Fix(fix.text(), false, fix.edits(), List.copyOf(remedies));
      return this;
    }

    /**
     * Files the finding, unless its figure turned out not to be a number, so that nothing is known,
     * or its message sets a number against itself, so that nothing is said.
     */
    public void add() {
      if (Wording.saysNothing(fix.text()) && !fix.others().isEmpty()) {
        fix = fix.withoutFirst();
      }
      boolean known = prediction == null || Double.isFinite(prediction.value());
      if (!known || Wording.isHollow(message + fix.text()) || Wording.saysNothing(message)) {
        return;
      }
      findings.add(
          new Finding(
                  card.id(),
                  card.name(),
                  severity,
                  Wording.agreeing(message),
                  null,
                  location,
                  prediction,
                  formula,
                  derivation.stream().map(step -> step.worded(Wording::agreeing)).toList(),
                  fix.worded(Wording.agreeing(fix.text())),
                  card.references())
              .alsoAt(also));
    }
  }
}
