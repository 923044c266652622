package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.propagate.Scaling;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScaleReportTest {
  private static final double[] WIDTHS = {256, 512, 1024, 2048, 4096, 8192};

  private static Scaling scaling() {
    double[] zero = new double[6];
    Scaling.Line logits =
        new Scaling.Line(
            "E[x²] of logits",
            Scaling.Kind.LOGITS,
            new double[] {0.1, 0.2, 0.4, 0.8, 1.6, 3.2},
            new double[] {1, 1, 1, 1, 1, 1},
            zero,
            "d_model·var(head)·q[norm]",
            List.of(
                new Scaling.Share("d_model", 1, 1),
                new Scaling.Share("var(head)", 1, 0),
                new Scaling.Share("q[norm]", 1, 0)));
    Scaling.Line loss =
        new Scaling.Line(
            "loss above ln V",
            Scaling.Kind.EXCESS,
            new double[] {0.05, 0.1, 0.2, 0.39, 0.74, Double.NaN},
            new double[] {1, 1, 0.99, 0.97, 0.91, Double.NaN},
            new double[] {0, 0, 0, 0.01, 0.03, Double.NaN},
            "",
            List.of());
    Scaling.Note note =
        new Scaling.Note(
            "E[x²] of logits", 1, 0, "E[x²] of logits goes as d_model^1.00, in the standard class");
    Scaling.Axis axis =
        new Scaling.Axis(
            "d_model",
            Scaling.Size.WIDTH,
            WIDTHS,
            Map.of("d_ff", 4.0),
            List.of(logits, loss),
            List.of(note));
    return new Scaling("m.onnx", List.of(axis), List.of("something was assumed"));
  }

  @Test
  void text() throws IOException {
    StringBuilder out = new StringBuilder();
    ScaleText.write(scaling(), true, Style.PLAIN, out);
    Golden.assertEqual("scale.txt", out.toString());
  }

  @Test
  void asciiText() throws IOException {
    StringBuilder out = new StringBuilder();
    ScaleText.write(scaling(), true, new Style(false, false), out);
    assertThat(out.chars()).allMatch(c -> c < 128);
  }

  @Test
  void dataFormats() throws IOException {
    StringBuilder csv = new StringBuilder();
    ScaleData.csv(scaling(), csv);
    Golden.assertEqual("scale.csv", csv.toString());
    StringBuilder json = new StringBuilder();
    ScaleData.json(scaling(), json);
    Golden.assertEqual("scale.json", json.toString());
    StringBuilder svg = new StringBuilder();
    ScaleData.svg(scaling(), svg);
    Golden.assertEqual("scale.svg", svg.toString());
    assertThat(svg).doesNotContain("NaN");
  }

  @Test
  void exponentsHaveNames() {
    assertThat(ScaleText.named(1.001)).isEqualTo("linear");
    assertThat(ScaleText.named(-0.5)).isEqualTo("inverse root");
    assertThat(ScaleText.named(0.7)).isEmpty();
  }

  @Test
  void namesAreSpeltForPages() {
    assertThat(Html.text("a<b>&\"'\u202e\u0000")).isEqualTo("a&lt;b&gt;&amp;&quot;&#39;");
  }
}
