package dev.initlint.verify.agreement;

import java.util.List;
import java.util.stream.LongStream;

/** Tables of rows by token and by position. */
final class EmbeddingCases {
  private static final int D = 64;
  private static final int N = 12;
  private static final int V = 40;

  private EmbeddingCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
            "embedding by tokens",
            n -> {
              String h = n.op("Gather", n.normal(0, 0.5, V, D), n.tokens("ids", N));
              n.to(n.linear(n.op("Relu", n.linear(h, D, D)), D, D));
            }),
        Case.of(
            "embedding and learned positions by index",
            n -> {
              String h = n.op("Gather", n.normal(0, 0.5, V, D), n.tokens("ids", N));
              String index = n.table(new long[] {1, N}, LongStream.range(0, N).toArray());
              String p = n.op("Gather", n.normal(0, 0.5, 20, D), index);
              n.to(n.linear(n.op("Relu", n.linear(n.op("Add", h, p), D, D)), D, D));
            }),
        Case.of(
            "learned positions as a sum",
            n -> {
              String h = n.linear(n.reals("x", N, D), D, D);
              String y = n.op("Add", h, n.normal(0, 0.7, 1, N, D));
              n.to(n.linear(n.op("Relu", n.linear(y, D, D)), D, D));
            }),
        Case.of(
            "sinusoidal positions",
            n -> {
              String h = n.linear(n.reals("x", N, D), D, D);
              String y = n.op("Add", h, n.stored(new long[] {N, D}, sinusoids()));
              n.to(n.linear(n.op("Relu", n.linear(y, D, D)), D, D));
            }),
        Case.of(
            "segments by one constant index",
            n -> {
              String h = n.op("Gather", n.normal(0, 0.5, V, D), n.tokens("ids", N));
              String s =
                  n.op("Gather", n.normal(0, 0.5, 2, D), n.table(new long[] {1, N}, new long[N]));
              n.to(n.linear(n.op("Relu", n.op("Add", h, s)), D, D));
            }),
        Case.of(
            "embedding times √d",
            n -> {
              String h = n.op("Gather", n.normal(0, 0.125, V, D), n.tokens("ids", N));
              n.to(n.linear(n.op("Mul", h, n.scalar(8)), D, D));
            }));
  }

  private static double[] sinusoids() {
    double[] v = new double[N * D];
    for (int t = 0; t < N; t++) {
      for (int i = 0; i < D / 2; i++) {
        double angle = t / Math.pow(10000, 2.0 * i / D);
        v[t * D + 2 * i] = Math.sin(angle);
        v[t * D + 2 * i + 1] = Math.cos(angle);
      }
    }
    return v;
  }
}
