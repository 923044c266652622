package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.gaussian.ActivationGain;
import dev.initlint.gaussian.FunctionNames;
import dev.initlint.gaussian.GainSummary;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GainReportTest {

  private static String text(String name, String norm, Double weight, double bias, Style style)
      throws IOException {
    StringBuilder out = new StringBuilder();
    GainText.write(summary(name, norm, weight, bias), 512L, true, style, out);
    return out.toString();
  }

  private static GainSummary summary(String name, String norm, Double weight, double bias) {
    ActivationGain gain = ActivationGain.of(FunctionNames.of(name, null), 0, 1);
    return GainSummary.of(gain, norm, weight, bias);
  }

  @Test
  void texts() throws IOException {
    Golden.assertEqual(
        "gain.txt",
        text("silu", "", null, 0, Style.PLAIN)
            + text("tanh", "lecun", 1.0, 0.05, Style.PLAIN)
            + text("selu", "he", 2.0, 0, Style.PLAIN)
            + text("relu", "he", 2.0, 0, Style.PLAIN));
  }

  @Test
  void asciiText() throws IOException {
    assertThat(text("gelu", "he", 2.0, 0.1, new Style(false, false)).chars())
        .allMatch(c -> c < 128);
    assertThat(text("gelu", "he", 2.0, 0.1, new Style(false, false)))
        .contains("E f'^2", "chi = ")
        .doesNotContain("\\u");
  }

  @Test
  void json() throws IOException {
    StringBuilder out = new StringBuilder();
    GainJson.write(summary("selu", "he", 2.0, 0.1), out);
    Golden.assertEqual("gain.json", out.toString());
  }

  @Test
  void aPlotShowsPointsWhereTheyAre() {
    double[] x = {1, 10, 100};
    Plot plot = new Plot(21, 5, true, true).curve("a", x, new double[] {1, 10, 100});
    assertThat(plot.lines(new Style(false, false)).get(0)).endsWith("*");
    assertThat(plot.lines(new Style(false, false)).get(2)).isEqualTo("    |        ..*..");
    assertThat(new Plot(9, 3, false, false).lines(Style.PLAIN)).isEmpty();
    double[] gap = {1, Double.NaN, -1};
    assertThat(new Plot(9, 3, true, true).curve("b", x, gap).lines(Style.PLAIN)).hasSize(5);
  }
}
