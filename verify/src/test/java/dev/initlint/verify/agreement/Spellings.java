package dev.initlint.verify.agreement;

import java.util.List;
import java.util.Map;

/**
 * Operators that are not run, each beside a graph of simpler operators that computes the same.
 *
 * @param fused the graph with the operator
 * @param written the graph without it
 */
record Spellings(String name, Net fused, Net written) {
  private static final int D = 64;
  private static final int N = 16;
  private static final int H = 4;
  private static final int K = D / H;

  static List<Spellings> all() {
    return List.of(grouped(), packed());
  }

  @Override
  public String toString() {
    return name;
  }

  private static Spellings grouped() {
    Net fused = new Net();
    String x = fused.op("Relu", fused.reals("x", N, D));
    String[] p = {fused.linear(x, D, D), fused.linear(x, D, 2 * K), fused.linear(x, D, 2 * K)};
    Map<String, Object> heads = Map.of("num_heads", (long) H, "kv_num_heads", 2L);
    String[] in = {p[0], p[1], p[2], "", "", fused.ints(N - 1), fused.ints(N)};
    fused.to(fused.op("com.microsoft", "GroupQueryAttention", 1, heads, in)[0]);
    Net written = new Net();
    String y = written.op("Relu", written.reals("x", N, D));
    String[] q = {
      written.linear(y, D, D), written.linear(y, D, 2 * K), written.linear(y, D, 2 * K)
    };
    Map<String, Object> causal =
        Map.of("q_num_heads", (long) H, "kv_num_heads", 2L, "is_causal", 1L);
    return new Spellings(
        "GroupQueryAttention", fused, written.to(written.op("Attention", causal, q)));
  }

  private static Spellings packed() {
    Net fused = new Net();
    String x = fused.op("Relu", fused.reals("x", N, D));
    Map<String, Object> heads = Map.of("num_heads", (long) H);
    String w = fused.matrix(D, 3 * D);
    String b = fused.normal(0, 0.2, 3 * D);
    fused.to(fused.op("com.microsoft", "Attention", 1, heads, x, w, b)[0]);
    Net written = new Net();
    String y = written.op("Relu", written.reals("x", N, D));
    String all = written.op("MatMul", y, written.matrix(D, 3 * D));
    all = written.op("Add", all, written.normal(0, 0.2, 3 * D));
    String[] p = written.op("Split", 3, Map.of("axis", -1L, "num_outputs", 3L), all);
    Map<String, Object> both = Map.of("q_num_heads", (long) H, "kv_num_heads", (long) H);
    return new Spellings("packed Attention", fused, written.to(written.op("Attention", both, p)));
  }
}
