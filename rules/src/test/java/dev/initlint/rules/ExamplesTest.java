package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.Model;
import java.util.ArrayList;
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
  private static final Pattern BLOCK = Pattern.compile("```(graph|java)\n(.*?)```", Pattern.DOTALL);

  /**
   * One block of code.
   *
   * @param java whether it is Java and no graph
   */
  record Example(boolean java, String text) {}

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
    examples(card, "Bad").forEach(e -> bad(card, e));
  }

  private static void bad(Card card, Example example) {
    List<Finding> findings = check(example);
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
    for (Example example : examples(card, "Good")) {
      List<Finding> findings = check(example);
      assertThat(findings.stream().filter(f -> f.rule().equals(card.id()) || isLoud(f)))
          .as(text(findings))
          .isEmpty();
    }
  }

  private static boolean isLoud(Finding f) {
    return f.severity() != Severity.NOTE;
  }

  private static String text(List<Finding> findings) {
    return findings.stream()
        .map(f -> f.severity() + " " + f.rule() + " " + f.message())
        .collect(Collectors.joining("\n"));
  }

  /** The blocks under a heading, at least one. */
  static List<Example> examples(Card card, String heading) {
    String text = card.page();
    int from = text.indexOf("## " + heading + "\n");
    Matcher block = BLOCK.matcher(text.substring(from, text.indexOf("\n## ", from)));
    List<Example> found = new ArrayList<>();
    while (block.find()) {
      found.add(new Example(block.group(1).equals("java"), block.group(2)));
    }
    assertThat(found).as(card.id() + " has an example under " + heading).isNotEmpty();
    return found;
  }

  static List<Finding> check(Example example) {
    return example.java() ? JavaNotation.check(example.text(), all()) : check(example.text());
  }

  static List<Finding> check(String graph) {
    return RuleCheck.run(model(graph), "example", all());
  }

  /** The model of a text, trained as it says and beside the narrower one that may follow. */
  static Model model(String text) {
    String graph = text.split("\nbeside\n", 2)[0];
    return model(text, Propagation.of(GraphNotation.parse(graph), Assumptions.NONE));
  }

  /** What the text says of training and of a narrower model, of another graph in its place. */
  static Model model(String text, Propagation p) {
    String[] widths = text.split("\nbeside\n", 2);
    Model one = Model.of(p).trained(GraphNotation.training(widths[0]));
    return widths.length == 1 ? one : one.beside(model(widths[1]));
  }

  static Set<String> all() {
    return Rules.all().stream().map(r -> r.card().id()).collect(Collectors.toSet());
  }
}
