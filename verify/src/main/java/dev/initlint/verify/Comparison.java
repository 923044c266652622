package dev.initlint.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Predicted against measured.
 *
 * @param rows all figures that were both predicted and measured, worst disagreement first
 * @param verdict whether the predictions hold
 */
public record Comparison(List<Row> rows, Verdict verdict) {
  /** Bands, or standard errors of the measurement, within which figures agree. */
  public static final double DEVIATIONS = 3;

  public Comparison {
    rows = List.copyOf(rows);
  }

  /** What was compared, in the order in which a fault would show. */
  public enum Quantity {
    SECOND_MOMENT("second moment", 0.05, 0.05),
    GRADIENT("gradient second moment", 0.1, 0.1),
    WEIGHT_GRADIENT("weight gradient second moment", 0.25, 0.1);

    private final String text;
    private final double tolerance;
    private final double outliers;

    Quantity(String text, double tolerance, double outliers) {
      this.text = text;
      this.tolerance = tolerance;
      this.outliers = outliers;
    }

    /**
     * Share of figures that may disagree without the prediction being broken: a single weight draw
     * of finite width leaves some figures far from their mean.
     */
    public double outliers() {
      return outliers;
    }

    /** Relative disagreement that is never held against a prediction. */
    public double tolerance() {
      return tolerance;
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
    /**
     * The figures agree.
     *
     * @param outliers how many of them disagree, no more than chance allows
     */
    record Confirmed(int figures, int outliers) implements Verdict {
      @Override
      public String toString() {
        return "confirmed: " + (figures - outliers) + " of " + figures + " figures agree";
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
   * @param parameters predictions by weight name; only their gradients are compared, and only where
   *     one tensor stands for one parameter
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
      if (p != null && w.name().equals(w.weight())) {
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
    Double expected = quantity == Quantity.SECOND_MOMENT ? p.relativeBand() : p.gradientBand();
    double band = expected == null ? 0 : expected;
    double error = measured.standardError() / Math.abs(measured.mean());
    double tolerance =
        Math.max(
            quantity.tolerance(), DEVIATIONS * Math.max(band, Double.isFinite(error) ? error : 0));
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
    return Stream.of(Quantity.values())
        .filter(q -> count(broken, q) > q.outliers() * count(rows, q))
        .findFirst()
        .<Verdict>map(q -> new Verdict.Broken(first(broken, q), broken.size(), rows.size()))
        .orElseGet(() -> new Verdict.Confirmed(rows.size(), broken.size()));
  }

  private static long count(List<Row> rows, Quantity quantity) {
    return rows.stream().filter(r -> r.quantity() == quantity).count();
  }

  private static Row first(List<Row> broken, Quantity quantity) {
    return broken.stream()
        .filter(r -> r.quantity() == quantity)
        .min(Comparator.comparingInt(Row::position))
        .orElseThrow();
  }
}
