package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A law is worked out once from the same figures, and again from others. */
class LawMemoryTest {
  private final AtomicInteger made = new AtomicInteger();

  private double[] ask(String operation, double[] law, double figure) {
    return LawMemory.of(
        operation,
        new double[][] {law},
        new double[] {figure},
        () -> new double[] {made.incrementAndGet()});
  }

  @Test
  void whatItIsMadeOfTellsItsKey() {
    double[] first = ask("test", new double[] {1, 2}, 3);
    assertThat(ask("test", new double[] {1, 2}, 3)).isSameAs(first);
    assertThat(made).hasValue(1);
    ask("other", new double[] {1, 2}, 3);
    ask("test", new double[] {1, 2.5}, 3);
    ask("test", new double[] {1, 2}, 4);
    assertThat(made).hasValue(4);
  }

  @Test
  void theLeastUsedAreForgotten() {
    double[] law = {5};
    ask("test", law, 0.5);
    for (int i = 1; i <= 1000; i++) {
      ask("test", law, i);
      ask("test", law, 0.5);
    }
    assertThat(made).as("the first is asked for all the time").hasValue(1001);
    ask("test", law, 1);
    assertThat(made).hasValue(1002);
  }

  @Test
  void sumsAreNotTakenForProducts() {
    Marginal relu = Marginal.GAUSSIAN.image(Activation.RELU, 0, 1);
    double[] sum = QuantileAlgebra.sum(relu, 0.6, Marginal.GAUSSIAN, 0.8);
    assertThat(QuantileAlgebra.sum(relu, 0.6, Marginal.GAUSSIAN, 0.8)).isSameAs(sum);
    assertThat(QuantileAlgebra.sum(relu, 0.8, Marginal.GAUSSIAN, 0.6)).isNotEqualTo(sum);
  }
}
