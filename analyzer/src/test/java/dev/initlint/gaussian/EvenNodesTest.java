package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Equally spaced nodes under smooth functions")
class EvenNodesTest {
  private static ScalarFunction decay(double rate) {
    return Activation.SOFTPLUS.then(Activation.IDENTITY.times(-rate)).then(Activation.EXP);
  }

  private static double secondMoment(NormalMesh m) {
    double sum = 0;
    for (int i = 0; i < m.z.length; i++) {
      sum += m.weight[i] * m.value[i] * m.value[i];
    }
    return sum;
  }

  private static double slopeSecondMoment(NormalMesh m) {
    double sum = 0;
    for (int i = 0; i < m.z.length; i++) {
      sum += m.weight[i] * m.slope[i] * m.slope[i];
    }
    return sum;
  }

  @Test
  void figuresAreThoseOfPanels() {
    Random random = new Random(5);
    List<ScalarFunction> smooth =
        List.of(
            Activation.GELU,
            Activation.SILU,
            Activation.TANH,
            Activation.SIGMOID,
            Activation.SOFTPLUS,
            Activation.SILU.times(Activation.SILU),
            decay(1),
            decay(30));
    int even = 0;
    for (int i = 0; i < 160; i++) {
      ScalarFunction f = smooth.get(i % smooth.size());
      double mean = 4 * random.nextDouble() - 2;
      double deviation = Math.exp(6 * random.nextDouble() - 4);
      NormalMesh mesh = NormalMesh.of(f, mean, deviation);
      NormalMesh panels = NormalMesh.ofPanels(f, mean, deviation);
      double q = secondMoment(panels);
      double s = slopeSecondMoment(panels);
      String at = f + " at " + mean + ", " + deviation;
      even += mesh.even != null ? 1 : 0;
      assertThat(secondMoment(mesh)).as(at).isCloseTo(q, within(1e-11 * q));
      assertThat(slopeSecondMoment(mesh)).as(at).isCloseTo(s, within(1e-11 * s));
    }
    assertThat(even).as("of 160 by equally spaced nodes").isGreaterThan(120);
  }

  /** Frequencies at which all nodes see the same phase look constant on them. */
  @Test
  void noOscillationFallsBetweenTheNodes() {
    for (double turns = 0.5; turns <= 16.5; turns += 0.25) {
      for (double off : new double[] {0, 1e-3, 0.02}) {
        double w = 2 * Math.PI * turns + off;
        ScalarFunction f =
            ScalarFunction.of("wave " + w, x -> Math.sin(w * x), x -> w * Math.cos(w * x));
        double exact = (1 - Math.exp(-2 * w * w)) / 2;
        assertThat(GaussianTransform.of(f, 0, 1).secondMoment())
            .as(f.name())
            .isCloseTo(exact, within(1e-9));
      }
    }
  }

  @Test
  void kinksJumpsAndNarrowTransitionsAreCut() {
    List<ScalarFunction> sharp =
        List.of(
            Activation.RELU.named("relu of this test"),
            Activation.RELU6,
            Activation.SELU,
            Activation.step(0.3, true),
            Activation.sqrt(),
            Activation.IDENTITY.times(1e4).then(Activation.SIGMOID));
    for (ScalarFunction f : sharp) {
      assertThat(NormalMesh.of(f, 0.1, 1).even).as(f.name()).isNull();
    }
  }

  /** Of a function whose kinks nobody told. */
  @Test
  void aKinkThatIsNotToldIsSeen() {
    for (double at = -3; at <= 3; at += 0.125) {
      double kink = at;
      ScalarFunction f =
          ScalarFunction.of("bent at " + at, x -> Math.abs(x - kink), x -> Math.signum(x - kink));
      assertThat(NormalMesh.of(f, 0, 1).even).as(f.name()).isNull();
    }
  }

  @Test
  void pairsAreThoseOfPanels() {
    for (ScalarFunction f : List.of(Activation.GELU, Activation.TANH, decay(30))) {
      for (double rho : new double[] {-0.95, -0.3, 0.05, 0.5, 0.9, 0.999}) {
        NormalMesh mesh = NormalMesh.of(f, 0.4, 2);
        NormalMesh panels = NormalMesh.ofPanels(f, 0.4, 2);
        double exact = HermiteSeries.product(series(panels), series(panels), rho);
        String at = f + " at " + rho;
        assertThat(HermiteSeries.product(series(mesh), series(mesh), rho))
            .as(at)
            .isCloseTo(exact, within(1e-10 * secondMoment(panels)));
      }
    }
  }

  private static HermiteSeries series(NormalMesh m) {
    double mean = 0;
    for (int i = 0; i < m.z.length; i++) {
      mean += m.weight[i] * m.value[i];
    }
    double c = mean;
    double spread = secondMoment(m) - c * c;
    return HermiteSeries.of(
        orders ->
            m.even != null
                ? HermiteSeries.expand(m.even, m.value, c, spread, orders)
                : HermiteSeries.expand(m.z, m.weight, m.value, c, spread, orders));
  }
}
