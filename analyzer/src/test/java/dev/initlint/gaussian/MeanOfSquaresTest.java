package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For d independent squares of variance q the law is χ²_d·q/d, whose moments are closed. */
class MeanOfSquaresTest {
  private static final double Q = 0.3;

  private static MeanOfSquares.Moments of(java.util.function.DoubleUnaryOperator f, int d) {
    return MeanOfSquares.of(f, Q, 2 * Q * Q / d);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 8, 16, 64, 512})
  void powersHaveTheirClosedMoments(int d) {
    assertThat(of(Math::sqrt, d).secondMoment()).isCloseTo(Q, within(1e-7 * Q));
    assertThat(of(m -> m, d).secondMoment()).isCloseTo(Q * Q * (1 + 2.0 / d), within(1e-7 * Q));
    double inverse = d / ((d - 2) * Q);
    assertThat(of(m -> 1 / Math.sqrt(m), d).secondMoment()).isCloseTo(inverse, within(1e-6 / Q));
    assertThat(of(m -> 1 / m, d).mean()).isCloseTo(inverse, within(1e-6 / Q));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 64})
  void aNormWithoutEpsilonGivesOneWhateverTheLaw(int d) {
    double[] mean = {Q};
    double[] second = {Q * Q * (1 + 2.0 / d)};
    double r = MeanOfSquares.normalising(Activation.power(-0.5), mean, second)[0];
    assertThat(r * r * Q).isCloseTo(1, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theInverseOfTooFewSquaresHasNoSecondMoment(int d) {
    assertThat(of(m -> 1 / Math.sqrt(m), d).secondMoment()).isInfinite();
    assertThat(of(m -> 1 / Math.sqrt(m + 0.01), d).secondMoment()).isFinite();
  }
}
