package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which maps are taken to write to the residual stream, where activations are written out. */
class ResidualScaleTest {
  private static final String SCALED = "0.005";
  private static final String FULL = "0.02";

  private static List<Finding> misplaced(String activation, String up, String down) {
    String text =
        """
        x = input(4, 16, 64)
        repeat 8
          n = layernorm(x)
          h = linear(n, 64, normal(0, %s))
          a = %s
          down = linear(a, 64, normal(0, %s))
          x = add(x, down)
        y = linear(layernorm(x), 10, normal(0, 0.02))
        """
            .formatted(up, activation, down);
    Propagation p = Propagation.of(GraphNotation.parse(text), Assumptions.NONE);
    return RuleCheck.run(p, "m.onnx", ExamplesTest.all()).stream()
        .filter(f -> f.rule().equals("RES003"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relu(h)",
        "add(h, tanh(h))",
        "tanh(add(h, times(exp(h), 0.1)))",
        "add(add(h, tanh(h)), times(sigmoid(h), 2))"
      })
  void aSumWithinAnActivationWritesToNoStream(String activation) {
    assertThat(misplaced(activation, FULL, SCALED)).isEmpty();
    assertThat(misplaced(activation, SCALED, FULL))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.severity()).isEqualTo(Severity.WARNING);
              assertThat(f.message())
                  .contains("writes to the residual stream")
                  .doesNotContain("group");
            });
  }

  /** The activation is added to the stream as well, so that both maps end a branch. */
  @Test
  void aMapThatIsAddedToTheStreamOnItsWayWritesToIt() {
    assertThat(misplaced("add(x, tanh(h))", FULL, SCALED))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.NOTE));
  }
}
