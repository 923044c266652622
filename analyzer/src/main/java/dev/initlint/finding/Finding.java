package dev.initlint.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One reported hazard.
 *
 * @param rule id, as {@code ATT001}
 * @param name human name, as {@code missing-attention-scale}
 * @param message what will happen and how much; lower case, no full stop
 * @param cause id of the finding this one is a consequence of, or null
 * @param prediction the figure it rests on, or null for findings about structure
 * @param formula how the figure follows, or null
 * @param derivation the steps that the figures follow by, each with what it rests on below it
 * @param references titles or addresses
 * @param also further places of which the same holds
 * @param identity what makes it the same finding in another run
 */
public record Finding(
    String rule,
    String name,
    Severity severity,
    String message,
    String cause,
    Location location,
    Prediction prediction,
    String formula,
    List<Step> derivation,
    Fix fix,
    List<String> references,
    List<Location> also,
    Identity identity) {
  public Finding {
    derivation = List.copyOf(derivation);
    references = List.copyOf(references);
    also = List.copyOf(also);
  }

  /** A finding of one place. */
  public Finding(
      String rule,
      String name,
      Severity severity,
      String message,
      String cause,
      Location location,
      Prediction prediction,
      String formula,
      List<Step> derivation,
      Fix fix,
      List<String> references) {
    this(
        rule,
        name,
        severity,
        message,
        cause,
        location,
        prediction,
        formula,
        derivation,
        fix,
        references,
        List.of(),
        Identity.NONE);
  }

  /** Every place of which it holds, the first in front. */
  public List<Location> places() {
    List<Location> all = new ArrayList<>(also);
    all.add(0, location);
    return all;
  }

  /** The same of further places too. */
  public Finding alsoAt(List<Location> places) {
    Parts parts = new Parts(this);
    parts.also = places;
    return parts.finding();
  }

  /** The same in other words; places and cure stay. */
  public Finding worded(UnaryOperator<String> words) {
    Parts parts = new Parts(this);
    parts.message = words.apply(message);
    parts.formula = formula == null ? null : words.apply(formula);
    parts.derivation = derivation.stream().map(s -> s.worded(words)).toList();
    parts.fix = fix == null ? null : fix.worded(words.apply(fix.text()));
    return parts.finding();
  }

  /** The same as a run knows it. */
  public Finding known(Identity as) {
    Parts parts = new Parts(this);
    parts.identity = as;
    return parts.finding();
  }

  /** The same as the project weighs it. */
  public Finding weighed(Severity given) {
    Parts parts = new Parts(this);
    parts.severity = given;
    return parts.finding();
  }

  /** The same at another place. */
  public Finding at(Location place) {
    Parts parts = new Parts(this);
    parts.location = place;
    return parts.finding();
  }

  /** The same with another cure. */
  public Finding curedBy(Fix cure) {
    Parts parts = new Parts(this);
    parts.fix = cure;
    return parts.finding();
  }

  /** The same as a consequence of another finding: a note without edits of its own. */
  public Finding below(String causeId) {
    Parts parts = new Parts(this);
    parts.severity = Severity.NOTE;
    parts.cause = causeId;
    parts.fix = Fix.advice(fix.text());
    return parts.finding();
  }

  /** The same as a real pass leaves it. */
  public Finding judged(Prediction measured, Severity left, String said) {
    Parts parts = new Parts(this);
    parts.severity = left;
    parts.message = said;
    parts.prediction = measured;
    return parts.finding();
  }

  /** What of a finding changes between the rule that reports it and the reader. */
  private static final class Parts {
    private final Finding from;
    private Severity severity;
    private String message;
    private String cause;
    private Location location;
    private Prediction prediction;
    private String formula;
    private List<Step> derivation;
    private Fix fix;
    private List<Location> also;
    private Identity identity;

    Parts(Finding from) {
      this.from = from;
      severity = from.severity;
      message = from.message;
      cause = from.cause;
      location = from.location;
      prediction = from.prediction;
      formula = from.formula;
      derivation = from.derivation;
      fix = from.fix;
      also = from.also;
      identity = from.identity;
    }

    Finding finding() {
      return new Finding(
          from.rule,
          from.name,
          severity,
          message,
          cause,
          location,
          prediction,
          formula,
          derivation,
          fix,
          from.references,
          also,
          identity);
    }
  }
}
