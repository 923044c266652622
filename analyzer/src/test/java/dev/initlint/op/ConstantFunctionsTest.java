package dev.initlint.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.shape.Array;
import dev.initlint.shape.ConstantOps;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A constant passes through a function as a signal does. */
class ConstantFunctionsTest {
  /** Functions that ask for a second input, and ONNX Runtime's own, which no constant meets. */
  private static final Set<String> ELSEWHERE =
      Set.of("Clip", "PRelu", "Pow", "FastGelu", "QuickGelu");

  static Stream<String> functions() {
    return Operators.names().stream()
        .filter(n -> Operators.named("", n) instanceof Elementwise && !ELSEWHERE.contains(n));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void constantsAreMappedAsSignalsAre(String op) {
    Node node =
        new Node(
            op,
            "",
            20,
            op,
            List.of("x"),
            List.of("y"),
            new Attributes(Map.of()),
            Origin.node("functions.onnx", null));
    double[] points = {-2.5, -0.75, -0.25, 0.125, 0.5, 1.5, 3.25};
    Array x = Array.of(ElementType.DOUBLE, new long[] {points.length}, points);
    ScalarFunction f =
        ((Elementwise) Operators.named("", op))
            .function(new Site(node, List.of(), List.of(), List.of(), null));

    Array y = ConstantOps.evaluate(node, List.of(x)).get(0);

    int compared = 0;
    for (int i = 0; i < points.length; i++) {
      double expected = f.value(points[i]);
      if (Double.isFinite(y.at(i))) {
        assertThat(expected).as(op + "(" + points[i] + ")").isCloseTo(y.at(i), within(2e-6));
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }
}
