package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.MeasuredTrace.Measure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifyReportTest {

  @Test
  void text() throws IOException {
    Golden.assertEqual("verify.txt", text(figures(), false, Style.PLAIN));
  }

  @Test
  void asciiText() throws IOException {
    assertThat(text(figures(), true, new Style(false, false)).chars()).allMatch(c -> c < 128);
  }

  @Test
  void theWorstRowsAreShownUnlessAllAreWanted() throws IOException {
    assertThat(text(figures(), false, Style.PLAIN))
        .contains("the 20 worst of 25, each figure once (--all shows all)", "row 19 ")
        .doesNotContain("row 20 ");
    assertThat(text(figures(), true, Style.PLAIN))
        .contains("figures, worst first", "row 24 ", "> 1000%\n");
  }

  @Test
  void json() throws IOException {
    StringBuilder out = new StringBuilder();
    VerifyJson.write(figures(), out);
    Golden.assertEqual("verify.json", out.toString());
    assertThat(out).doesNotContain("NaN", "null");
  }

  @Test
  void aFigureThatOnlyMovesOnIsToldOnce() throws IOException {
    MeasuredTrace m = figures();
    List<MeasuredTrace.Row> rows = new ArrayList<>(m.rows());
    MeasuredTrace.Row first = rows.get(0);
    MeasuredTrace.Measure inAnotherOrder =
        new MeasuredTrace.Measure(
            first.measured().mean() * (1 + 1e-9), first.measured().standardError());
    rows.add(
        1,
        new MeasuredTrace.Row(
            first.quantity(),
            "moved",
            "Transpose",
            first.predicted(),
            inAnotherOrder,
            first.ratio(),
            first.band(),
            first.contradicts()));
    MeasuredTrace with =
        new MeasuredTrace(
            m.trace(),
            m.values(),
            m.parameterGradients(),
            m.attention(),
            m.outputs(),
            rows,
            m.verdict(),
            m.sentence(),
            m.notRun(),
            m.conditions(),
            m.remarks());
    assertThat(text(with, false, Style.PLAIN))
        .contains("row 0 ", "row 19 ")
        .doesNotContain("moved");
    assertThat(text(with, true, Style.PLAIN)).contains("moved");
  }

  @Test
  void conditions() {
    assertThat(VerifyText.conditions(figures().conditions()))
        .isEqualTo(
            "interrupted while measuring over 4 input draws of 1 weight draw in 1.23 s on 2 threads,"
                + " matrix products by OpenBLAS");
  }

  @Test
  void aMeasuredFigureStandsBesideThePredictedOne() throws IOException {
    Finding finding =
        new Finding(
            "ATT001",
            "missing-attention-scale",
            Severity.NOTE,
            "too large",
            null,
            Location.ofValue("m.onnx", "/Softmax", "p"),
            new Prediction("attention logit std", 5.66, 0.05, 2).measuredAs(1.5),
            null,
            List.of(),
            null,
            List.of());
    List<CheckResult> results =
        List.of(
            new CheckResult.Checked(
                "m.onnx", true, "fresh", List.of(finding), Coverage.NONE, List.of()));
    StringBuilder text = new StringBuilder();
    CheckText.write(results, Style.PLAIN, new Detail(true, Detail.Notes.ALL), text);
    assertThat(text).contains("= predicted: attention logit std 5.66", "= measured: 1.5\n");
    StringBuilder json = new StringBuilder();
    CheckJson.write(results, false, json);
    assertThat(json).contains("\"band\": [0.05, 2.0], \"measured\": 1.5}");
  }

  private static String text(MeasuredTrace figures, boolean all, Style style) throws IOException {
    StringBuilder out = new StringBuilder();
    VerifyText.write(figures, all, style, out);
    return out.toString();
  }

  private static MeasuredTrace figures() {
    List<MeasuredTrace.Row> rows = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      rows.add(
          new MeasuredTrace.Row(
              i % 2 == 0 ? "second moment" : "gradient second moment",
              "row " + i,
              "MatMul",
              1.25 + 1e-9 * i,
              new Measure(1, i == 3 ? Double.NaN : 0.01),
              1.25,
              i == 24 ? 2e92 : 0.05 * (i + 1),
              i < 4));
    }
    return new MeasuredTrace(
        Samples.trace(),
        Map.of(
            "x",
            new MeasuredTrace.ValueMeasure(
                new Measure(4.1e-4, 1e-6), new Measure(1e-3, Double.NaN), null, null)),
        Map.of("wte", new Measure(3.5, 0.25)),
        Map.of(
            "weights.0",
            new MeasuredTrace.AttentionMeasure(
                "/blocks.0/Softmax",
                new Measure(1.01, 0.02),
                new Measure(0.081, 0.001),
                new Measure(0.92, 0.01),
                new Measure(0.025, 0.001))),
        Map.of(
            "logits",
            new MeasuredTrace.OutputMeasure(1000, new Measure(190, 2), new Measure(95.5, 0.5))),
        rows,
        MeasuredTrace.Verdict.CONTRADICTED,
        "contradicted: the second moment of row 0 differs",
        List.of(new MeasuredTrace.NotRun("Foo", "node of mask", "no such operator is known", 1)),
        new MeasuredTrace.Conditions(4, 1, 2, "OpenBLAS", 1.234, 0.5, 1 << 20, false),
        List.of("input mask is 1 everywhere"));
  }
}
