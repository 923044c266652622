package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comments that ask for silence on findings of Java source. */
class SuppressionTest {
  private static final String HAZARD =
      "      layers.layer(new DenseLayer.Builder().nIn(256).nOut(256).build());";

  @TempDir Path folder;

  private CheckResult.Checked result;

  @Test
  void aCommentOnTheLineSilencesTheFindingAndWhatFollowsFromIt() throws IOException {
    check(HAZARD, HAZARD + " // initlint: ignore[ACT002] meant so");

    assertThat(result.findings()).isEmpty();
    assertThat(result.remarks()).noneMatch(r -> r.startsWith("line "));
  }

  @Test
  void aCommentAboveSilencesTheStatementByNameToo() throws IOException {
    check(
        HAZARD,
        "      // initlint: ignore[signal-vanish-or-explode, ACT001] meant so\n"
            + "      layers\n          .layer(new DenseLayer.Builder()\n"
            + "              .nIn(256).nOut(256).build());");

    assertThat(result.findings()).isEmpty();
  }

  @Test
  void aCommentAboveACallOfAChainIsAboutThatCall() throws IOException {
    check(
        HAZARD,
        "      layers\n          // initlint: ignore[ACT002] meant so\n"
            + "          .layer(new DenseLayer.Builder()\n"
            + "              .nIn(256).nOut(256).build());");

    assertThat(result.findings()).isEmpty();
  }

  @Test
  void otherRulesAndOtherLinesAreStillHeard() throws IOException {
    check(HAZARD, HAZARD + " // initlint: ignore[HEAD001] not this");
    assertThat(rules()).contains("ACT002");
    assertThat(result.remarks())
        .contains("line 20: nothing is left to ignore of HEAD001; remove it");

    check(
        "    for (int i = 0",
        "    // initlint: ignore[ACT002] not there\n    int n = 1;\n    for (int i = 0");
    assertThat(rules()).contains("ACT002");
    assertThat(result.remarks())
        .contains("line 19: nothing is left to ignore of ACT002; remove it");
  }

  @Test
  void aRuleThatSilencesNothingIsToldBesideOneThatDoes() throws IOException {
    check(HAZARD, HAZARD + " // initlint: ignore[ACT002, HEAD001] meant so");
    assertThat(result.findings()).isEmpty();
    assertThat(result.remarks())
        .contains("line 20: nothing is left to ignore of HEAD001; remove it");
  }

  @Test
  void anUnknownRuleAndAMissingReasonAreTold() throws IOException {
    check(HAZARD, HAZARD + " // initlint: ignore[ACT002, selu-without-lecum]");

    assertThat(result.remarks())
        .contains(
            "line 20: no rule is called selu-without-lecum; did you mean selu-without-lecun?",
            "line 20: say behind the brackets why this is ignored");
    assertThat(result.findings()).isEmpty();
  }

  @Test
  void aStringIsNoComment() throws IOException {
    check(HAZARD, HAZARD + " String s = \"// initlint: ignore[ACT002] x\";");

    assertThat(rules()).contains("ACT002");
  }

  @Test
  void whatIsIgnoredIsNotFixed() throws IOException {
    Path file = check(HAZARD, HAZARD + " // initlint: ignore[ACT002] meant so");

    assertThat(new StandardEngine().fix(List.of(file), settings(), true).changes()).isEmpty();
  }

  /** A finding that several layers share is told of those that no comment is about. */
  @Test
  void aCommentSilencesItsLayerAndNotItsGroup() throws IOException {
    String layer = "        .layer(new DenseLayer.Builder().nIn(64).nOut(64).build())";
    String excused = layer + " // initlint: ignore[default-sigmoid] meant here";
    for (String[] layers : new String[][] {{excused, layer}, {layer, excused}}) {
      checkText(layers[0] + "\n" + layers[1] + "\n");
      Finding f = result.findings().get(0);
      assertThat(f.rule()).isEqualTo("ACT006");
      assertThat(f.location().line()).isEqualTo(layers[0].equals(excused) ? 4 : 3);
    }
    checkText(excused + "\n" + excused + "\n");
    assertThat(rules()).doesNotContain("ACT006");
  }

  private void checkText(String layers) throws IOException {
    String head =
        "import org.deeplearning4j.nn.conf.*; import org.deeplearning4j.nn.conf.layers.*;\n"
            + "class Net { Object conf() { return new NeuralNetConfiguration.Builder().list()\n";
    Path file = Files.writeString(folder.resolve("Net.java"), head + layers + ".build(); } }");
    result = (CheckResult.Checked) new StandardEngine().check(file, settings());
  }

  private List<String> rules() {
    return result.findings().stream().map(Finding::rule).toList();
  }

  private Path check(String from, String to) throws IOException {
    String source = Files.readString(Path.of("../fixtures/java/DeepReluNetwork.java"));
    assertThat(source).contains(from);
    Path file = Files.writeString(folder.resolve("DeepReluNetwork.java"), source.replace(from, to));
    result = (CheckResult.Checked) new StandardEngine().check(file, settings());
    return file;
  }

  private static EngineSettings settings() {
    return EngineSettings.of(
        Rules.all().stream().map(r -> r.card().id()).collect(Collectors.toSet()));
  }
}
