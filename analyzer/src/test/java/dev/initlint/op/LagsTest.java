package dev.initlint.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.op.Lags.Axis;
import org.junit.jupiter.api.Test;

/** Known linear maps along positions. */
class LagsTest {

  @Test
  void whatIsPaddedByZerosLosesTheirShare() {
    Lags lags = Lags.of(Axis.identity(1), Axis.picking(4, new int[] {-1, 0, 1, 2, 3, -1}));
    Field y = lags.forward(Field.constant(Layout.grid(1, 4), 1, 0.5));

    assertThat(y.same()[0]).isCloseTo(4.0 / 6, within(1e-12));
    assertThat(y.other()[0]).isCloseTo(0.5 * 3 / 5, within(1e-12));
  }

  @Test
  void nearestByTwoKeepsTheSquareAndDoublesNeighbours() {
    int[] source = {0, 0, 1, 1, 2, 2};
    Lags lags = Lags.of(Axis.identity(1), Axis.picking(3, source));
    Field y = lags.forward(Field.constant(Layout.grid(1, 3), 1, 0));

    assertThat(y.same()[0]).isCloseTo(1, within(1e-12));
    assertThat(y.other()[0]).isCloseTo(3.0 / 5, within(1e-12));
  }

  /** Σ over pairs of the output of G·K' is Σ over pairs of the input of G'·K. */
  @Test
  void theAdjointIsTheAdjoint() {
    Axis half =
        new Axis(4, new int[][] {{0, 1}, {2, 3}, {1}}, new double[][] {{0.5, 0.5}, {1, -2}, {3}});
    Lags lags = Lags.of(half, Axis.picking(3, new int[] {2, 0, -1, 1}));
    Field k = varied(lags.in());
    Field g = varied(lags.out());

    assertThat(sum(lags.in(), lags.adjoint(g), k))
        .isCloseTo(sum(lags.out(), g, lags.forward(k)), within(1e-9));
  }

  private static Field varied(Layout layout) {
    double[] other = new double[layout.pairClasses()];
    for (int i = 0; i < other.length; i++) {
      other[i] = Math.sin(1.7 * i + 0.3);
    }
    return new Field(new double[] {2}, other);
  }

  private static double sum(Layout layout, Field a, Field b) {
    double sum = layout.positions() * a.same()[0] * b.same()[0];
    for (int i = 0; i < layout.pairClasses(); i++) {
      sum += layout.pairs(i) * a.other()[i] * b.other()[i];
    }
    return sum;
  }
}
