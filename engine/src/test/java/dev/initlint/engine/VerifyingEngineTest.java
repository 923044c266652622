package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.MeasuredTrace.Measure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifyingEngineTest {
  private static final String LOGIT_STD = "attention logit std";

  @Test
  void aMeasuredFigureOutsideTheBandConfirmsTheFinding() {
    Finding f = only(check(finding(LOGIT_STD, "p", 5.66), figures(5.5)));
    assertThat(f.severity()).isEqualTo(Severity.ERROR);
    assertThat(f.prediction().measured()).isEqualTo(5.5);
    assertThat(f.message()).isEqualTo("too large");
  }

  @Test
  void aMeasuredFigureInsideTheBandMakesANote() {
    Finding f = only(check(finding(LOGIT_STD, "p", 5.66), figures(1.5)));
    assertThat(f.severity()).isEqualTo(Severity.NOTE);
    assertThat(f.prediction().measured()).isEqualTo(1.5);
    assertThat(f.message()).isEqualTo("too large; a real pass contradicts this: measured 1.50");
  }

  @Test
  void whatIsNotMeasuredStaysAsItIs() {
    for (Finding f :
        List.of(
            finding(LOGIT_STD, "elsewhere", 5.66),
            finding(LOGIT_STD, null, 5.66),
            finding("std(W_k)/std(W_q)", "p", 5.66))) {
      assertThat(only(check(f, figures(1.5)))).isEqualTo(f);
    }
  }

  @Test
  void theCrossEntropyIsReadAboveThatOfAnEvenGuess() {
    Finding f = finding("initial cross-entropy above ln V", "logits", 3);
    assertThat(only(check(f, figures(1))).prediction().measured())
        .isEqualTo(9 - Math.log(100), org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void aModelThatCannotBeRunKeepsItsFindings() {
    Finding f = finding(LOGIT_STD, "p", 5.66);
    CheckResult.Checked c = check(f, null);
    assertThat(only(c)).isEqualTo(f);
    assertThat(c.remarks()).containsExactly("not verified: it needs 3 GB");
  }

  @Test
  void figuresOfOneOfSeveralModelsAreNotSetBesideFindingsOfAnother() {
    Finding f = finding(LOGIT_STD, "p", 5.66);
    CheckResult.Checked c = check(new Scripted(f, figures(1.5), List.of("Nets.other:9")));
    assertThat(only(c)).isEqualTo(f);
    assertThat(c.remarks())
        .containsExactly("not verified: the file defines several models; use verify --model");
  }

  private static Finding only(CheckResult.Checked c) {
    assertThat(c.findings()).hasSize(1);
    return c.findings().get(0);
  }

  private static CheckResult.Checked check(Finding finding, MeasuredTrace figures) {
    return check(new Scripted(finding, figures, List.of()));
  }

  private static CheckResult.Checked check(Scripted scripted) {
    Engine engine = new VerifyingEngine(scripted, VerifyRequest.defaults());
    return (CheckResult.Checked) engine.check(Path.of("m.onnx"), EngineSettings.of(Set.of()));
  }

  private static Finding finding(String quantity, String value, double predicted) {
    return new Finding(
        "ATT001",
        "missing-attention-scale",
        Severity.ERROR,
        "too large",
        null,
        Location.ofValue("m.onnx", "/Softmax", value),
        new Prediction(quantity, predicted, 0, 2),
        null,
        List.of(),
        null,
        List.of());
  }

  private static MeasuredTrace figures(double logitStd) {
    Measure one = new Measure(1, 0);
    return new MeasuredTrace(
        null,
        Map.of(),
        Map.of(),
        Map.of(
            "p",
            new MeasuredTrace.AttentionMeasure(
                "/Softmax", new Measure(logitStd, 0.1), one, one, one)),
        Map.of("logits", new MeasuredTrace.OutputMeasure(100, one, new Measure(9, 0.1))),
        List.of(),
        MeasuredTrace.Verdict.CONFIRMED,
        "",
        List.of(),
        new MeasuredTrace.Conditions(1, 1, 1, "", 1, 0, 0, true),
        List.of());
  }

  /** Finds one thing and measures one thing; cannot run when there are no figures. */
  private record Scripted(Finding finding, MeasuredTrace figures, List<String> others)
      implements Engine {
    @Override
    public boolean recognises(Path file) {
      return true;
    }

    @Override
    public CheckResult check(Path file, EngineSettings settings) {
      return new CheckResult.Checked(
          "m.onnx", true, "fresh", List.of(finding), Coverage.NONE, List.of());
    }

    @Override
    public Traced trace(Path file, EngineSettings settings) {
      throw new AssertionError("nothing is traced");
    }

    @Override
    public Verified verify(Path file, EngineSettings settings, VerifyRequest request) {
      if (figures == null) {
        throw new SettingsException("it needs 3 GB");
      }
      return new Verified.Model(figures, others);
    }

    @Override
    public List<RuleInfo> rules() {
      return List.of();
    }
  }
}
