package dev.initlint.engine;

import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.MeasuredTrace.Measure;
import dev.initlint.propagate.Trace;
import dev.initlint.verify.Comparison;
import dev.initlint.verify.Estimate;
import dev.initlint.verify.Measured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts predictions and measurements into one result. */
final class SideBySide {
  private SideBySide() {}

  /**
   * One result.
   *
   * @param measured the figures that are shown beside the predictions
   * @param addition what follows the sentence of the verdict
   * @param others what was measured over other weight draws to judge by, or null
   * @param ofOthers whether the comparison is with their means, not with the stored draw
   */
  static MeasuredTrace of(
      Trace trace,
      Measured measured,
      Comparison comparison,
      String addition,
      Measured others,
      boolean ofOthers) {
    List<String> remarks = new ArrayList<>(measured.remarks());
    remarks.removeAll(trace.remarks());
    if (others != null && others.conditions().complete()) {
      String draws =
          others.conditions().seeds() + " draws of the weights from the laws they follow";
      remarks.add(
          ofOthers
              ? "the figures are means over " + draws + "; what follows them is of the stored draw"
              : "the figures are of the stored draw and held against " + draws);
    }
    return new MeasuredTrace(
        trace,
        values(measured),
        parameterGradients(measured),
        attention(measured),
        outputs(measured),
        comparison.rows().stream().map(SideBySide::row).toList(),
        verdict(comparison.verdict()),
        sentence(comparison.verdict()) + addition,
        measured.notRun().stream()
            .map(n -> new MeasuredTrace.NotRun(n.op(), n.node(), n.reason(), n.downstream()))
            .toList(),
        conditions(measured.conditions(), others == null ? null : others.conditions()),
        remarks);
  }

  private static Map<String, MeasuredTrace.ValueMeasure> values(Measured measured) {
    Map<String, MeasuredTrace.ValueMeasure> values = new HashMap<>();
    for (Measured.ValueFigures v : measured.values()) {
      values.put(
          v.name(),
          new MeasuredTrace.ValueMeasure(
              measure(v.secondMoment()),
              measure(v.mean()),
              measure(v.tokenOverlap()),
              measure(v.gradientSecondMoment())));
    }
    return values;
  }

  private static Map<String, Measure> parameterGradients(Measured measured) {
    Map<String, Measure> gradients = new HashMap<>();
    for (Measured.ParameterFigures p : measured.parameters()) {
      if (p.gradientSecondMoment() != null) {
        gradients.put(p.name(), measure(p.gradientSecondMoment()));
      }
    }
    return gradients;
  }

  private static Map<String, MeasuredTrace.AttentionMeasure> attention(Measured measured) {
    Map<String, MeasuredTrace.AttentionMeasure> attention = new HashMap<>();
    for (Measured.AttentionFigures a : measured.attention()) {
      attention.put(
          a.value(),
          new MeasuredTrace.AttentionMeasure(
              a.node(),
              measure(a.logitStd()),
              measure(a.largestProbability()),
              measure(a.entropyShare()),
              measure(a.participation())));
    }
    return attention;
  }

  private static Map<String, MeasuredTrace.OutputMeasure> outputs(Measured measured) {
    Map<String, MeasuredTrace.OutputMeasure> outputs = new HashMap<>();
    for (Measured.OutputFigures o : measured.outputs()) {
      long classes = o.shape().length == 0 ? 1 : o.shape()[o.shape().length - 1];
      outputs.put(
          o.name(),
          new MeasuredTrace.OutputMeasure(
              classes, measure(o.secondMoment()), measure(o.initialCrossEntropy())));
    }
    return outputs;
  }

  private static Measure measure(Estimate e) {
    return e == null ? null : new Measure(e.mean(), e.standardError());
  }

  private static MeasuredTrace.Row row(Comparison.Row r) {
    return new MeasuredTrace.Row(
        r.quantity().text(),
        r.name(),
        r.op(),
        r.predicted(),
        measure(r.measured()),
        r.ratio(),
        r.tolerance(),
        r.contradicts());
  }

  private static MeasuredTrace.Verdict verdict(Comparison.Verdict verdict) {
    if (verdict instanceof Comparison.Verdict.Confirmed) {
      return MeasuredTrace.Verdict.CONFIRMED;
    }
    if (verdict instanceof Comparison.Verdict.Undecided) {
      return MeasuredTrace.Verdict.UNDECIDED;
    }
    return verdict instanceof Comparison.Verdict.Broken
        ? MeasuredTrace.Verdict.CONTRADICTED
        : MeasuredTrace.Verdict.NOTHING;
  }

  private static String sentence(Comparison.Verdict verdict) {
    return verdict.toString().replaceFirst("^broken: ", "contradicted: ");
  }

  private static MeasuredTrace.Conditions conditions(
      Measured.Conditions c, Measured.Conditions others) {
    return new MeasuredTrace.Conditions(
        c.draws(),
        c.seeds(),
        c.threads(),
        c.kernels(),
        c.seconds() + (others == null ? 0 : others.seconds()),
        c.productShare(),
        c.peakBytes(),
        c.complete() && (others == null || others.complete()));
  }
}
