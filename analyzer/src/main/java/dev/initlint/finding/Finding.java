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
 * @param derivation steps of the derivation, most upstream first
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
    List<String> derivation,
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
      List<String> derivation,
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
    return new Finding(
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
        places,
        identity);
  }

  /** The same in other words; places and cure stay. */
  public Finding worded(UnaryOperator<String> words) {
    Fix spelled = fix == null ? null : fix.worded(words.apply(fix.text()));
    return new Finding(
        rule,
        name,
        severity,
        words.apply(message),
        cause,
        location,
        prediction,
        formula == null ? null : words.apply(formula),
        derivation.stream().map(words).toList(),
        spelled,
        references,
        also,
        identity);
  }

  /** The same as a run knows it. */
  public Finding known(Identity as) {
    return new Finding(
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
        also,
        as);
  }

  /** The same as the project weighs it. */
  public Finding weighed(Severity given) {
    return with(given, message, cause, location, prediction, fix);
  }

  /** The same at another place. */
  public Finding at(Location place) {
    return with(severity, message, cause, place, prediction, fix);
  }

  /** The same with another cure. */
  public Finding curedBy(Fix cure) {
    return with(severity, message, cause, location, prediction, cure);
  }

  /** The same as a consequence of another finding: a note without edits of its own. */
  public Finding below(String causeId) {
    return with(Severity.NOTE, message, causeId, location, prediction, Fix.advice(fix.text()));
  }

  /** The same as a real pass leaves it. */
  public Finding judged(Prediction measured, Severity left, String said) {
    return with(left, said, cause, location, measured, fix);
  }

  private Finding with(
      Severity severity,
      String message,
      String cause,
      Location location,
      Prediction prediction,
      Fix fix) {
    return new Finding(
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
        also,
        identity);
  }
}
