package dev.initlint.cli;

import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.MeasuredTrace.Measure;
import dev.initlint.propagate.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measured figures that are made up from predicted ones, the same on every machine. */
final class Replayed {
  private final List<MeasuredTrace.Row> rows = new ArrayList<>();

  static MeasuredTrace beside(Trace trace) {
    Replayed r = new Replayed();
    for (Trace.ValueRow v : trace.values()) {
      r.row("second moment", v.name(), v.op(), v.secondMoment());
      r.row("gradient second moment", v.name(), v.op(), v.gradientSecondMoment());
    }
    for (Trace.ParameterRow p : trace.parameters()) {
      r.row("weight gradient second moment", p.name(), "", p.gradientSecondMoment());
    }
    r.rows.sort(
        Comparator.comparingDouble((MeasuredTrace.Row x) -> -Math.abs(Math.log(x.ratio())))
            .thenComparing(MeasuredTrace.Row::name));
    Map<String, MeasuredTrace.AttentionMeasure> attention = new LinkedHashMap<>();
    for (Trace.AttentionRow a : trace.attention()) {
      attention.put(
          a.node(),
          new MeasuredTrace.AttentionMeasure(
              a.node(), of(a.logitStd()), of(a.largestProbability()), of(a.entropyShare()), null));
    }
    Map<String, MeasuredTrace.OutputMeasure> outputs = new LinkedHashMap<>();
    for (Trace.OutputRow o : trace.outputs()) {
      outputs.put(
          o.name(),
          new MeasuredTrace.OutputMeasure(1, of(o.secondMoment()), of(o.initialCrossEntropy())));
    }
    return new MeasuredTrace(
        trace,
        Map.of(),
        Map.of(),
        attention,
        outputs,
        r.rows,
        MeasuredTrace.Verdict.CONFIRMED,
        "confirmed: all " + r.rows.size() + " figures agree, over 16 weight draws",
        List.of(new MeasuredTrace.NotRun("Foo", "/a/node", "no such operator is implemented", 3)),
        new MeasuredTrace.Conditions(4, 16, 2, "OpenBLAS", 1.5, 0.5, 1 << 20, true),
        List.of());
  }

  private void row(String quantity, String name, String op, Double predicted) {
    Measure m = of(predicted);
    if (m != null && predicted > 0) {
      double off = 1 + 0.001 * (1 + Math.floorMod((quantity + name).hashCode(), 40));
      Measure measured = new Measure(predicted * off, m.standardError());
      rows.add(
          new MeasuredTrace.Row(
              quantity, name, op, predicted, measured, 1 / off, 0.25 * off, false));
    }
  }

  private static Measure of(Double predicted) {
    return predicted == null ? null : new Measure(predicted, 0.01 * predicted);
  }
}
