package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.finding.Severity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleSelectionTest {
  private static final List<RuleInfo> RULES =
      List.of(
          rule("ATT001", "missing-attention-scale"),
          rule("ATT002", "double-attention-scale"),
          rule("EMB002", "unscaled-embedding"));

  @Test
  void everyRuleByDefault() {
    assertThat(of(List.of(), List.of())).containsExactly("ATT001", "ATT002", "EMB002");
  }

  @Test
  void idsNamesPrefixesAndAll() {
    assertThat(of(List.of("att001"), List.of())).containsExactly("ATT001");
    assertThat(of(List.of("Unscaled-Embedding"), List.of())).containsExactly("EMB002");
    assertThat(of(List.of("ATT"), List.of())).containsExactly("ATT001", "ATT002");
    assertThat(of(List.of("all"), List.of("ATT"))).containsExactly("EMB002");
    assertThat(of(List.of("EMB"), List.of("ALL"))).isEmpty();
  }

  @Test
  void anUnknownWordNamesTheNearest() {
    assertThatThrownBy(() -> of(List.of("ATT01"), List.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessage("no rule is called 'ATT01'; did you mean ATT001?");
    assertThatThrownBy(() -> of(List.of(), List.of("missing-atention-scale")))
        .hasMessage(
            "no rule is called 'missing-atention-scale'; did you mean missing-attention-scale?");
    assertThatThrownBy(() -> of(List.of("xyz"), List.of()))
        .hasMessage("no rule is called 'xyz'; `initlint rules` lists them");
    assertThatThrownBy(() -> of(List.of(""), List.of())).isInstanceOf(SettingsException.class);
  }

  @Test
  void oneByIdOrNameButNotByPrefix() {
    assertThat(RuleSelection.one(RULES, "emb002").name()).isEqualTo("unscaled-embedding");
    assertThat(RuleSelection.one(RULES, "unscaled-embedding").id()).isEqualTo("EMB002");
    assertThatThrownBy(() -> RuleSelection.one(RULES, "EMB"))
        .hasMessageStartingWith("no rule is called 'EMB'");
  }

  @Test
  void editDistance() {
    assertThat(EditDistance.between("", "abc")).isEqualTo(3);
    assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
    assertThat(EditDistance.between("sitting", "kitten")).isEqualTo(3);
    assertThat(EditDistance.between("same", "same")).isZero();
  }

  private static Set<String> of(List<String> select, List<String> ignore) {
    return RuleSelection.of(RULES, select, ignore);
  }

  private static RuleInfo rule(String id, String name) {
    return new RuleInfo(id, name, Severity.ERROR, "a summary", "## What it does");
  }

  @Test
  void rulesInPreviewAreSelectedByNameOrWhereTheyAreAskedFor() {
    List<RuleInfo> rules =
        List.of(
            rule("ACT001", "gain"),
            new RuleInfo("ACT005", "dead", Severity.ERROR, "", () -> "", true));

    assertThat(RuleSelection.of(rules, List.of(), List.of())).containsExactly("ACT001");
    assertThat(RuleSelection.of(rules, List.of("ACT"), List.of())).containsExactly("ACT001");
    assertThat(RuleSelection.of(rules, List.of("dead"), List.of())).containsExactly("ACT005");
    assertThat(RuleSelection.of(rules, List.of("ALL"), List.of(), true))
        .containsExactly("ACT001", "ACT005");
  }
}
