package dev.initlint.published;

import dev.initlint.propagate.InputLaw;
import dev.initlint.published.Figures.Table;
import dev.initlint.published.Network.Tensor;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** T11: how output and stream follow the sizes of a model. */
@DisplayName("T11: slopes d ln q / d ln size")
class SlopesTest {

  @Test
  @DisplayName("a head of fixed deviation after a norm: 1 in the width, 0 in the length")
  void fixedDeviation() {
    Map<String, Double> slopes = model(12).trace().laws().slopes();
    new Table()
        .absolute("d_model", slopes.get("d_model"), 1, .01)
        .absolute("n", slopes.get("n"), 0, .01)
        .hold();
  }

  @Test
  @DisplayName(
      "a stream of unscaled branches: as between stacks of 10 and of 14 layers, within 5 %")
  void depth() {
    double slope = model(12).trace().laws().slopes().get("L");
    double measured = Math.log(stream(model(14)) / stream(model(10))) / Math.log(1.4);
    new Table().relative("L", slope, measured, .05).absolute("about 1", slope, 1, .15).hold();
  }

  /** Second moment of the stream after the last block. */
  private static double stream(Figures f) {
    return f.trace().values().stream()
        .filter(v -> v.op().equals("Add") && v.block().startsWith("h."))
        .reduce((a, b) -> b)
        .orElseThrow()
        .secondMoment();
  }

  private static Figures model(int depth) {
    Network net = new Network();
    Tensor ids = net.tokens("ids", 4, 128);
    Tensor x = net.embedding(ids, "wte", 10_000, 512, Laws.normal(.02));
    Tensor y = new CausalStack(8, depth, .02, false).apply(net, x);
    Tensor logits = net.linear(y, "head", 10_000, Laws.normal(.02));
    return Figures.of(net, logits, Map.of("ids", new InputLaw.Tokens(10_000)));
  }
}
