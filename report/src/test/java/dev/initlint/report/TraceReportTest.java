package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TraceReportTest {

  @Test
  void text() throws IOException {
    Golden.assertEqual("trace.txt", text(Style.PLAIN));
  }

  @Test
  void asciiText() throws IOException {
    assertThat(text(new Style(false, false)).chars()).allMatch(c -> c < 128);
  }

  @Test
  void equalBlocksAreFoldedAndTheirGrowthIsShown() throws IOException {
    assertThat(text(Style.PLAIN))
        .contains("blocks.1–blocks.3", "×1.25")
        .doesNotContain("/blocks.2/add");
  }

  @Test
  void plot() throws IOException {
    StringBuilder out = new StringBuilder();
    TracePlot.write(Samples.trace(), Style.PLAIN, out);
    Golden.assertEqual("trace-plot.txt", out.toString());
    StringBuilder ascii = new StringBuilder();
    TracePlot.write(Samples.trace(), new Style(false, false), ascii);
    assertThat(ascii.chars()).allMatch(c -> c < 128);
  }

  @Test
  void json() throws IOException {
    StringBuilder out = new StringBuilder();
    TraceJson.write(Samples.trace(), out);
    Golden.assertEqual("trace.json", out.toString());
    assertThat(out).doesNotContain("NaN", "null");
  }

  private static String text(Style style) throws IOException {
    StringBuilder out = new StringBuilder();
    TraceText.write(Samples.trace(), style, out);
    return out.toString();
  }
}
