package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.graph.Graph;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.rules.ExamplesTest.Example;
import dev.initlint.unit.Model;
import java.util.List;
import java.util.function.Function;
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
      subjects(example).forEach(s -> cured(card, s));
    }
  }

  /**
   * A model of an example.
   *
   * @param units reads the same of another propagation
   */
  private record Subject(Model model, Function<Propagation, Model> units) {
    List<Finding> found() {
      return RuleCheck.run(model, "example", ExamplesTest.all());
    }
  }

  private static List<Subject> subjects(Example example) {
    if (!example.java()) {
      Model model = ExamplesTest.model(example.text());
      return List.of(new Subject(model, q -> ExamplesTest.model(example.text(), q)));
    }
    return JavaNotation.models(example.text()).stream()
        .map(
            m ->
                new Subject(
                    Model.of(Propagation.of(m.graph(), Assumptions.NONE), m), q -> Model.of(q, m)))
        .toList();
  }

  private static void cured(Card card, Subject subject) {
    List<Finding> found = subject.found();
    List<Finding> cured =
        new CheckedCures(
                subject.model(), Assumptions.NONE, subject.units(), ExamplesTest.all(), found)
            .all();
    Finding f = own(cured, card).findFirst().orElse(null);
    if (f == null) {
      return;
    }
    Propagation p = subject.model().propagation();
    Graph graph = RemediedGraph.of(p, f.fix().remedies()).orElse(null);
    boolean source = subject.model().source().isPresent();
    if (own(found, card).noneMatch(CuresTest::isTriable) || graph == null && source) {
      assertThat(f.fix().checked()).as(f.fix().text()).isFalse();
      return;
    }
    // A rule that reads the source alone sees it as it was; the edits are tried by the engine.
    boolean unseen = source && !f.fix().checked() && !f.fix().text().startsWith("none ");
    assertThat(f.fix().checked() || unseen).as(f.fix().text()).isTrue();
    List<Finding> after =
        RuleCheck.run(
            subject.units().apply(Propagation.of(graph, Assumptions.NONE)),
            "example",
            ExamplesTest.all());
    assertThat(after)
        .as(f.fix().text())
        .noneMatch(g -> !unseen && g.rule().equals(card.id()) && g.severity() == f.severity())
        .noneMatch(g -> g.severity().compareTo(f.severity()) > 0);
  }

  private static Stream<Finding> own(List<Finding> found, Card card) {
    return found.stream().filter(g -> g.rule().equals(card.id()) && g.cause() == null);
  }

  /** Whether the cure is a change of weights, scales or norms, or an edit of source. */
  private static boolean isTriable(Finding f) {
    return !f.fix().remedies().isEmpty() || !f.fix().others().isEmpty() || f.fix().isApplicable();
  }

  /** A cure is tried, or its card says why it cannot be; the reason goes with the first trial. */
  @TestFactory
  Stream<DynamicTest> aCureThatIsNotTriedHasAReason() {
    return Rules.all().stream()
        .map(Rule::card)
        .map(card -> DynamicTest.dynamicTest(card.id(), () -> triedOrReasoned(card)));
  }

  private static void triedOrReasoned(Card card) {
    List<Finding> own =
        ExamplesTest.examples(card, "Bad").stream()
            .flatMap(e -> subjects(e).stream())
            .flatMap(s -> own(s.found(), card))
            .toList();
    boolean reported = !own.isEmpty();
    boolean tried = own.stream().anyMatch(CuresTest::isTriable);
    if (reported) {
      assertThat(card.advice() == null).as(card.id() + ": " + card.advice()).isEqualTo(tried);
    }
    if (card.advice() != null) {
      assertThat(card.page()).contains("not tried: " + card.advice() + ".\n\n## When to ignore");
    }
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
