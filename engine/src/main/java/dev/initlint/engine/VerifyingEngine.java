package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.MeasuredTrace.Measure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An engine whose findings stand beside measured figures. A finding whose measured figure lies
 * where nothing would be reported becomes a note that says so.
 */
public final class VerifyingEngine extends ForwardingEngine {
  private final VerifyRequest request;

  /** Measures what {@code engine} finds, as the request says. */
  public VerifyingEngine(Engine engine, VerifyRequest request) {
    super(engine);
    this.request = request;
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    CheckResult result = engine.check(file, settings);
    if (!(result instanceof CheckResult.Checked c)
        || c.findings().stream().noneMatch(f -> f.prediction() != null)) {
      return result;
    }
    try {
      if (!(engine.verify(file, settings, request.withoutVerdict()) instanceof Verified.Model m)) {
        return result;
      }
      // A finding does not say of which of the models it is, and their values share names.
      return m.others().isEmpty()
          ? beside(c, m.figures())
          : with(c, c.findings(), told(c, "the file defines several models; use verify --model"));
    } catch (SettingsException e) {
      return with(c, c.findings(), told(c, e.getMessage()));
    }
  }

  private static List<String> told(CheckResult.Checked c, String reason) {
    List<String> remarks = new ArrayList<>(c.remarks());
    remarks.add("not verified: " + reason);
    return remarks;
  }

  private static CheckResult.Checked beside(CheckResult.Checked c, MeasuredTrace figures) {
    List<String> remarks = new ArrayList<>(c.remarks());
    figures
        .notRun()
        .forEach(n -> remarks.add("not verified: " + n.op() + " cannot be run: " + n.reason()));
    return with(c, c.findings().stream().map(f -> beside(f, figures)).toList(), remarks);
  }

  private static CheckResult.Checked with(
      CheckResult.Checked c, List<Finding> findings, List<String> remarks) {
    return c.with(findings, remarks, c.silenced());
  }

  private static Finding beside(Finding f, MeasuredTrace figures) {
    Double measured = f.prediction() == null ? null : measured(f, figures);
    if (measured == null || !Double.isFinite(measured)) {
      return f;
    }
    Prediction p = f.prediction().measuredAs(measured);
    boolean contradicted = p.isContradicted();
    return f.judged(
        p,
        contradicted ? Severity.NOTE : f.severity(),
        contradicted
            ? f.message()
                + String.format(
                    Locale.ROOT, "; a real pass contradicts this: measured %.3g", measured)
            : f.message());
  }

  /** The figure a finding rests on, where it is one of those that are measured; else null. */
  private static Double measured(Finding f, MeasuredTrace figures) {
    String name = f.location().value();
    if (name == null) {
      return null;
    }
    MeasuredTrace.ValueMeasure value = figures.values().get(name);
    MeasuredTrace.OutputMeasure output = figures.outputs().get(name);
    return switch (f.prediction().quantity()) {
      case "attention logit std" -> {
        MeasuredTrace.AttentionMeasure a = figures.attention().get(name);
        yield a == null ? null : mean(a.logitStd());
      }
      case "variance of the logits" ->
          value == null || mean(value.secondMoment()) == null || mean(value.mean()) == null
              ? null
              : value.secondMoment().mean() - Math.pow(value.mean().mean(), 2);
      case "initial cross-entropy above ln V" ->
          output == null || mean(output.initialCrossEntropy()) == null
              ? null
              : output.initialCrossEntropy().mean() - Math.log(output.classes());
      case "cosine between tokens after the last block" ->
          value == null || mean(value.tokenOverlap()) == null || mean(value.secondMoment()) == null
              ? null
              : value.tokenOverlap().mean() / value.secondMoment().mean();
      default -> null;
    };
  }

  private static Double mean(Measure m) {
    return m == null ? null : m.mean();
  }
}
