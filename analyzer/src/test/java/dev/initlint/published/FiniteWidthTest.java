package dev.initlint.published;

import dev.initlint.published.Figures.Table;
import dev.initlint.published.Network.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * T10: Hanin and Nica 2019: over draws of the weights, ln q of a He-initialised ReLU stack has
 * variance 5·L/n, for one given input. Measured deviations are over draws of such networks.
 */
@DisplayName("T10: the band of a ReLU stack of finite width")
class FiniteWidthTest {

  @ParameterizedTest(name = "width {0}, {1} layers: {2} measured")
  @CsvSource({
    "64, 10, .880, .884",
    "256, 10, .407, .442",
    "256, 50, .928, .988",
    "1024, 20, .311, .312"
  })
  void band(long n, int depth, double measured, double published) {
    Network net = new Network();
    Tensor input = net.reals("x", 1, n);
    Tensor x = input;
    for (int i = 0; i < depth; i++) {
      x = net.op("Relu", net.linear(x, "layer" + i, n, Laws.he(n)));
    }
    Figures f = Figures.of(net, x);
    double ofWeights = f.stat(x).spread() - f.stat(input).spread();
    double band = Math.sqrt(ofWeights);
    new Table()
        .relative("q", f.q(x), 1, 1e-9)
        .relative("band against 5L/n", band, published, .002)
        .relative("band against measured", band, measured, .1)
        .hold();
  }
}
