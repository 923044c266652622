package dev.initlint.verify.agreement;

import java.util.List;
import java.util.Map;

/**
 * Positions along several axes: frames in the batch, windows of a map, class tokens beside them.
 */
final class FrameCases {
  private static final int D = 96;
  private static final int H = 4;
  private static final int FRAMES = 6;
  private static final int PATCHES = 9;

  private FrameCases() {}

  static List<Case> all() {
    return List.of(
        Case.of("attention inside frames, a mean over them", 0.1, FrameCases::frames)
            .apartFrom("Softmax"),
        Case.of("a class token in each frame", 0.1, FrameCases::classToken).apartFrom("Softmax"),
        Case.of("attention inside windows of a map", 0.1, FrameCases::windows).apartFrom("Softmax"),
        Case.of("merged patches", 0.08, FrameCases::merged),
        Case.of("a class token's own branch beside its patches", 0.1, FrameCases::branch),
        Case.of("a table that all samples share, through a map", 0.1, FrameCases::sharedTable));
  }

  private static String ones(Net n, long d) {
    double[] one = new double[(int) d];
    java.util.Arrays.fill(one, 1);
    return n.stored(new long[] {d}, one);
  }

  private static String norm(Net n, String x, long d) {
    return n.op("LayerNormalization", x, ones(n, d));
  }

  private static String slice(Net n, String x, long axis, long from, long to) {
    return n.op("Slice", x, n.ints(from), n.ints(to), n.ints(axis));
  }

  private static String concat(Net n, String... parts) {
    return n.op("Concat", Map.of("axis", 1L), parts);
  }

  /** Attention of {@code positions} tokens, for any first axis. */
  private static String attention(Net n, String x, long positions) {
    long k = D / H;
    String[] qkv = new String[3];
    for (int i = 0; i < 3; i++) {
      qkv[i] = n.transpose(n.reshape(n.linear(x, D, D), -1, positions, H, k), 0, 2, 1, 3);
    }
    String z = n.op("MatMul", qkv[0], n.transpose(qkv[1], 0, 1, 3, 2));
    String p = n.op("Softmax", n.op("Div", z, n.scalar(Math.sqrt(k))));
    String o = n.transpose(n.op("MatMul", p, qkv[2]), 0, 2, 1, 3);
    return n.linear(n.reshape(o, -1, positions, D), D, D);
  }

  /** [batch, frames, patches, D], with a table by patch that makes frames alike. */
  private static String clip(Net n) {
    String x = n.reals("x", FRAMES, PATCHES, D);
    return n.op("Add", x, n.normal(0, 1, 1, 1, PATCHES, D));
  }

  private static void frames(Net n) {
    String x = n.reshape(clip(n), -1, PATCHES, D);
    String y = n.op("Add", x, attention(n, norm(n, x, D), PATCHES));
    String clips = n.reshape(y, -1, FRAMES, PATCHES, D);
    String turned = n.reshape(n.transpose(clips, 0, 2, 1, 3), -1, FRAMES, D);
    String z = attention(n, norm(n, turned, D), FRAMES);
    String back = n.transpose(n.reshape(z, -1, PATCHES, FRAMES, D), 0, 2, 1, 3);
    String mean = n.op("ReduceMean", Map.of("keepdims", 0L), back, n.ints(1));
    n.to(n.linear(mean, D, D));
  }

  private static void classToken(Net n) {
    String x = n.reshape(clip(n), -1, PATCHES, D);
    String token =
        n.op("Expand", n.normal(0, 0.3, 1, 1, D), n.ints(Agreement.BATCH * FRAMES, 1, D));
    String all = concat(n, token, x);
    String y = n.op("Add", all, attention(n, norm(n, all, D), PATCHES + 1));
    String first = n.reshape(slice(n, y, 1, 0, 1), -1, FRAMES, D);
    n.to(n.linear(n.op("ReduceMean", Map.of("keepdims", 0L), first, n.ints(1)), D, D));
  }

  private static void windows(Net n) {
    long w = 3;
    long count = 2;
    String map =
        n.op(
            "Conv",
            Map.of("pads", new long[] {1, 1, 1, 1}),
            n.reals("x", D, w * count, w * count),
            n.normal(0, 0.04, D, D, 3, 3));
    String x = n.transpose(map, 0, 2, 3, 1);
    String cut = n.transpose(n.reshape(norm(n, x, D), -1, count, w, count, w, D), 0, 1, 3, 2, 4, 5);
    String o = attention(n, n.reshape(cut, -1, w * w, D), w * w);
    String back = n.transpose(n.reshape(o, -1, count, count, w, w, D), 0, 1, 3, 2, 4, 5);
    String y = n.op("Add", x, n.reshape(back, -1, w * count, w * count, D));
    n.to(n.linear(norm(n, y, D), D, D));
  }

  private static void merged(Net n) {
    String x = n.op("Add", n.reals("x", 6, 6, D), n.normal(0, 1, D));
    String cut = n.transpose(n.reshape(x, -1, 3, 2, 3, 2, D), 0, 1, 3, 2, 4, 5);
    String y = norm(n, n.reshape(cut, -1, 3, 3, 4 * D), 4 * D);
    n.to(n.linear(y, 4 * D, D));
  }

  /** x + [f(n₀), n₁, …] for the norm n of x: the patches meet themselves. */
  private static void branch(Net n) {
    String x = n.reals("x", PATCHES, D);
    String normed = norm(n, x, D);
    String own = n.linear(slice(n, normed, 1, 0, 1), D, D);
    String y = n.op("Add", x, concat(n, own, slice(n, normed, 1, 1, PATCHES)));
    n.to(n.linear(norm(n, y, D), D, D));
  }

  private static void sharedTable(Net n) {
    String x = n.reals("x", 16, 6, 6);
    String table = n.op("Conv", n.drawnOnce(3, 0, 1, 1, 16, 6, 6), n.normal(0, 0.25, 16, 16, 1, 1));
    n.to(n.op("Conv", n.op("Add", x, table), n.normal(0, 0.1, 16, 16, 3, 3)));
  }
}
