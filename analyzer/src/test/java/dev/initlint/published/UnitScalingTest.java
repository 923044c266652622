package dev.initlint.published;

import dev.initlint.published.Figures.Table;
import dev.initlint.published.Network.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The tables of standard deviations in the documentation of unit-scaling (Graphcore): an MLP of
 * width 1024 at PyTorch's default initialisation, under unit-variance input and gradient. Weights
 * and activations were drawn once; widths of 1024 leave about 1 % of chance.
 */
@DisplayName("unit-scaling's published scales of an unscaled MLP")
class UnitScalingTest {
  private static final long D = 1024;

  /** T1: the docstring of {@code unit_scaling.analysis}. */
  @Test
  @DisplayName("T1: ReLU, batch 1024, every row within 1.3 %")
  void docstring() {
    Mlp mlp = new Mlp("Relu", 1024);
    Figures f = Figures.of(mlp.net, mlp.second);
    Table t = new Table();
    t.relative("x", f.std(mlp.x), 1.0, .013).relative("x grad", f.gradient(mlp.x), .236, .013);
    weight(t, f, "W1.weight", .018, 6.54, .013);
    weight(t, f, "W1.bias", .0182, 6.51, .013);
    value(t, f, mlp.first, "lin1", .578, .204, .013);
    value(t, f, mlp.active, "relu", .337, .288, .013);
    weight(t, f, "W2.weight", .00902, 13.0, .013);
    weight(t, f, "W2.bias", .00904, 31.6, .013);
    value(t, f, mlp.second, "lin2", .235, .999, .013);
    t.hold();
  }

  /** T2: the user guide. */
  @Test
  @DisplayName("T2: GELU, batch 256, every row within 1 %")
  void userGuide() {
    Mlp mlp = new Mlp("Gelu", 256);
    Figures f = Figures.of(mlp.net, mlp.second);
    Table t = new Table();
    t.relative("x", f.std(mlp.x), 1.0, .01).relative("x grad", f.gradient(mlp.x), .204, .01);
    weight(t, f, "W1.weight", .018, 2.83, .01);
    weight(t, f, "W1.bias", .018, 2.84, .01);
    value(t, f, mlp.first, "lin1", .578, .177, .01);
    value(t, f, mlp.active, "gelu", .322, .289, .01);
    weight(t, f, "W2.weight", .00902, 5.48, .01);
    weight(t, f, "W2.bias", .00894, 16.1, .01);
    value(t, f, mlp.second, "lin2", .198, 1.0, .01);
    t.hold();
  }

  private static void value(
      Table t, Figures f, Tensor x, String name, double std, double gradient, double tolerance) {
    t.relative(name, f.std(x), std, tolerance);
    t.relative(name + " grad", f.gradient(x), gradient, tolerance);
  }

  private static void weight(
      Table t, Figures f, String name, double std, double gradient, double tolerance) {
    t.relative(name, f.weightStd(name), std, tolerance);
    t.relative(name + " grad", f.weightGradient(name), gradient, tolerance);
  }

  /** Linear, activation, Linear with four times the width between. */
  private static final class Mlp {
    final Network net = new Network();
    final Tensor x;
    final Tensor first;
    final Tensor active;
    final Tensor second;

    Mlp(String activation, long batch) {
      x = net.reals("x", batch, D);
      first = net.torchLinear(x, "W1", 4 * D);
      active = net.op(activation, first);
      second = net.torchLinear(active, "W2", D);
    }
  }
}
