package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules whose figure has no closed form: the finding follows the figure on either side. */
class PredictedConsequenceTest {

  @Test
  void rankCollapseIsAsSevereAsTheCosineSays() {
    Set<Object> seen = new HashSet<>();
    for (int depth = 1; depth <= 24; depth++) {
      String text =
          """
          x = input(4, 32, 64)
          repeat %d
            q = linear(x, 64, normal(0, 0.125))
            k = linear(x, 64, normal(0, 0.125))
            v = linear(x, 64, normal(0, 0.125))
            a = attention(q, k, v, heads=4, scale=0.25)
            x = layernorm(add(x, linear(a, 64, normal(0, 0.125))))
          y = linear(x, 10, normal(0, 0.02))
          """
              .formatted(depth);
      Model model = model(text);
      double rho = model.cosine(model.streams().get(0).last().sum());
      Severity want = rho > 0.98 ? Severity.ERROR : rho > 0.9 ? Severity.WARNING : null;
      assertThat(severity(text, "ATT010")).as("depth " + depth + ", cosine " + rho).isEqualTo(want);
      seen.add(String.valueOf(want));
    }
    assertThat(seen).hasSize(3);
  }

  @Test
  void queryGradientsAreReportedBelowATenthOfThoseOfValues() {
    Set<Boolean> seen = new HashSet<>();
    for (double std : new double[] {0.002, 0.005, 0.01, 0.02, 0.05, 0.125}) {
      String text =
          """
          x = input(4, 10, 64)
          q = linear(x, 64, normal(0, $))
          k = linear(x, 64, normal(0, $))
          v = linear(x, 64, normal(0, 0.125))
          y = attention(q, k, v, heads=4, scale=0.25)
          """
              .replace("$", String.valueOf(std));
      Model model = model(text);
      AttentionSite site = model.attentions().get(0);
      double q = model.weightGradient(site.query().weight());
      double v = model.weightGradient(site.values().weight());
      boolean small = Math.sqrt(q / v) < 0.1;
      assertThat(severity(text, "GRAD001") != null).as("std " + std).isEqualTo(small);
      seen.add(small);
    }
    assertThat(seen).hasSize(2);
  }

  /** Squeeze and excitation drawn for its outputs: what the narrow map widens, the next shrinks. */
  @Test
  void wideMapThatTheNextTakesBackIsANote() {
    String text =
        """
        x = input(8, 240)
        h = relu(linear(x, 10, normal(0, 0.447)))
        g = sigmoid(linear(h, 240, normal(0, $)))
        y = linear(mul(x, g), 10, normal(0, 0.0645))
        """;
    assertThat(severity(text.replace("$", "0.09"), "INIT001")).isEqualTo(Severity.NOTE);
    assertThat(severity(text.replace("$", "0.316"), "INIT001")).isEqualTo(Severity.ERROR);
  }

  /** Norms behind branches, as in OLMo 2: a small one makes its branch weigh less. */
  @Test
  void smallNormThatAShortcutLeadsAroundIsAWarning() {
    String text =
        """
        x = input(8, 64)
        b = layernorm(times(linear(x, 64, normal(0, 0.125)), 0.0001))
        y = linear($, 10, normal(0, 0.1))
        """;
    assertThat(severity(text.replace("$", "add(x, b)"), "NORM004")).isEqualTo(Severity.WARNING);
    assertThat(severity(text.replace("$", "b"), "NORM004")).isEqualTo(Severity.ERROR);
  }

  @Test
  void consequencesAreNotesBelowTheirCause() {
    List<Finding> findings =
        ExamplesTest.check("x = input(8, 64)\ny = linear(layernorm(x), 500, normal(0, 1))");
    assertThat(findings.get(0).rule()).isEqualTo("HEAD001");
    assertThat(findings.get(0).cause()).isNull();
    assertThat(findings.get(1).rule()).isEqualTo("HEAD002");
    assertThat(findings.get(1).cause()).isEqualTo("HEAD001");
    assertThat(findings.get(1).severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void repeatedBlocksGiveOneFinding() {
    String text =
        """
        x = input(4, 32, 64)
        repeat 5
          q = linear(layernorm(x), 64, normal(0, 0.125))
          v = linear(layernorm(x), 64, normal(0, 0.01))
          x = add(x, attention(q, q, v))
        y = layernorm(x)
        """;
    List<Finding> found =
        ExamplesTest.check(text).stream().filter(f -> f.rule().equals("ATT001")).toList();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).message()).contains("and 4 more attentions");
  }

  @Test
  void onlySelectedRulesSpeak() {
    Propagation p =
        Propagation.of(
            GraphNotation.parse("x = input(8, 64)\ny = linear(x, 500, normal(0, 1))"),
            Assumptions.NONE);
    List<Finding> findings = RuleCheck.run(p, "m", Set.of("HEAD002"));
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).cause()).isNull();
    assertThat(findings.get(0).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void trainedWeightsSilenceWhatSpeaksOfADraw() {
    String text =
        """
        x = input(4, 32, 64)
        q = linear(x, 64, LAW)
        k = linear(x, 64, LAW)
        v = linear(x, 64, LAW)
        y = attention(q, k, v, scale=$)
        """;
    String drawn = text.replace("LAW", "normal(0, 0.2) seed 1");
    String trained = text.replace("LAW", "trained(0.2) seed 1");
    assertThat(severity(drawn.replace("$", "1"), "ATT001")).isEqualTo(Severity.ERROR);
    assertThat(severity(drawn.replace("$", "1"), "INIT008")).isEqualTo(Severity.ERROR);
    assertThat(ExamplesTest.check(trained.replace("$", "1"))).isEmpty();
    assertThat(severity(trained.replace("$", "0.015625"), "ATT002")).isEqualTo(Severity.WARNING);
  }

  private static Model model(String text) {
    return Model.of(Propagation.of(GraphNotation.parse(text), Assumptions.NONE));
  }

  private static Severity severity(String text, String rule) {
    return ExamplesTest.check(text).stream()
        .filter(f -> f.rule().equals(rule))
        .map(Finding::severity)
        .findFirst()
        .orElse(null);
  }
}
