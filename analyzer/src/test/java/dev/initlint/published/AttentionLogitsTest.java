package dev.initlint.published;

import dev.initlint.propagate.InputLaw;
import dev.initlint.published.Figures.Table;
import dev.initlint.published.Network.Tensor;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deviation of the first layer's attention logits, measured on PyTorch modules; within 10 %. */
@DisplayName("Attention logits of Hugging Face defaults, measured")
class AttentionLogitsTest {
  private static final long V = 32_000;

  @ParameterizedTest(name = "{0} d={1}, d_k={2}: {5}")
  @CsvSource({
    "llama,     512,  64, true,  .02, .206",
    "llama,    1024,  64, true,  .02, .402",
    "llama,    2048, 128, true,  .02, .808",
    "llama,    4096, 128, true,  .02, 1.615",
    "gpt2,      768,  64, true,  .02, .297",
    "granite,  1024,  64, false, .02, 3.21",
    "GPT-Neo,   512,  64, false, .02, 1.60",
    "GPT-Neo,  1024,  64, false, .02, 3.16",
    "GPT-Neo,  2048, 128, false, .02, 9.08",
    "Dia,      2048, 128, false, .02, 9.32"
  })
  void firstLayer(String model, long d, long headDim, boolean scaled, double std, double measured) {
    Network net = new Network();
    Tensor x = net.embedding(net.tokens("ids", 2, 128), "table", V, d, Laws.normal(std));
    x = net.rmsNorm(x, 1e-6, 1);
    Tensor q = net.linear(x, "q", d, Laws.normal(std));
    Tensor k = net.linear(x, "k", d, Laws.normal(std));
    double scale = scaled ? 1 / Math.sqrt(headDim) : 1;
    Tensor y = net.attention(q, k, q, d / headDim, scale, true);
    Figures f = Figures.of(net, y, Map.of("ids", new InputLaw.Tokens(V)));
    double predicted = f.trace().attention().get(0).logitStd();
    new Table().relative(model, predicted, measured, .10).hold();
  }

  @Test
  @DisplayName("qwen3, norms on queries and keys: .994 for any width of weights")
  void normedQueriesAndKeys() {
    Network net = new Network();
    Tensor x = net.embedding(net.tokens("ids", 2, 128), "table", V, 1024, Laws.normal(.02));
    x = net.rmsNorm(x, 1e-6, 1);
    Tensor q = net.headNorm(net.linear(x, "q", 1024, Laws.normal(.02)), 8, 1e-6);
    Tensor k = net.headNorm(net.linear(x, "k", 1024, Laws.normal(.02)), 8, 1e-6);
    Tensor y = net.attention(q, k, x, 8, 1 / Math.sqrt(128), true);
    Figures f = Figures.of(net, y, Map.of("ids", new InputLaw.Tokens(V)));
    new Table().relative("qwen3", f.trace().attention().get(0).logitStd(), .994, .02).hold();
  }

  @Test
  @DisplayName("a head of deviation 0.1 at d=4096, Mamba-2: 6.399")
  void headLogits() {
    Network net = new Network();
    Tensor x = net.reals("x", 2, 16, 4096);
    Tensor y = net.linear(net.rmsNorm(x, 1e-5, 1), "head", V, Laws.normal(.1));
    new Table().relative("s_out", Figures.of(net, y).rms(y), 6.399, .01).hold();
  }
}
