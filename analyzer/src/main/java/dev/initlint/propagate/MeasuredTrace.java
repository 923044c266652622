package dev.initlint.propagate;

import java.util.List;
import java.util.Map;

/**
 * The figures of a propagation beside those that real passes measured, ready to be printed. A
 * figure that was not measured is null or has no entry.
 *
 * @param trace the predictions
 * @param values measured figures by value name
 * @param parameterGradients measured second moment of the gradient, by weight name
 * @param attention measured figures by the name of the softmax's output
 * @param outputs measured figures by the name of the graph output
 * @param rows all figures that were both predicted and measured, worst disagreement first
 * @param verdict whether the predictions hold
 * @param sentence the verdict in words
 * @param notRun nodes that could not be run
 * @param remarks what was assumed for the measurement, one sentence each
 */
public record MeasuredTrace(
    Trace trace,
    Map<String, ValueMeasure> values,
    Map<String, Measure> parameterGradients,
    Map<String, AttentionMeasure> attention,
    Map<String, OutputMeasure> outputs,
    List<Row> rows,
    Verdict verdict,
    String sentence,
    List<NotRun> notRun,
    Conditions conditions,
    List<String> remarks) {

  /** Share of the values that has to be compared before a model is confirmed. */
  private static final double ENOUGH = 0.5;

  public MeasuredTrace {
    values = Map.copyOf(values);
    parameterGradients = Map.copyOf(parameterGradients);
    attention = Map.copyOf(attention);
    outputs = Map.copyOf(outputs);
    rows = List.copyOf(rows);
    notRun = List.copyOf(notRun);
    remarks = List.copyOf(remarks);
  }

  /**
   * The same, with no verdict where weights hold what nobody can have meant, and not confirmed
   * where less than half of the values were compared.
   *
   * @param damaged their names and what is wrong with each
   */
  public MeasuredTrace doubting(Map<String, String> damaged) {
    if (damaged.isEmpty()) {
      return verdict == Verdict.CONFIRMED && compared() < ENOUGH * trace.coverage().values()
          ? undecided(
              "too little is both predicted and measured to confirm it: "
                  + compared()
                  + " of "
                  + trace.coverage().values()
                  + " values")
          : this;
    }
    Map.Entry<String, String> first = damaged.entrySet().iterator().next();
    return undecided(
        "the weights are those of no initialisation: " + first.getKey() + " " + first.getValue());
  }

  /** Number of values, inputs left out, whose second moment was both predicted and measured. */
  private long compared() {
    return rows.stream()
        .filter(r -> r.quantity().equals("second moment") && !r.op().equals("Input"))
        .count();
  }

  private MeasuredTrace undecided(String why) {
    return new MeasuredTrace(
        trace,
        values,
        parameterGradients,
        attention,
        outputs,
        rows,
        Verdict.UNDECIDED,
        "undecided: " + why,
        notRun,
        conditions,
        remarks);
  }

  /** Whether the predictions hold. */
  public enum Verdict {
    CONFIRMED,
    CONTRADICTED,
    /** The measurement does not tell: it is not finite, of one draw, or of too few figures. */
    UNDECIDED,
    /** No figure was both predicted and measured. */
    NOTHING;

    /** The word that reports use. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A mean over draws.
   *
   * @param standardError of the mean; NaN after a single draw
   */
  public record Measure(double mean, double standardError) {}

  /** What was measured of one value. */
  public record ValueMeasure(
      Measure secondMoment, Measure mean, Measure tokenOverlap, Measure gradientSecondMoment) {}

  /** What was measured of one attention, as {@link Trace.AttentionRow} predicts it. */
  public record AttentionMeasure(
      String node,
      Measure logitStd,
      Measure largestProbability,
      Measure entropyShare,
      Measure participation) {}

  /**
   * What was measured of one graph output.
   *
   * @param classes extent of its last axis
   * @param initialCrossEntropy in nats, against uniform labels
   */
  public record OutputMeasure(long classes, Measure secondMoment, Measure initialCrossEntropy) {}

  /**
   * One comparison.
   *
   * @param quantity what was compared, as {@code second moment}
   * @param name value or weight
   * @param op operator that computes the value; empty for a weight
   * @param ratio predicted over measured
   * @param band relative disagreement that is allowed
   * @param contradicts true beyond the band
   */
  public record Row(
      String quantity,
      String name,
      String op,
      double predicted,
      Measure measured,
      double ratio,
      double band,
      boolean contradicts) {}

  /**
   * A node that could not be run.
   *
   * @param downstream how many nodes were left out because of it
   */
  public record NotRun(String op, String node, String reason, int downstream) {}

  /**
   * How it was measured.
   *
   * @param draws input draws per weight draw
   * @param seeds weight draws
   * @param kernels what computed the matrix products
   * @param productShare share of the time spent in them
   * @param peakBytes largest number of bytes of tensors in use at once
   * @param complete false when it was interrupted before all draws were done
   */
  public record Conditions(
      int draws,
      int seeds,
      int threads,
      String kernels,
      double seconds,
      double productShare,
      long peakBytes,
      boolean complete) {}
}
