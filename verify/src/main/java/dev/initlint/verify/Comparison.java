package dev.initlint.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Predicted against measured.
 *
 * @param rows all figures that were both predicted and measured, worst disagreement first
 * @param verdict whether the predictions hold
 */
public record Comparison(List<Row> rows, Verdict verdict) {
  /** Relative disagreement that is never held against a prediction. */
  public static final double TOLERANCE = 0.05;

  /** Bands, or standard errors of the measurement, within which figures agree. */
  public static final double DEVIATIONS = 3;

  public Comparison {
    rows = List.copyOf(rows);
  }

  /** What was compared, in the order in which a fault would show. */
  public enum Quantity {
    SECOND_MOMENT("second moment"),
    GRADIENT("gradient second moment"),
    WEIGHT_GRADIENT("weight gradient second moment");

    private final String text;

    Quantity(String text) {
      this.text = text;
    }

    /** As it is printed. */
    public String text() {
      return text;
    }
  }

  /**
   * One figure.
   *
   * @param name value or weight
   * @param op operator that computes the value; empty for a weight
   * @param position place in the order in which the pass reaches it
   * @param ratio predicted over measured
   * @param tolerance relative disagreement that bands and standard errors allow
   * @param disagreement |ratio - 1| over the tolerance: above 1 the figures contradict each other
   */
  public record Row(
      Quantity quantity,
      String name,
      String op,
      String node,
      int position,
      double predicted,
      Estimate measured,
      double ratio,
      double tolerance,
      double disagreement) {
    /** True when prediction and measurement contradict each other. */
    public boolean contradicts() {
      return !(disagreement <= 1);
    }
  }

  /** The outcome. */
  public sealed interface Verdict {
    /** All figures agree. */
    record Confirmed(int figures) implements Verdict {
      @Override
      public String toString() {
        return "confirmed: " + figures + " figures agree";
      }
    }

    /**
     * Some figures disagree.
     *
     * @param first where the disagreement begins
     * @param contradicted how many figures disagree
     */
    record Broken(Row first, int contradicted, int figures) implements Verdict {
      @Override
      public String toString() {
        return String.format(
            Locale.ROOT,
            "broken: the %s of %s%s is predicted as %.4g and measured as %.4g ± %.2g, the first of"
                + " %d disagreements among %d figures",
            first.quantity().text(),
            first.name(),
            first.op().isEmpty() ? "" : " (" + first.op() + ")",
            first.predicted(),
            first.measured().mean(),
            first.measured().standardError(),
            contradicted,
            figures);
      }
    }

    /** Nothing was both predicted and measured. */
    record Nothing() implements Verdict {
      @Override
      public String toString() {
        return "nothing to compare: no figure was both predicted and measured";
      }
    }
  }

  /**
   * Compares.
   *
   * @param values predictions by value name
   * @param parameters predictions by weight name; only their gradients are compared
   */
  public static Comparison of(
      Map<String, Predicted> values, Map<String, Predicted> parameters, Measured measured) {
    List<Row> rows = new ArrayList<>();
    int last = measured.values().size();
    int position = 0;
    for (Measured.ValueFigures v : measured.values()) {
      Predicted p = values.get(v.name());
      if (p != null) {
        add(
            rows,
            Quantity.SECOND_MOMENT,
            v.name(),
            v.op(),
            v.node(),
            position,
            p.secondMoment(),
            p,
            v.secondMoment());
        add(
            rows,
            Quantity.GRADIENT,
            v.name(),
            v.op(),
            v.node(),
            last - position,
            p.gradientSecondMoment(),
            p,
            v.gradientSecondMoment());
      }
      position++;
    }
    position = measured.parameters().size();
    for (Measured.ParameterFigures w : measured.parameters()) {
      Predicted p = parameters.get(w.name());
      if (p != null) {
        add(
            rows,
            Quantity.WEIGHT_GRADIENT,
            w.name(),
            "",
            "",
            position,
            p.gradientSecondMoment(),
            p,
            w.gradientSecondMoment());
      }
      position--;
    }
    Verdict verdict = verdict(rows);
    rows.sort(Comparator.comparingDouble(Row::disagreement).reversed());
    return new Comparison(rows, verdict);
  }

  private static void add(
      List<Row> rows,
      Quantity quantity,
      String name,
      String op,
      String node,
      int position,
      Double predicted,
      Predicted p,
      Estimate measured) {
    if (predicted == null || measured == null) {
      return;
    }
    double ratio = predicted == 0 && measured.mean() == 0 ? 1 : predicted / measured.mean();
    double band = p.relativeBand() == null ? 0 : p.relativeBand();
    double error = measured.standardError() / Math.abs(measured.mean());
    double tolerance =
        Math.max(TOLERANCE, DEVIATIONS * Math.max(band, Double.isFinite(error) ? error : 0));
    double disagreement = Math.abs(ratio - 1) / tolerance;
    rows.add(
        new Row(
            quantity,
            name,
            op,
            node,
            position,
            predicted,
            measured,
            ratio,
            tolerance,
            Double.isNaN(disagreement) ? Double.POSITIVE_INFINITY : disagreement));
  }

  private static Verdict verdict(List<Row> rows) {
    if (rows.isEmpty()) {
      return new Verdict.Nothing();
    }
    List<Row> broken = rows.stream().filter(Row::contradicts).toList();
    return broken.stream()
        .min(Comparator.comparing(Row::quantity).thenComparing(Row::position))
        .<Verdict>map(first -> new Verdict.Broken(first, broken.size(), rows.size()))
        .orElseGet(() -> new Verdict.Confirmed(rows.size()));
  }
}
