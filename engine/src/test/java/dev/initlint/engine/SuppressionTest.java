package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.rules.Rules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  @Test
  void anAnnotationSilencesWhatItStandsBefore() throws IOException {
    check("public class", "@SuppressWarnings({\"unchecked\", \"initlint:ACT002\"})\npublic class");
    assertThat(result.findings()).isEmpty();
    assertThat(result.silenced()).allMatch(s -> s.reason().equals("@SuppressWarnings"));
    assertThat(result.remarks()).noneMatch(r -> r.startsWith("line "));

    check("public class", "@SuppressWarnings(\"initlint:ACT02\")\npublic class");
    assertThat(rules()).contains("ACT002");
    assertThat(result.remarks()).anyMatch(r -> r.contains("did you mean ACT002?"));

    check("public class", "@SuppressWarnings(\"initlint:HEAD001\")\npublic class");
    assertThat(result.remarks()).anyMatch(r -> r.contains("nothing is left to ignore of HEAD001"));
  }

  @Test
  void metadataOfAModelFileSilencesItsPlace() throws IOException {
    byte[] model = Files.readAllBytes(Path.of("../fixtures/models/std-one-head.onnx"));
    for (String key : List.of("initlint.ignore", "initlint.ignore/*lm_head*")) {
      metadata(model, key, "HEAD001: meant so");
      assertThat(rules()).doesNotContain("HEAD001");
      assertThat(result.silenced()).allMatch(s -> s.reason().equals("meant so")).isNotEmpty();
    }
    metadata(model, "initlint.ignore/elsewhere", "HEAD001: not there");
    assertThat(rules()).contains("HEAD001");
    assertThat(result.remarks())
        .contains(
            "initlint.ignore of elsewhere in the metadata: nothing is left to ignore of HEAD001;"
                + " remove it");
    metadata(model, "initlint.ignore", "HEAD01");
    assertThat(result.remarks()).anyMatch(r -> r.contains("did you mean HEAD001?"));
  }

  /** Adds an entry of metadata_props, field 14 of ModelProto, to the end of the file. */
  private void metadata(byte[] model, String key, String value) throws IOException {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    for (String text : List.of(key, value)) {
      entry.write(text.equals(key) ? 1 << 3 | 2 : 2 << 3 | 2);
      entry.write(text.length());
      entry.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(model);
    file.write(14 << 3 | 2);
    file.write(entry.size());
    file.writeBytes(entry.toByteArray());
    Path path = Files.write(folder.resolve("m.onnx"), file.toByteArray());
    result = (CheckResult.Checked) new StandardEngine().check(path, settings());
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
