package dev.initlint.published;

import dev.initlint.propagate.InputLaw;
import dev.initlint.published.Figures.Table;
import dev.initlint.published.Network.Tensor;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Language models of normal(0, 0.02) weights with a head that is tied to the embedding. */
@DisplayName("GPT-2 and its like at step zero")
class CausalStackTest {

  /** The last three logs do not state all of their configuration. */
  @ParameterizedTest(name = "width {0}, {1} layers, {2} heads, V={3}: {4} nats logged")
  @CsvSource({
    "384,  6,  6, 50304, 10.9210",
    "384,  6,  6, 50304, 10.9209",
    "768, 12, 12, 50304, 10.9264",
    "768, 12, 12, 50304, 10.9430",
    "768, 12, 12, 50304, 10.9858"
  })
  @DisplayName("T9: losses logged at step zero, within 0.06 nats")
  void loggedLoss(long d, int depth, long heads, long vocabulary, double logged) {
    double loss = figures(d, depth, heads, vocabulary).loss();
    new Table().absolute("cross-entropy", loss, logged, .06).hold();
  }

  @Test
  @DisplayName("T9: nanoGPT's loss is ln V + d·σ²/2")
  void closedForm() {
    double theory = Math.log(50_304) + 384 * 4e-4 / 2;
    new Table().absolute("nats", figures(384, 6, 6, 50_304).loss(), theory, .005).hold();
  }

  /** Measured: 256 tokens, 10.942 to 10.971 with uniform tokens. */
  @Test
  @DisplayName("GPT-2 small: 10.96 nats, within 0.03")
  void smallLoss() {
    new Table().absolute("nats", figures(768, 12, 12, 50_257).loss(), 10.9565, .03).hold();
  }

  private static Figures figures(long d, int depth, long heads, long vocabulary) {
    Network net = new Network();
    Tensor ids = net.tokens("ids", 4, 256);
    Tensor x = net.embedding(ids, "wte", vocabulary, d, Laws.normal(.02));
    x = net.positions(x, "wpe", Laws.normal(.02));
    Tensor y = new CausalStack(heads, depth, .02, true).apply(net, x);
    Tensor logits = net.tiedHead(y, "wte");
    return Figures.of(net, logits, Map.of("ids", new InputLaw.Tokens(vocabulary)));
  }
}
