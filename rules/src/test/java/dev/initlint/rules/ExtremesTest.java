package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of any size end in findings with figures, never in an exception. */
class ExtremesTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "1e-30", "1e-8", "1e-3", "1", "1e10", "1e80", "1e160"})
  void everyRuleAnswersOnATransformerOfAnySize(String std) {
    String text =
        """
        ids = tokens(4, 16)
        e = embedding(ids, 500, 64, normal(0, $))
        x = positions(e, normal(0, $))
        repeat 2
          n = layernorm(x)
          q = linear(n, 64, normal(0, $))
          k = linear(n, 64, normal(0, $))
          v = linear(n, 64, normal(0, $))
          x = add(x, linear(attention(q, k, v, heads=4), 64, normal(0, $)))
          x = add(x, linear(gelu(linear(x, 128, normal(0, $))), 64, normal(0, $)))
        y = linear(x, 500, normal(0, $))
        """;
    assertFigures(text.replace("$", std));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1e-30", "1e-3", "1", "1e4", "1e20", "1e160"})
  void everyRuleAnswersOnAChainOfAnySize(String std) {
    String text =
        """
        x = input(8, 64)
        repeat 6
          x = selu(linear(x, 64, normal(0, $)))
        y = softmax(linear(linear(x, 64, truncated(1)), 10, normal(0, $)))
        """;
    assertFigures(text.replace("$", std));
  }

  private static void assertFigures(String text) {
    for (Finding f : ExamplesTest.check(text)) {
      Messages.assertSound(f);
      assertThat(f.prediction().value()).isFinite();
      assertThat(f.prediction().low()).isFinite();
      assertThat(f.prediction().high()).isFinite();
    }
  }
}
