package dev.initlint.verify.agreement;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Every line of an explanation is an equation that holds for the numbers in the lines below it. */
class ExplanationTest {
  private static final String LEVEL = "  ";

  static Stream<Case> cases() {
    return AgreementTest.cases().stream().filter(c -> c.unknown() == null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyLineIsTrue(Case subject) {
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
    List<String> lines = Explanation.of(propagation(n.graph()), "x", Map.of());
    assertThat(lines.get(0)).matches("x: second moment 1, gradient [0-9.]+");
    assertThat(lines.get(1)).startsWith(LEVEL + "q[x] = 1   input: assumed normal");
    assertThat(lines).anyMatch(l -> l.matches(" +g\\[x] = .*g\\[.*] \\+ .*sum of what each.*"));
    assertThat(lines).anyMatch(l -> l.endsWith("= 1   enters at the output"));
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

  /** Lines {@code name = formula = number} that do not hold for the numbers a level below. */
  private static List<String> wrong(List<String> lines) {
    List<String> wrong = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] sides = sides(lines.get(i));
      if (sides.length < 3) {
        continue;
      }
      Map<String, Double> symbols = new HashMap<>();
      for (int j = i + 1; j < lines.size() && level(lines.get(j)) > level(lines.get(i)); j++) {
        if (level(lines.get(j)) == level(lines.get(i)) + 1) {
          String[] below = sides(lines.get(j));
          symbols.put(below[0], Double.valueOf(below[below.length - 1]));
        }
      }
      double expected = Double.parseDouble(sides[2]);
      double value = FormulaText.value(sides[1], symbols);
      if (!(Math.abs(value - expected) <= 0.01 * Math.abs(expected))) {
        wrong.add(lines.get(i) + " is " + value + " for " + symbols);
      }
    }
    return wrong;
  }

  private static String[] sides(String line) {
    return line.strip().split(" {3}")[0].split(" = ");
  }

  private static int level(String line) {
    return (line.length() - line.stripLeading().length()) / LEVEL.length();
  }
}
