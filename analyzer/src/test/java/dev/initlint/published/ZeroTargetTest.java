package dev.initlint.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.law.Law;
import dev.initlint.propagate.InputLaw;
import dev.initlint.published.Figures.Table;
import dev.initlint.published.Network.Tensor;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * DETR's decoder, whose first target is zero (google/flax issue 4027): positions are added to
 * queries and keys, not to values. d=256, 8 heads, 2048 hidden, 6 layers.
 */
@DisplayName("FLAX: a decoder whose target is zero")
class ZeroTargetTest {

  @ParameterizedTest(name = "norms first: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("FLAX-4: gradients of the first W_q, W_k, W_v and W_o are exactly zero")
  void deadAttention(boolean normFirst) {
    Figures f = new Decoder(true, normFirst, 1e-5).figures;
    for (String name : new String[] {"q", "k", "v", "out"}) {
      assertThat(f.weightGradient("layers.0.self." + name + ".weight")).as(name).isZero();
      assertThat(f.weightGradient("layers.1.self." + name + ".weight")).as(name).isPositive();
    }
  }

  /** The origin's loss is not stated; ratios do not depend on its scale. */
  @Test
  @DisplayName(
      "FLAX-5: gradient of the first out_proj.bias over that with a random target, factor 2")
  void normOfZero() {
    double random = new Decoder(false, false, 1e-5).biasGradient();
    double post = new Decoder(true, false, 1e-5).biasGradient();
    double finer = new Decoder(true, false, 1e-6).biasGradient();
    double pre = new Decoder(true, true, 1e-5).biasGradient();
    double preFiner = new Decoder(true, true, 1e-6).biasGradient();
    new Table()
        .relative("post, 1e-5 over random", post / random, 305 / .08, .5)
        .relative("post, 1e-6 over 1e-5", finer / post, 965.0 / 305, .05)
        .relative("pre, 1e-6 over 1e-5", preFiner / pre, 24.2 / 7.7, .05)
        .relative("post over pre", post / pre, 305 / 7.7, .5)
        .hold();
  }

  private static final class Decoder {
    private static final long D = 256;

    private final Network net = new Network();
    private final boolean normFirst;
    private final double epsilon;
    private final Figures figures;

    Decoder(boolean zero, boolean normFirst, double epsilon) {
      this.normFirst = normFirst;
      this.epsilon = epsilon;
      Tensor positions = net.reals("query_pos", 2, 100, D);
      Tensor memory = net.reals("memory", 2, 100, D);
      Tensor x = net.reals("target", 2, 100, D);
      for (int i = 0; i < 6; i++) {
        net.within("layers/" + i);
        x = layer(x, positions, memory, "layers." + i);
      }
      net.within("");
      Tensor output = normFirst ? net.layerNorm(x, epsilon) : x;
      figures = Figures.of(net, output, Map.of("target", new InputLaw.Normal(0, zero ? 0 : 1)));
    }

    double biasGradient() {
      return figures.weightGradient("layers.0.self.out.bias");
    }

    private Tensor layer(Tensor x, Tensor positions, Tensor memory, String name) {
      Tensor h = before(x);
      Tensor place = net.add(h, positions);
      Tensor y = after(net.add(x, attention(place, place, h, name + ".self")));
      h = net.add(before(y), positions);
      y = after(net.add(y, attention(h, memory, memory, name + ".cross")));
      h = net.op("Relu", net.torchLinear(before(y), name + ".linear1", 2048));
      return after(net.add(y, net.torchLinear(h, name + ".linear2", D)));
    }

    private Tensor before(Tensor x) {
      return normFirst ? net.layerNorm(x, epsilon) : x;
    }

    private Tensor after(Tensor x) {
      return normFirst ? x : net.layerNorm(x, epsilon);
    }

    private Tensor attention(Tensor query, Tensor key, Tensor value, String name) {
      Law packed = Laws.xavier(D, 3 * D);
      Tensor q = net.linear(query, name + ".q", D, packed);
      Tensor k = net.linear(key, name + ".k", D, packed);
      Tensor v = net.linear(value, name + ".v", D, packed);
      Tensor o = net.attention(q, k, v, 8, 1 / Math.sqrt(D / 8), false);
      return net.linear(o, name + ".out", D, Laws.torchLinear(D), Laws.ZEROS);
    }
  }
}
