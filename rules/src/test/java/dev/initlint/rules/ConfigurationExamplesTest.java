package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The configurations in the rules' documentation do what they are there for. */
class ConfigurationExamplesTest {
  private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  private static List<String> examples(Card card, String heading) {
    String text = card.page();
    int from = text.indexOf("## " + heading + "\n");
    Matcher block = BLOCK.matcher(text.substring(from, text.indexOf("\n## ", from)));
    List<String> found = new ArrayList<>();
    while (block.find()) {
      found.add(block.group(1));
    }
    return found;
  }

  private static Stream<Card> cards() {
    return Rules.all().stream().map(Rule::card).filter(c -> !examples(c, "Bad").isEmpty());
  }

  private static List<Finding> check(Card card, String json) {
    return RuleCheck.run(T5Cases.config(json), "config.json", ExamplesTest.all()).stream()
        .filter(f -> f.rule().equals(card.id()))
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> badFiresAndGoodIsNoMoreThanANote() {
    return cards()
        .map(
            card ->
                DynamicTest.dynamicTest(
                    card.id(),
                    () -> {
                      for (String json : examples(card, "Bad")) {
                        assertThat(check(card, json)).as(json).isNotEmpty();
                      }
                      for (String json : examples(card, "Good")) {
                        assertThat(check(card, json))
                            .as(json)
                            .allMatch(f -> f.severity() == Severity.NOTE);
                      }
                    }));
  }

  @Test
  void everyRuleShowsPyTorchUnderBothHeadings() {
    for (Rule rule : Rules.all()) {
      String text = rule.card().page();
      String bad = text.substring(text.indexOf("## Bad"), text.indexOf("## Good"));
      String good = text.substring(text.indexOf("## Good"), text.indexOf("## Fix"));
      assertThat(bad).as(rule.card().id()).contains("```python\n");
      assertThat(good).as(rule.card().id()).contains("```python\n");
    }
  }
}
