package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.source.SourceModel;
import dev.initlint.unit.Model;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a factor of 100 on the variance of a model's first weight. */
class SurvivalTest {
  private static double left(String text) {
    Model model = Model.of(Propagation.of(GraphNotation.parse(text), Assumptions.NONE));
    String first = model.linears().get(0).weight().name();
    return Survival.of(model, Map.of(first, 100.0));
  }

  private static final String HIDDEN = "h = linear(x, 64, normal(0, 0.125))\n";

  @ParameterizedTest
  @CsvSource({
    "y = linear(h; 10; normal(0; 0.125)), 100",
    "y = linear(relu(h); 10; normal(0; 0.125)), 100",
    "y = layernorm(h), 1",
    "y = layernorm(relu(h)), 1",
    "y = layernorm(linear(relu(h); 64; normal(0; 0.125))), 1",
    "y = layernorm(tanh(h)), 100",
    "y = layernorm(sigmoid(linear(relu(h); 64; normal(0; 0.125)))), 100",
    "y = layernorm(add(x; h)), 100"
  })
  void normsTakeOutWhatNothingSaturatesBefore(String rest, double expected) {
    assertThat(left("x = input(8, 64)\n" + HIDDEN + rest.replace(';', ',')))
        .isCloseTo(expected, within(0.01 * expected));
  }

  @Test
  void normWithLargeEpsilonLeavesItsShare() {
    // q = 0.01·64·0.0156 = 0.01 before a norm with ε = 0.01: half of the factor, in logarithm.
    String text = "x = input(8, 64)\nh = linear(x, 64, normal(0, 0.0125))\n";
    assertThat(left(text + "y = layernorm(h, eps=0.01)")).isCloseTo(10, within(0.5));
  }

  @Test
  void factorsOfWeightsInARowMultiply() {
    Model model =
        Model.of(
            Propagation.of(
                GraphNotation.parse(
                    "x = input(8, 64)\n" + HIDDEN + "y = linear(relu(h), 10, normal(0, 0.1))"),
                Assumptions.NONE));
    Map<String, Double> both =
        Map.of(
            model.linears().get(0).weight().name(), 3.0,
            model.linears().get(1).weight().name(), 3.0);
    assertThat(Survival.of(model, both)).isCloseTo(9, within(1e-9));
    assertThat(Survival.of(model, Map.of())).isEqualTo(1);
  }

  /** x·σ(x) passes a factor on: its sigmoid is a gate and no end. */
  @Test
  void gatesAreNoEnds() {
    SourceModel source =
        JavaNotation.models(
                """
                SequentialBlock net = new SequentialBlock();
                net.add(Linear.builder().setUnits(64).build());
                net.add(Activation.swishBlock(1f));
                net.add(LayerNorm.builder().axis(1).build());
                net.initialize(null, DataType.FLOAT32, new Shape(8, 64));
                """)
            .get(0);
    Model model = Model.of(Propagation.of(source.graph(), Assumptions.NONE), source);
    assertThat(Survival.isNormalised(model, source.parameters().get(0).name(), 100)).isTrue();
  }
}
