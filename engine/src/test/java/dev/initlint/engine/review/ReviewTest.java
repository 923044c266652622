package dev.initlint.engine.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.StandardEngine;
import dev.initlint.engine.config.Configuration;
import dev.initlint.engine.config.Configurations;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Identity;
import dev.initlint.finding.Location;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import dev.initlint.finding.Silenced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 27);

  @TempDir Path folder;

  private final StandardEngine engine = new StandardEngine();
  private Review review;

  @Test
  void aWishSilencesItsPlaceWithItsReasonAndOneThatSilencesNothingIsTold() throws IOException {
    toml(
        """
        [[suppress]]
        rule = "ATT001"
        where = "/blocks.*/Softmax"
        reason = "replaced in autumn"
        [[suppress]]
        rule = "ATT001"
        where = "/head/*"
        reason = "never there"
        [[suppress]]
        rule = "EMB001"
        path = "other/**"
        reason = "of another file"
        """);
    CheckResult.Checked c = review(finding("ATT001", "/blocks.0/Softmax", 5), other("ATT001"));
    assertThat(c.findings()).hasSize(1);
    assertThat(c.silenced()).singleElement().matches(s -> s.reason().equals("replaced in autumn"));
    assertThat(c.silenced().get(0).by()).isEqualTo(Silenced.By.CONFIGURATION);
    assertThat(review.remarks())
        .singleElement()
        .asString()
        .contains("initlint.toml:5: nothing is left to suppress of ATT001; remove it");
  }

  @Test
  void anExpiredWishIsToldAndGrantsNothing() throws IOException {
    toml("[[suppress]]\nrule = \"ATT001\"\nreason = \"x\"\nexpires = 2026-11-26\n");
    assertThat(review(other("ATT001")).findings()).hasSize(1);
    assertThat(review.remarks()).singleElement().asString().contains("has expired on 2026-11-26");
    toml("[[suppress]]\nrule = \"ATT001\"\nreason = \"x\"\nexpires = 2026-11-27\n");
    assertThat(review(other("ATT001")).findings()).isEmpty();
  }

  @Test
  void severitiesAreTheProjects() throws IOException {
    toml("fail-on = \"warning\"\n[severity]\nATT001 = \"note\"\n");
    CheckResult.Checked c = review(finding("ATT001", "n", 5));
    assertThat(c.findings().get(0).severity()).isEqualTo(Severity.NOTE);
    assertThat(review.fails(model(), c)).isFalse();
    toml("fail-on = \"note\"\n");
    assertThat(review.fails(model(), review(finding("ATT001", "n", 5)))).isTrue();
  }

  @Test
  void aModelThatIsNotAtInitialisationCountsWhereThatIsAsked() throws IOException {
    toml("");
    CheckResult trained =
        new CheckResult.Checked(
            "m.onnx", false, "9 of 12 weights look trained", List.of(), Coverage.NONE, List.of());
    assertThat(findings(review.of(model(), trained))).isEmpty();
    toml("not-at-initialisation = \"error\"\n");
    CheckResult.Checked c = (CheckResult.Checked) review.of(model(), trained);
    assertThat(c.findings()).singleElement().matches(f -> f.rule().equals("INIT000"));
    assertThat(c.findings().get(0).fix().text()).contains("export the model before it is trained");
    assertThat(review.fails(model(), c)).isTrue();
  }

  @Test
  void aBaselineKnowsWhatWasThereAndLetsWhatIsWorseReturn() throws IOException {
    toml("");
    CheckResult.Checked before =
        review(finding("ATT001", "/a", 4), finding("EMB001", "/b", 4), other("ACT001"));
    Path file = folder.resolve("baseline.json");
    Files.writeString(file, review.baseline(Map.of(model(), before)));
    assertThat(file).content().contains("\"rule\":\"ATT001\"", "\"path\":\"m.onnx\"");

    toml("baseline = \"baseline.json\"\n");
    CheckResult.Checked same =
        review(finding("ATT001", "/a", 7.9), finding("EMB001", "/b", 1), other("HEAD001"));
    assertThat(findings(same)).extracting(Finding::rule).containsExactly("HEAD001");
    assertThat(same.silenced()).allMatch(s -> s.by() == Silenced.By.BASELINE).hasSize(2);
    assertThat(review.stale()).containsEntry(file, 1);
    Files.writeString(file, review.pruned(file));
    assertThat(file).content().doesNotContain("ACT001").contains("ATT001", "EMB001");

    toml("baseline = \"baseline.json\"\n");
    assertThat(findings(review(finding("ATT001", "/a", 8.1)))).hasSize(1);
    assertThat(findings(review(finding("ATT001", "/a", 4).weighed(Severity.ERROR)))).hasSize(1);
    assertThat(findings(review(finding("ATT001", "/a", 4), finding("ATT001", "/c", 4)))).hasSize(1);
  }

  @Test
  void aBaselineOfOtherFilesIsNotStale() throws IOException {
    toml("");
    CheckResult.Checked before = review(finding("ATT001", "/a", 4));
    Path file = folder.resolve("baseline.json");
    Files.writeString(
        file, review.baseline(Map.of(model(), before, folder.resolve("n.onnx"), before)));
    toml("baseline = \"baseline.json\"\n");
    review(finding("ATT001", "/a", 4));
    assertThat(review.stale()).isEmpty();
  }

  @Test
  void aBaselineThatIsNoneIsNamed() throws IOException {
    toml("baseline = \"baseline.json\"\n");
    assertThatThrownBy(() -> review(other("ATT001")))
        .hasMessageContaining("there is no such baseline; write one with --write-baseline");
    Files.writeString(folder.resolve("baseline.json"), "{\n  \"findings\": [,]\n}");
    assertThatThrownBy(() -> review(other("ATT001")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("line 2: this is not JSON");
    Files.writeString(folder.resolve("baseline.json"), "[]");
    assertThatThrownBy(() -> review(other("ATT001"))).hasMessageContaining("this is no baseline");
  }

  @Test
  void aBaselineSurvivesLinesThatMoveAndIndentation() throws IOException {
    String source = Files.readString(Path.of("../fixtures/java/DeepReluNetwork.java"));
    Path java = folder.resolve("DeepReluNetwork.java");
    Files.writeString(java, source);
    toml("");
    CheckResult.Checked before = (CheckResult.Checked) checked(java);
    assertThat(before.findings()).isNotEmpty();
    Files.writeString(folder.resolve("baseline.json"), review.baseline(Map.of(java, before)));
    toml("baseline = \"baseline.json\"\n");
    Files.writeString(
        java,
        source
            .replace("public class", "// one\n\n// two\npublic class")
            .replace("      layers.layer(", "        layers\n            .layer("));
    CheckResult.Checked after = (CheckResult.Checked) checked(java);
    assertThat(findings(after)).isEmpty();
    assertThat(after.silenced()).hasSameSizeAs(before.findings());
    assertThat(review.stale()).isEmpty();
  }

  private CheckResult checked(Path file) {
    EngineSettings settings = review.settings(file, EngineSettings.of(java.util.Set.of()));
    return review.of(file, new StandardEngine().check(file, settings));
  }

  private Path model() {
    return folder.resolve("m.onnx");
  }

  private void toml(String text) throws IOException {
    Files.writeString(folder.resolve("initlint.toml"), text);
    review =
        new Review(
            engine.rules(), Configurations.found(engine.rules(), Configuration.NONE), () -> TODAY);
  }

  private CheckResult.Checked review(Finding... findings) {
    return (CheckResult.Checked)
        review.of(
            model(),
            new CheckResult.Checked(
                "m.onnx", true, "", List.of(findings), Coverage.NONE, List.of()));
  }

  private static List<Finding> findings(CheckResult result) {
    return ((CheckResult.Checked) result).findings();
  }

  private static Finding other(String rule) {
    return finding(rule, "/elsewhere", 3);
  }

  private static Finding finding(String rule, String node, double figure) {
    return new Finding(
            rule,
            "name",
            Severity.WARNING,
            "too large",
            null,
            Location.ofValue("m.onnx", node, null),
            new Prediction("std", figure, 0, 1),
            null,
            List.of(),
            null,
            List.of())
        .known(new Identity("", node, List.of("graph:" + node)));
  }
}
