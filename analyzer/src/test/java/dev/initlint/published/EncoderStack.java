package dev.initlint.published;

import dev.initlint.law.Law;
import dev.initlint.published.Network.Tensor;

/**
 * PyTorch's {@code nn.TransformerEncoder}: self-attention and a ReLU feed-forward layer, each added
 * to the stream before or after a norm. Queries, keys and values come from one Xavier matrix with
 * three times the width, biases of the attention are zero.
 *
 * @param heads number of heads
 * @param hidden width of the feed-forward layer
 * @param normFirst whether norms are on the branches, and not on the stream
 * @param xavier whether the other matrices are Xavier, and not PyTorch's default
 */
record EncoderStack(long heads, long hidden, boolean normFirst, boolean xavier) {
  private static final double EPSILON = 1e-5;

  /** So many layers on top of {@code x}, named {@code layers.0} and on. */
  Tensor apply(Network net, Tensor x, int depth) {
    Tensor y = x;
    for (int i = 0; i < depth; i++) {
      net.within("layers/" + i);
      y = layer(net, y, "layers." + i);
    }
    net.within("");
    return y;
  }

  private Tensor layer(Network net, Tensor x, String name) {
    if (normFirst) {
      Tensor y = net.add(x, attention(net, net.layerNorm(x, EPSILON), name));
      return net.add(y, feedForward(net, net.layerNorm(y, EPSILON), name));
    }
    Tensor y = net.layerNorm(net.add(x, attention(net, x, name)), EPSILON);
    return net.layerNorm(net.add(y, feedForward(net, y, name)), EPSILON);
  }

  private Tensor attention(Network net, Tensor x, String name) {
    long d = x.last();
    Law packed = Laws.xavier(d, 3 * d);
    Tensor q = net.linear(x, name + ".q", d, packed);
    Tensor k = net.linear(x, name + ".k", d, packed);
    Tensor v = net.linear(x, name + ".v", d, packed);
    Tensor o = net.attention(q, k, v, heads, 1 / Math.sqrt(d / (double) heads), false);
    return net.linear(o, name + ".out", d, matrix(d, d));
  }

  private Tensor feedForward(Network net, Tensor x, String name) {
    long d = x.last();
    Law first = matrix(d, hidden);
    Tensor h = net.linear(x, name + ".linear1", hidden, first, Laws.torchLinear(d));
    Law second = matrix(hidden, d);
    return net.linear(net.op("Relu", h), name + ".linear2", d, second, Laws.torchLinear(hidden));
  }

  private Law matrix(long in, long out) {
    return xavier ? Laws.xavier(in, out) : Laws.torchLinear(in);
  }
}
