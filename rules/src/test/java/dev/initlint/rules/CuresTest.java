package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.graph.Graph;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.rules.ExamplesTest.Example;
import dev.initlint.unit.Model;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Applies the cure that each rule tells to the rule's bad example. */
class CuresTest {
  @TestFactory
  Stream<DynamicTest> theCureOfTheBadExampleLeavesNothingAsGrave() {
    return Rules.all().stream()
        .map(Rule::card)
        .map(card -> DynamicTest.dynamicTest(card.id(), () -> cured(card)));
  }

  private static void cured(Card card) {
    for (Example example : ExamplesTest.examples(card, "Bad")) {
      if (!example.java()) {
        cured(card, example);
      }
    }
  }

  private static void cured(Card card, Example example) {
    Model model = ExamplesTest.model(example.text());
    Propagation p = model.propagation();
    List<Finding> found = RuleCheck.run(model, "example", ExamplesTest.all());
    List<Finding> cured =
        new CheckedCures(
                model,
                Assumptions.NONE,
                q -> ExamplesTest.model(example.text(), q),
                ExamplesTest.all(),
                found)
            .all();
    Finding f =
        cured.stream()
            .filter(g -> g.rule().equals(card.id()) && g.cause() == null)
            .findFirst()
            .orElse(null);
    if (f == null) {
      return;
    }
    if (!isTriable(found, card)) {
      assertThat(f.fix().checked()).as(f.fix().text()).isFalse();
      return;
    }
    assertThat(f.fix().checked()).as(f.fix().text()).isTrue();
    Graph graph = RemediedGraph.of(p, f.fix().remedies()).orElseThrow();
    List<Finding> after =
        RuleCheck.run(
            ExamplesTest.model(example.text(), Propagation.of(graph, Assumptions.NONE)),
            "example",
            ExamplesTest.all());
    assertThat(after)
        .as(f.fix().text())
        .noneMatch(g -> g.rule().equals(card.id()) && g.severity() == f.severity())
        .noneMatch(g -> g.severity().compareTo(f.severity()) > 0);
  }

  /** Whether the cure is a change of weights, scales or norms; others are told as advice. */
  private static boolean isTriable(List<Finding> found, Card card) {
    return found.stream()
        .filter(g -> g.rule().equals(card.id()) && g.cause() == null)
        .anyMatch(g -> !g.fix().remedies().isEmpty() || !g.fix().others().isEmpty());
  }

  @Test
  void mostRulesThatPredictAFigureHaveACureThatIsTried() {
    long triable =
        Rules.all().stream()
            .map(Rule::card)
            .filter(card -> ExamplesTest.examples(card, "Bad").stream().anyMatch(e -> !e.java()))
            .filter(card -> isTriable(ExamplesTest.check(first(card)), card))
            .count();
    assertThat(triable).isGreaterThanOrEqualTo(21);
  }

  private static Example first(Card card) {
    return ExamplesTest.examples(card, "Bad").stream().filter(e -> !e.java()).findFirst().get();
  }

  @Test
  void aCureThatDoesNotCureIsNotTold() {
    Propagation p =
        Propagation.of(
            GraphNotation.parse(
                """
                x = input(4, 32, 64)
                q = linear(x, 64, normal(0, 1))
                k = linear(x, 64, normal(0, 1))
                v = linear(x, 64, normal(0, 0.125))
                y = attention(q, k, v, scale=1)
                """),
            Assumptions.NONE);
    Model model = Model.of(p);
    List<Finding> found = RuleCheck.run(model, "example", ExamplesTest.all());

    Finding f =
        new CheckedCures(model, Assumptions.NONE, Model::of, ExamplesTest.all(), found)
            .all()
            .get(0);

    // 1/√d_k alone leaves logits of std 64, which ATT003 calls as grave.
    assertThat(f.rule()).isEqualTo("ATT001");
    assertThat(f.fix().text()).contains("and draw queries and keys 8 times smaller (");
  }
}
