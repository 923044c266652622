package dev.initlint.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Predicted against measured.
 *
 * <p>A prediction is a mean over weight draws. It is contradicted where it is off by more than a
 * tolerance and chance does not explain by how much: the figure itself, or the step to it from what
 * it is computed from, is tested over the measured weight draws by Student's t, at a false
 * discovery rate of {@value #FALSE_DISCOVERIES} over all figures. So one model in a hundred whose
 * predictions all hold is called contradicted, however many figures it has, and no share of them
 * may disagree unexplained. After a single weight draw, the predicted band stands for what draws
 * vary by.
 *
 * @param rows all figures that were both predicted and measured, worst disagreement first
 * @param verdict whether the predictions hold
 */
public record Comparison(List<Row> rows, Verdict verdict) {
  /** Expected share of false ones among the contradictions. */
  public static final double FALSE_DISCOVERIES = 0.01;

  public Comparison {
    rows =
        rows.stream()
            .sorted(
                Comparator.comparing(Row::contradicts).thenComparing(Row::disagreement).reversed())
            .toList();
  }

  /** What was compared, in the order in which a fault would show. */
  public enum Quantity {
    SECOND_MOMENT("second moment", 0.05),
    GRADIENT("gradient second moment", 0.1),
    WEIGHT_GRADIENT("weight gradient second moment", 0.25);

    private final String text;
    private final double tolerance;

    Quantity(String text, double tolerance) {
      this.text = text;
      this.tolerance = tolerance;
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
   * @param tolerance relative disagreement that is allowed, chance included
   * @param disagreement ln(ratio) over the logarithm of what is allowed, of the figure or of the
   *     step to it, whichever is worse
   * @param contradicts true when prediction and measurement contradict each other
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
      double disagreement,
      boolean contradicts) {}

  /** The outcome. */
  public sealed interface Verdict {
    /**
     * All figures agree.
     *
     * @param share of how many values figures were compared where that is not all, else empty
     */
    record Confirmed(int figures, String share) implements Verdict {
      /** Of all values. */
      public Confirmed(int figures) {
        this(figures, "");
      }

      @Override
      public String toString() {
        return "confirmed: all "
            + figures
            + " figures agree"
            + (share.isEmpty() ? "" : ", of " + share);
      }
    }

    /** The measurement does not tell. */
    record Undecided(String reason) implements Verdict {
      @Override
      public String toString() {
        return "undecided: " + reason;
      }
    }

    /**
     * Some figures disagree.
     *
     * @param first where the disagreement begins: it is not inherited from what the figure follows
     *     from
     * @param contradicted how many figures disagree
     * @param reason what is known of the values before it, and what the prediction rests on
     */
    record Broken(Row first, int contradicted, int figures, String reason) implements Verdict {
      @Override
      public String toString() {
        return String.format(
            Locale.ROOT,
            "broken: the %s of %s%s is predicted as %.4g and measured as %.4g%s; %s; %d of %d"
                + " figures disagree",
            first.quantity().text(),
            first.name(),
            first.op().isEmpty() ? "" : " (" + first.op() + ")",
            first.predicted(),
            first.measured().mean(),
            Double.isFinite(first.measured().standardError())
                ? String.format(Locale.ROOT, " ± %.2g", first.measured().standardError())
                : "",
            reason,
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
   * Compares predictions with what was measured: the mean over weight draws where there are
   * several, the one draw and the predicted band otherwise.
   *
   * @param values predictions by value name
   * @param parameters predictions by weight name; only their gradients are compared, and only where
   *     one tensor stands for one parameter
   */
  public static Comparison of(
      Map<String, Predicted> values, Map<String, Predicted> parameters, Measured measured) {
    return new Judgement(values, parameters, measured).comparison();
  }

  /**
   * Asks whether one weight draw is like others: its figures against the spread of theirs. Where a
   * figure is not, the predictions do not hold for this draw.
   *
   * @param draws measured over several weight draws
   */
  public static Comparison of(
      Map<String, Predicted> values,
      Map<String, Predicted> parameters,
      Measured draw,
      Measured draws) {
    return new Judgement(values, parameters, draw).like(draws);
  }

  /** Whether every figure is within its tolerance, so that nothing is left to chance. */
  public boolean isWithinTolerance() {
    return rows.stream()
        .allMatch(r -> Math.abs(Math.log(r.ratio())) <= Math.log1p(r.quantity().tolerance()));
  }
}
