package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Step;
import dev.initlint.testkit.FormulaText;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A pocket calculator gets the figure of every step of a derivation from its symbols. */
class DerivationTest {
  @TestFactory
  Stream<DynamicTest> everyStepGivesItsFigure() {
    return Rules.all().stream()
        .map(Rule::card)
        .map(c -> DynamicTest.dynamicTest(c.id(), () -> checked(c)));
  }

  private static void checked(Card card) {
    for (ExamplesTest.Example example : ExamplesTest.examples(card, "Bad")) {
      for (Finding f : ExamplesTest.check(example)) {
        for (Step step : Step.inOrder(f.derivation())) {
          if (step.figure() != null) {
            double value = FormulaText.value(step.formula(), step.symbols());
            assertThat(Math.abs(value - step.figure()))
                .as(f.rule() + ": " + step + " is " + value)
                .isLessThanOrEqualTo(0.01 * Math.abs(step.figure()));
          }
        }
      }
    }
  }

  @Test
  void aStepRestsOnTheOneBeforeIt() {
    List<Finding> found = ExamplesTest.check(ExamplesTest.examples(card("HEAD001"), "Bad").get(0));
    Step last = found.get(0).derivation().get(0);

    assertThat(last.formula()).contains(last.children().get(0).of());
    assertThat(last.symbols().get(last.children().get(0).of()))
        .isEqualTo(last.children().get(0).figure());
  }

  private static Card card(String id) {
    return Rules.all().stream().map(Rule::card).filter(c -> c.id().equals(id)).findFirst().get();
  }
}
