package dev.initlint.published;

import dev.initlint.published.Figures.Table;
import dev.initlint.published.Network.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Second moment after 20 layers of width 512, one draw each, as measured with PyTorch. */
@DisplayName("Depth without norms, measured; within two predicted bands")
class ActivationDepthTest {
  private static final int DEPTH = 20;
  private static final long D = 512;

  /** The last column is half a unit of the measured figure's last digit over the figure. */
  @ParameterizedTest(name = "{0}, fan_in variance {1}: {2}")
  @CsvSource({
    "Relu, 2,                  .75,     .007",
    "Relu, 1,                  5.1e-7,  .01",
    "Relu, .3333333333333333,  2.1e-16, .024",
    "Gelu, 2,                  6e-3,    .09",
    "Gelu, 1,                  3e-12,   .17",
    "Tanh, 2.7777777777777777, .43,     .012",
    "Tanh, 1,                  .027,    .019",
    "Selu, 2,                  95,      .006",
    "Selu, .5625,              .06,     .09",
    "Selu, 1,                  .987,    .0006"
  })
  void secondMoment(String activation, double gain, double measured, double rounding) {
    Network net = new Network();
    Tensor x = net.reals("x", 64, D);
    for (int i = 0; i < DEPTH; i++) {
      x = net.op(activation, net.linear(x, "layer" + i, D, Laws.normal(Math.sqrt(gain / D))));
    }
    Figures f = Figures.of(net, x);
    double band = Math.sqrt(f.stat(x).spread());
    double off = Math.log(f.q(x) / measured);
    new Table().absolute(activation + " ln q", off, 0, 2 * band + rounding).hold();
  }
}
