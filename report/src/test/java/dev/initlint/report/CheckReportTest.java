package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckReportTest {

  @Test
  void text() throws IOException {
    Golden.assertEqual("check.txt", text(Style.PLAIN));
  }

  @Test
  void textWithDerivations() throws IOException {
    StringBuilder out = new StringBuilder();
    CheckText.write(
        Samples.results(), Style.PLAIN.wide(100), new Detail(true, Detail.Notes.ALL), out);
    Golden.assertEqual("check-verbose.txt", out.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void linesAreNoLongerThanTheyMay(int width) throws IOException {
    for (Detail detail : List.of(Detail.SHORT, new Detail(true, Detail.Notes.ALL))) {
      StringBuilder out = new StringBuilder();
      CheckText.write(Samples.results(), Style.PLAIN.wide(width), detail, out);
      assertThat(out.toString().lines()).allMatch(l -> l.length() <= width);
    }
  }

  @Test
  void textInColour() throws IOException {
    Golden.assertEqual("check-color.txt", text(new Style(true, true)));
  }

  @Test
  void textInAscii() throws IOException {
    String text = text(new Style(false, false));
    assertThat(text.chars()).allMatch(c -> c < 128);
    Golden.assertEqual("check-ascii.txt", text);
  }

  @Test
  void nothingFromAFileReachesTheTerminalAsControl() throws IOException {
    assertThat(text(Style.PLAIN)).doesNotContain("\u001b", "\u0007", "\u202e").contains("\\u{1b}");
  }

  @Test
  void concise() throws IOException {
    StringBuilder out = new StringBuilder();
    CheckConcise.write(Samples.results(), Style.PLAIN, out);
    Golden.assertEqual("check-concise.txt", out.toString());
  }

  @Test
  void json() throws IOException {
    StringBuilder out = new StringBuilder();
    CheckJson.write(Samples.results(), true, out);
    Golden.assertEqual("check.json", out.toString());
  }

  @Test
  void statistics() throws IOException {
    StringBuilder out = new StringBuilder();
    Statistics.write(Samples.results(), Style.PLAIN, out);
    assertThat(out)
        .hasToString(
            """
            6  error    ATT001   missing-attention-scale
            1  warning  ATT003   saturated-softmax
            1  note     INIT003  constant-weight
            """);
  }

  @Test
  void summary() {
    assertThat(Summary.of(Samples.results()))
        .isEqualTo(
            "Found 6 errors, 1 warning, 1 note in 4 files. 1 file unreadable. 1 model not at"
                + " initialisation.");
    assertThat(Summary.of(List.of(new CheckResult.Failed("m.onnx", "it takes too long"))))
        .isEqualTo("Checked 0 of 1 file. 1 file could not be followed to the end.");
  }

  @Test
  void everyFindingIsToldAlthoughItsCauseIsAConsequenceToo() throws IOException {
    CheckResult.Checked sample = Samples.attention();
    Finding root = sample.findings().get(0);
    Finding consequence = withRuleAndCause(root, "B", "ATT001");
    Finding remote = withRuleAndCause(root, "C", "B");
    Finding orphan = withRuleAndCause(root, "D", "X");
    CheckResult result =
        new CheckResult.Checked(
            "m.onnx",
            true,
            "",
            List.of(root, consequence, remote, orphan),
            Coverage.NONE,
            List.of());
    StringBuilder out = new StringBuilder();
    CheckText.write(List.of(result), Style.PLAIN, new Detail(true, Detail.Notes.ALL), out);
    assertThat(out)
        .contains("leads to error[B ", "\nerror[C ", "\nerror[D ")
        .doesNotContain("\nerror[B ");
  }

  private static Finding withRuleAndCause(Finding f, String rule, String cause) {
    return new Finding(
        rule,
        f.name(),
        f.severity(),
        f.message(),
        cause,
        f.location(),
        f.prediction(),
        f.formula(),
        f.derivation(),
        f.fix(),
        f.references());
  }

  private static String text(Style style) throws IOException {
    StringBuilder out = new StringBuilder();
    CheckText.write(Samples.results(), style, out);
    return out.toString();
  }
}
