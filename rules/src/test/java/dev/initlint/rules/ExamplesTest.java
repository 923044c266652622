package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the examples that the documentation of every rule gives. */
class ExamplesTest {
  private static final Pattern BLOCK = Pattern.compile("```graph\n(.*?)```", Pattern.DOTALL);

  @TestFactory
  Stream<DynamicTest> badExampleFiresTheRuleAndNothingUnrelated() {
    return Rules.all().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.card().id(), () -> bad(rule.card())));
  }

  @TestFactory
  Stream<DynamicTest> goodExampleIsSilent() {
    return Rules.all().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.card().id(), () -> good(rule.card())));
  }

  private static void bad(Card card) {
    List<Finding> findings = check(example(card, "Bad"));
    assertThat(findings).as(text(findings)).anyMatch(f -> f.rule().equals(card.id()));
    // A note about something else is no contradiction; a louder finding must be a known relation.
    for (Finding f : findings) {
      boolean related =
          f.rule().equals(card.id())
              || card.causes().contains(f.rule())
              || f.severity() == Severity.NOTE;
      assertThat(related).as(text(findings)).isTrue();
    }
  }

  private static void good(Card card) {
    List<Finding> findings = check(example(card, "Good"));
    assertThat(findings.stream().filter(f -> f.rule().equals(card.id()) || isLoud(f)))
        .as(text(findings))
        .isEmpty();
  }

  private static boolean isLoud(Finding f) {
    return f.severity() != Severity.NOTE;
  }

  private static String text(List<Finding> findings) {
    return findings.stream()
        .map(f -> f.severity() + " " + f.rule() + " " + f.message())
        .collect(Collectors.joining("\n"));
  }

  static String example(Card card, String heading) {
    String text = card.documentation();
    Matcher block = BLOCK.matcher(text.substring(text.indexOf("## " + heading + "\n")));
    assertThat(block.find()).as(card.id() + " has an example under " + heading).isTrue();
    return block.group(1);
  }

  static List<Finding> check(String example) {
    Set<String> all = Rules.all().stream().map(r -> r.card().id()).collect(Collectors.toSet());
    Propagation p = Propagation.of(GraphNotation.parse(example), Assumptions.NONE);
    return RuleCheck.run(p, "example", all);
  }
}
