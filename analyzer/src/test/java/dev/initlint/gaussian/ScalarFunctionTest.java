package dev.initlint.gaussian;

import static dev.initlint.gaussian.Activation.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Functions of one argument compose")
class ScalarFunctionTest {

  private static void assertSame(ScalarFunction composed, ScalarFunction known) {
    for (double x = -7; x < 7; x += 0.0937) {
      assertThat(composed.value(x)).isCloseTo(known.value(x), within(1e-14));
      assertThat(composed.slope(x)).isCloseTo(known.slope(x), within(1e-14));
    }
    for (double v : new double[] {1e-6, 0.3, 1, 50, 1e6}) {
      GaussianTransform a = GaussianTransform.of(composed, 0, v);
      GaussianTransform b = GaussianTransform.of(known, 0, v);
      double q = b.secondMoment();
      assertThat(a.secondMoment()).as("at %s", v).isCloseTo(q, within(1e-9 * q));
      double g = b.slopeSecondMoment();
      assertThat(a.slopeSecondMoment()).as("at %s", v).isCloseTo(g, within(1e-9 * g));
      assertThat(GaussianTransform.dual(a, a, 0.5))
          .isCloseTo(GaussianTransform.dual(b, b, 0.5), within(1e-9 * q));
    }
  }

  @Test
  void geluFromItsOperators() {
    assertSame(ElementwiseContractTest.spelledGelu(), GELU);
  }

  @Test
  void geluTanhFromItsOperators() {
    ScalarFunction inner =
        IDENTITY.plus(IDENTITY.power(3).times(0.044715)).times(Math.sqrt(2 / Math.PI));
    assertSame(IDENTITY.times(0.5).times(inner.then(TANH).plus(1)), GELU_TANH);
  }

  @Test
  void siluFromASigmoidAndFromADivision() {
    assertSame(IDENTITY.times(SIGMOID), SILU);
    assertSame(IDENTITY.over(IDENTITY.times(-1).then(EXP).plus(1)), SILU);
  }

  @Test
  void mishFromSoftplus() {
    assertSame(IDENTITY.times(SOFTPLUS.then(TANH)), MISH);
  }

  @Test
  void hardSwishFromAClip() {
    assertSame(IDENTITY.times(IDENTITY.plus(3).then(RELU6)).times(1.0 / 6), HARD_SWISH);
  }

  @Test
  void leakyReluFromTwoRectifiers() {
    ScalarFunction below = IDENTITY.times(-1).then(RELU).times(-0.2);
    assertSame(RELU.plus(below), leakyRelu(0.2));
  }

  @Test
  void leakyReluFromAMaximumAndAClipFromBoth() {
    assertSame(IDENTITY.times(0.01).max(IDENTITY), leakyRelu(0.01));
    ScalarFunction zero = IDENTITY.times(0);
    assertSame(IDENTITY.max(zero).min(zero.plus(6)), RELU6);
    assertThat(SQUARE.max(IDENTITY.plus(2)).kinks(-9, 9)).hasSize(2);
  }

  @Test
  void reluAndNegativeScaleKeepTheirClosedForm() {
    GaussianTransform t = GaussianTransform.of(RELU.times(-3), 0, 2);
    assertThat(t.secondMoment()).isEqualTo(9.0);
    assertThat(t.mean()).isCloseTo(-3 * Math.sqrt(1 / Math.PI), within(1e-15));
  }

  @Test
  void kinksAreCarriedBackThroughTheInnerFunction() {
    assertThat(IDENTITY.times(2).plus(-3).then(RELU).kinks(-10, 10)).containsExactly(1.5);
    double[] ring = SQUARE.then(clip(1, 4)).kinks(-10, 10);
    assertThat(ring).hasSize(4);
    assertThat(ring[0]).isCloseTo(-2, within(1e-12));
    assertThat(ring[1]).isCloseTo(-1, within(1e-12));
    assertThat(ring[2]).isCloseTo(1, within(1e-12));
    assertThat(ring[3]).isCloseTo(2, within(1e-12));
  }

  @Test
  void kinksAreFoundHoweverWideTheInterval() {
    double[] kinks = SQUARE.then(clip(1, 4)).kinks(-1e9, 1e9);
    assertThat(kinks).hasSize(4);
    assertThat(kinks[3]).isCloseTo(2, within(1e-12));
  }

  @Test
  void identityIsNeutral() {
    assertThat(IDENTITY.then(GELU)).isSameAs(GELU);
    assertThat(GELU.then(IDENTITY)).isSameAs(GELU);
    assertThat(GELU.times(1)).isSameAs(GELU);
    assertThat(GELU.plus(0)).isSameAs(GELU);
    assertThat(GELU.power(1)).isSameAs(GELU);
  }

  @Test
  void equalNamesAreOneFunction() {
    assertThat(leakyRelu(0.1)).isEqualTo(leakyRelu(0.1)).isNotEqualTo(leakyRelu(0.2));
    assertThat(leakyRelu(0.1).hashCode()).isEqualTo(leakyRelu(0.1).hashCode());
    assertThat(GELU).hasToString("gelu");
  }

  @Test
  void aSaturatedFactorWinsOverAnOverflow() {
    ScalarFunction sigmoid = IDENTITY.times(-1).then(EXP).plus(1).power(-1);
    assertThat(sigmoid.slope(-800)).isZero();
    assertThat(sigmoid.slope(0)).isCloseTo(0.25, within(1e-15));
  }
}
