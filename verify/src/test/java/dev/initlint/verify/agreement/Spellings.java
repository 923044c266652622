package dev.initlint.verify.agreement;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

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
    return List.of(grouped(), packed(), embedded(), entriesScattered(), rowsScattered());
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

  private static Spellings embedded() {
    Net fused = new Net();
    String[] in = {
      fused.tokens("ids", N),
      fused.tokens("segments", N),
      fused.normal(0, 0.5, 40, D),
      fused.normal(0, 0.3, N, D),
      fused.normal(0, 0.2, 2, D),
      fused.normal(1, 0.1, D),
      fused.normal(0, 0.1, D)
    };
    fused.to(fused.op("com.microsoft", "EmbedLayerNormalization", 2, Map.of(), in)[0]);
    Net written = new Net();
    String ids = written.tokens("ids", N);
    String segments = written.tokens("segments", N);
    String words = written.normal(0, 0.5, 40, D);
    String positions = written.normal(0, 0.3, N, D);
    String types = written.normal(0, 0.2, 2, D);
    String gain = written.normal(1, 0.1, D);
    String shift = written.normal(0, 0.1, D);
    String sum = written.op("Gather", words, ids);
    long[] at = LongStream.range(0, N).toArray();
    sum = written.op("Add", sum, written.op("Gather", positions, written.ints(at)));
    sum = written.op("Add", sum, written.op("Gather", types, segments));
    Map<String, Object> epsilon = Map.of("epsilon", 1e-12);
    written.to(written.op("LayerNormalization", epsilon, sum, gain, shift));
    return new Spellings("EmbedLayerNormalization", fused, written);
  }

  /** Positions put among zeros. */
  private static Spellings entriesScattered() {
    Net fused = new Net();
    String x = fused.linear(fused.reals("x", N, D), D, D);
    long batch = 4;
    long[] at = new long[(int) batch * N * D];
    Arrays.setAll(at, i -> i / D % N);
    String zeros = fused.stored(new long[] {batch, 2 * N, D}, new double[(int) batch * 2 * N * D]);
    String index = fused.table(new long[] {batch, N, D}, at);
    String wide = fused.op("ScatterElements", Map.of("axis", 1L), zeros, index, x);
    fused.to(fused.linear(wide, D, D));
    return new Spellings("ScatterElements", fused, padded());
  }

  /** The same by pairs of sample and position. */
  private static Spellings rowsScattered() {
    Net fused = new Net();
    String x = fused.linear(fused.reals("x", N, D), D, D);
    int batch = 4;
    long[] at = new long[batch * N * 2];
    Arrays.setAll(at, i -> i % 2 == 0 ? i / 2 / N : i / 2 % N);
    String zeros = fused.stored(new long[] {batch, 2 * N, D}, new double[batch * 2 * N * D]);
    String index = fused.table(new long[] {batch, N, 2}, at);
    fused.to(fused.linear(fused.op("ScatterND", zeros, index, x), D, D));
    return new Spellings("ScatterND", fused, padded());
  }

  private static Net padded() {
    Net written = new Net();
    String y = written.linear(written.reals("x", N, D), D, D);
    String wide = written.op("Pad", y, written.ints(0, 0, 0, 0, N, 0));
    return written.to(written.linear(wide, D, D));
  }
}
