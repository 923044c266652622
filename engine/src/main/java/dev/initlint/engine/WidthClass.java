package dev.initlint.engine;

import dev.initlint.propagate.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How figures go with the width in a parametrisation, at initialisation. In the standard one,
 * signals, gradients and scores keep their size. In the maximal-update one the scores' second
 * moment goes as 1/width, because the output layer has variance 1/width², and with attention scaled
 * by 1/d_k the logits' std goes as 1/√d_k where heads become wider (Yang et al. 2022, tables 3 and
 * 8, definition 4.1).
 */
final class WidthClass {
  /** Half of the smallest difference between two classes. */
  private static final double TOLERANCE = 0.25;

  private WidthClass() {}

  static List<Scaling.Note> notes(
      ScaleRequest.Parametrisation class_,
      String symbol,
      boolean widerHeads,
      List<Scaling.Line> lines) {
    List<Scaling.Note> notes = new ArrayList<>();
    for (Scaling.Line line : lines) {
      double expected = expected(class_, line.kind(), widerHeads);
      double found = line.exponent();
      if (Math.abs(found - expected) > TOLERANCE) {
        notes.add(
            new Scaling.Note(
                line.name(), found, expected, sentence(class_, symbol, line, expected)));
      }
    }
    return notes;
  }

  /** NaN where the class says nothing. */
  private static double expected(
      ScaleRequest.Parametrisation class_, Scaling.Kind kind, boolean widerHeads) {
    boolean mup = class_ == ScaleRequest.Parametrisation.MUP;
    return switch (kind) {
      case STREAM, GRADIENT -> 0;
      case ATTENTION -> mup && widerHeads ? -0.5 : 0;
      case LOGITS -> mup ? -1 : 0;
      default -> Double.NaN;
    };
  }

  private static String sentence(
      ScaleRequest.Parametrisation class_, String symbol, Scaling.Line line, double expected) {
    String cause =
        line.shares().stream()
            .filter(s -> Math.abs(s.power() * s.exponent()) > TOLERANCE)
            .map(s -> s.symbol() + number(s.power() * s.exponent()))
            .reduce((a, b) -> a + ", " + b)
            .map(text -> "; it comes from " + text)
            .orElse("");
    return line.name()
        + " goes as "
        + symbol
        + "^"
        + String.format(Locale.ROOT, "%.2f", line.exponent())
        + ", in the "
        + (class_ == ScaleRequest.Parametrisation.MUP ? "maximal-update" : "standard")
        + " class as "
        + symbol
        + "^"
        + String.format(Locale.ROOT, "%.1f", expected)
        + cause;
  }

  private static String number(double exponent) {
    return String.format(Locale.ROOT, " (%+.2f)", exponent);
  }
}
