package dev.initlint.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.verify.engine.Observer;
import dev.initlint.verify.engine.Pass;
import dev.initlint.verify.engine.Ties;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassTest {
  /** Values that are read once, twice, through a view, and by an operator that keeps them. */
  private static final Graph GRAPH =
      new Graphs()
          .reals("x", 3)
          .node("Relu", "x", "a")
          .node("Add", "a a", "b")
          .node("Add", "b x", "c")
          .node("Identity", "c", "d")
          .node("Mul", "d c", "e")
          .node("Neg", "e", "f")
          .node("Sub", "f x", "g")
          .output("g")
          .graph();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noResultIsWrittenOverAValueThatIsStillNeeded(boolean backward) {
    double[] x = {-2, 1, 3};
    Map<String, double[]> seen = new LinkedHashMap<>();
    Observer observer =
        new Observer() {
          @Override
          public void value(Node node, String name, Tensor value) {
            seen.put(name, value.doubles());
          }

          @Override
          public void gradient(String name, Tensor gradient) {
            seen.put("gradient of " + name, gradient.doubles());
          }
        };
    try (Machine machine = Machine.of(Arena.Precision.FLOAT, 1, Long.MAX_VALUE)) {
      Tensor input = machine.arena().of(x, 3);
      machine.arena().retain(input);
      Pass pass = new Pass(GRAPH, machine, backward, Ties.NONE, 0, observer);
      pass.forward(Map.of("x", input), Map.of());
      assertThat(pass.notRun()).isEmpty();
      if (backward) {
        pass.backward("g", machine.arena().of(new double[] {1, 1, 1}, 3));
      }
      pass.close();
      assertThat(input.doubles()).containsExactly(x);
      machine.arena().release(input);
      assertThat(machine.arena().liveBytes()).isZero();
    }
    for (int i = 0; i < x.length; i++) {
      double c = 2 * Math.max(x[i], 0) + x[i];
      assertThat(seen.get("c")[i]).isEqualTo(c);
      assertThat(seen.get("e")[i]).isEqualTo(c * c);
      assertThat(seen.get("g")[i]).isEqualTo(-c * c - x[i]);
      if (backward) {
        double slope = -2 * c * (x[i] > 0 ? 3 : 1) - 1;
        assertThat(seen.get("gradient of x")[i]).isCloseTo(slope, within(1e-6));
      }
    }
  }
}
