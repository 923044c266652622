package dev.initlint.javasource.oracle;

import java.util.List;
import java.util.Locale;

/**
 * One figure of one network, predicted and measured.
 *
 * @param net method that builds the network
 * @param place layer, or {@code d} and a parameter for its gradient
 * @param predicted second moment, NaN where the tool says that it does not know
 * @param reason why it does not know, or empty
 */
record Comparison(
    String net, String place, double predicted, Measured.Figure measured, String reason) {
  /** Standard errors from which on a difference is none of sampling. */
  static final double ERRORS = 4;

  /** Relative error of sums in single precision, below which figures are equal. */
  private static final double ROUNDING = 1e-4;

  boolean isKnown() {
    return !Double.isNaN(predicted);
  }

  /** Difference in standard errors of the mean over draws. */
  double errors() {
    return (measured.mean() - predicted) / measured.standardError();
  }

  /** Whether the measurement contradicts the prediction. */
  boolean disagrees() {
    double difference = Math.abs(measured.mean() - predicted);
    return isKnown()
        && difference > ERRORS * measured.standardError()
        && difference > ROUNDING * Math.abs(predicted)
        && !(predicted < 1e-9 && measured.mean() < 1e-9);
  }

  String key() {
    return net + "/" + place;
  }

  /** A row of the table. */
  String row(String note) {
    String known =
        isKnown() ? String.format(Locale.ROOT, "%.4g | %+.1f", predicted, errors()) : "unknown | ";
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.4g | %.1g | %d | %s |",
        net,
        place,
        known,
        measured.mean(),
        measured.standardError(),
        measured.draws(),
        note.isEmpty() ? reason : note);
  }

  static List<String> header() {
    return List.of(
        "| network | second moment of | predicted | errors | measured | standard error | draws |"
            + " remark |",
        "|---|---|---|---|---|---|---|---|");
  }
}
