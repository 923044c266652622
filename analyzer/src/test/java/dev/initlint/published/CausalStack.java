package dev.initlint.published;

import dev.initlint.published.Network.Tensor;

/**
 * GPT-2 without biases: every matrix N(0, σ²), norms on the branches, projections onto the stream
 * divided by √(2·depth) when {@code scaled}.
 */
record CausalStack(long heads, int depth, double std, boolean scaled) {

  Tensor apply(Network net, Tensor x) {
    long d = x.last();
    double onto = scaled ? std / Math.sqrt(2 * depth) : std;
    Tensor y = x;
    for (int i = 0; i < depth; i++) {
      String name = "h." + i;
      net.within("h/" + i);
      Tensor a = net.layerNorm(y, 1e-5);
      Tensor q = net.linear(a, name + ".q", d, Laws.normal(std));
      Tensor k = net.linear(a, name + ".k", d, Laws.normal(std));
      Tensor v = net.linear(a, name + ".v", d, Laws.normal(std));
      Tensor o = net.attention(q, k, v, heads, 1 / Math.sqrt(d / (double) heads), true);
      y = net.add(y, net.linear(o, name + ".attn_proj", d, Laws.normal(onto)));
      Tensor h = net.linear(net.layerNorm(y, 1e-5), name + ".fc", 4 * d, Laws.normal(std));
      y = net.add(y, net.linear(net.op("Gelu", h), name + ".mlp_proj", d, Laws.normal(onto)));
    }
    return net.within("").layerNorm(y, 1e-5);
  }
}
