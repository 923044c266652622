package dev.initlint.published;

import dev.initlint.propagate.InputLaw;
import dev.initlint.published.Network.Tensor;
import java.util.Map;

/**
 * T5 as Hugging Face transformers draws it: RMSNorm before each branch, entries of fan-in variance,
 * queries with the factor 1/√d_k in their weights, everything times {@code initializer_factor}.
 * Relative position biases, of variance 1/d, are left out.
 */
final class T5 {
  static final long V = 32_128;
  private static final long HEAD_DIM = 64;
  private static final long HIDDEN = 2048;

  private final Network net = new Network();
  private final long d;
  private final double factor;
  private final boolean gated;
  private final Tensor hidden;

  /** An encoder and a decoder of {@code depth} blocks each. */
  T5(long d, int depth, double factor, boolean gated) {
    this.d = d;
    this.factor = factor;
    this.gated = gated;
    Tensor source = net.tokens("ids", 8, 128);
    Tensor x = net.embedding(source, "shared", V, d, Laws.normal(factor));
    for (int i = 0; i < depth; i++) {
      String name = "encoder." + i;
      net.within("encoder/" + i);
      Tensor h = norm(x);
      x = net.add(x, attention(h, h, name, false));
      x = net.add(x, feedForward(norm(x), name));
    }
    Tensor memory = net.within("").rmsNorm(x, 1e-6, factor);
    Tensor target = net.tokens("decoder_ids", 8, 128);
    x = net.embedding(target, "shared", V, d, Laws.normal(factor));
    for (int i = 0; i < depth; i++) {
      String name = "decoder." + i;
      net.within("decoder/" + i);
      Tensor h = norm(x);
      x = net.add(x, attention(h, h, name, true));
      x = net.add(x, attention(norm(x), memory, name + ".cross", false));
      x = net.add(x, feedForward(norm(x), name));
    }
    net.within("");
    hidden = norm(x);
  }

  private Tensor norm(Tensor x) {
    return net.rmsNorm(x, 1e-6, factor);
  }

  private Tensor attention(Tensor h, Tensor memory, String name, boolean causal) {
    double fan = factor / Math.sqrt(d);
    Tensor q = net.linear(h, name + ".q", d, Laws.normal(fan / Math.sqrt(HEAD_DIM)));
    Tensor k = net.linear(memory, name + ".k", d, Laws.normal(fan));
    Tensor v = net.linear(memory, name + ".v", d, Laws.normal(fan));
    Tensor o = net.attention(q, k, v, d / HEAD_DIM, 1, causal);
    return net.linear(o, name + ".o", d, Laws.normal(fan));
  }

  private Tensor feedForward(Tensor h, String name) {
    double fan = factor / Math.sqrt(d);
    Tensor first = net.linear(h, name + ".wi_0", HIDDEN, Laws.normal(fan));
    Tensor active = net.op(gated ? "Gelu" : "Relu", first);
    if (gated) {
      active = net.multiply(active, net.linear(h, name + ".wi_1", HIDDEN, Laws.normal(fan)));
    }
    return net.linear(active, name + ".wo", d, Laws.normal(factor / Math.sqrt(HIDDEN)));
  }

  /** The figures with a head of its own, of the given deviation. */
  Figures withHead(double std) {
    return figures(net.linear(hidden, "lm_head", V, Laws.normal(std)));
  }

  /** The figures with a head that is the embedding table, after a factor on the features. */
  Figures tied(double rescale) {
    Tensor scaled = rescale == 1 ? hidden : net.times(hidden, rescale);
    return figures(net.tiedHead(scaled, "shared"));
  }

  private Figures figures(Tensor logits) {
    InputLaw tokens = new InputLaw.Tokens(V);
    return Figures.of(net, logits, Map.of("ids", tokens, "decoder_ids", tokens));
  }
}
