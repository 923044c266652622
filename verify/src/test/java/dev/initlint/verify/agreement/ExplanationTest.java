package dev.initlint.verify.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Step;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Value;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Explanation;
import dev.initlint.propagate.InputLaw;
import dev.initlint.propagate.Propagation;
import dev.initlint.testkit.FormulaText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step of an explanation is an equation that holds for the numbers of the steps below it. */
class ExplanationTest {
  static Stream<Case> cases() {
    return AgreementTest.cases().stream().filter(c -> c.unknown() == null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyStepIsTrue(Case subject) {
    Graph graph = subject.net().graph();
    Propagation p = propagation(graph);
    List<String> wrong = new ArrayList<>();
    for (Value v : graph.outputs()) {
      wrong.addAll(wrong(Explanation.of(p, v.name(), Map.of())));
    }
    for (Value v : graph.inputs()) {
      if (v.type().isReal()) {
        wrong.addAll(wrong(Explanation.of(p, v.name(), Map.of())));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theAnswerComesFirstAndTheGradientIsTheSumOfItsWays() {
    Net n = new Net();
    String x = n.reals("x", 4, 16);
    String y = n.op("Add", x, n.linear(n.op("Relu", n.linear(x, 16, 16)), 16, 16));
    n.to(n.op("Neg", y));
    Step answer = Explanation.of(propagation(n.graph()), "x", Map.of());
    assertThat(answer.text()).matches("x: second moment 1, gradient [0-9.]+");
    assertThat(answer.children().get(0).of()).isEqualTo("q[x]");
    assertThat(answer.children().get(0).text()).startsWith("input: assumed normal");
    List<Step> all = Step.inOrder(List.of(answer));
    assertThat(all)
        .anyMatch(
            s ->
                s.of() != null
                    && s.of().startsWith("g[x]")
                    && s.formula().matches(".*g\\[.*] \\+ .*")
                    && s.text().startsWith("sum of what each"));
    assertThat(all)
        .anyMatch(s -> s.text().equals("enters at the output") && s.figure().equals(1.0));
  }

  private static Propagation propagation(Graph graph) {
    Map<String, InputLaw> laws = new LinkedHashMap<>();
    for (Value input : graph.inputs()) {
      if (!input.type().isReal()) {
        laws.put(input.name(), new InputLaw.Tokens(20));
      }
    }
    return Propagation.of(graph, new Assumptions(Map.of("batch", 4L), laws));
  }

  /** Equations that do not hold for the numbers of what they rest on, or for their symbols. */
  private static List<String> wrong(Step step) {
    List<String> wrong = new ArrayList<>();
    if (step.formula() != null) {
      Map<String, Double> below = new HashMap<>();
      step.children().forEach(c -> below.put(c.of(), c.figure()));
      for (Map<String, Double> symbols : List.of(below, step.symbols())) {
        double value = FormulaText.value(step.formula(), symbols);
        if (!(Math.abs(value - step.figure()) <= 0.01 * Math.abs(step.figure()))) {
          wrong.add(step + " is " + value + " for " + symbols);
        }
      }
    }
    step.children().forEach(c -> wrong.addAll(wrong(c)));
    return wrong;
  }
}
