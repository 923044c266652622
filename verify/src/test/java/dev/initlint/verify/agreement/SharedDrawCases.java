package dev.initlint.verify.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Layers that hold one draw of weights: one tensor used again, as recurrent depth has it. */
final class SharedDrawCases {
  private static final int D = 192;
  private static final int N = 16;
  private static final int H = 4;
  private static final int K = D / H;
  private static final int LAYERS = 3;

  private SharedDrawCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.add(Case.of("one feed-forward branch used again", 0.08, SharedDrawCases::branches));
    cases.add(Case.of("one branch used again, norms after", 0.08, SharedDrawCases::normedAfter));
    cases.add(Case.of("one gated branch used again", 0.08, SharedDrawCases::gated));
    cases.add(Case.of("one state matrix at every step", 0.08, SharedDrawCases::recurrent));
    cases.add(
        Case.of("one attention used again", 0.1, n -> attention(n, false)).apartFrom("Softmax"));
    cases.add(
        Case.of("one causal attention used again", 0.1, n -> attention(n, true))
            .apartFrom("Softmax"));
    cases.add(Case.of("two branches of one convolution, subtracted", 0.1, SharedDrawCases::twins));
    return cases;
  }

  /**
   * What a bias of one branch gets is, but for chance, the opposite of what it gets of the other.
   */
  private static void twins(Net n) {
    String kernel = n.normal(0, Math.sqrt(2.0 / (9 * 16)), 32, 16, 3, 3);
    String bias = n.normal(0, 0.3, 32);
    String dense = n.normal(0, Math.sqrt(2.0 / 512), 512, D);
    UnaryOperator<String> branch =
        x -> {
          String h = n.op("Relu", n.op("Conv", x, kernel, bias));
          java.util.Map<String, Object> pool =
              java.util.Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2});
          return n.op("MatMul", n.reshape(n.op("MaxPool", pool, h), 0, 512), dense);
        };
    String a = branch.apply(n.reals("x", 16, 10, 10));
    String b = branch.apply(n.reals("z", 16, 10, 10));
    n.to(n.linear(n.op("Sub", a, b), D, D));
  }

  private static void repeated(Net n, UnaryOperator<String> layer) {
    String x = n.linear(n.reals("x", N, D), D, D);
    for (int i = 0; i < LAYERS; i++) {
      x = layer.apply(x);
    }
    n.to(n.linear(x, D, D));
  }

  private static String norm(Net n, String x) {
    double[] ones = new double[D];
    java.util.Arrays.fill(ones, 1);
    return n.op(
        "LayerNormalization", java.util.Map.of("axis", -1L), x, n.stored(new long[] {D}, ones));
  }

  private static void branches(Net n) {
    String first = n.matrix(D, 2 * D);
    String second = n.normal(0, Math.sqrt(1.0 / D), 2 * D, D);
    repeated(
        n, x -> n.op("Add", x, n.op("MatMul", n.op("Relu", n.op("MatMul", x, first)), second)));
  }

  private static void normedAfter(Net n) {
    String first = n.matrix(D, 2 * D);
    String bias = n.normal(0, 0.5, 2 * D);
    String second = n.normal(0, Math.sqrt(0.5 / D), 2 * D, D);
    repeated(
        n,
        x -> {
          String h = n.op("Relu", n.op("Add", n.op("MatMul", x, first), bias));
          return norm(n, n.op("Add", x, n.op("MatMul", h, second)));
        });
  }

  private static void gated(Net n) {
    String gate = n.matrix(D, 2 * D);
    String up = n.matrix(D, 2 * D);
    String down = n.normal(0, Math.sqrt(1.0 / D), 2 * D, D);
    repeated(
        n,
        x -> {
          String y = norm(n, x);
          String u = n.op("MatMul", y, gate);
          String silu = n.op("Mul", u, n.op("Sigmoid", u));
          return n.op("Add", x, n.op("MatMul", n.op("Mul", silu, n.op("MatMul", y, up)), down));
        });
  }

  private static void recurrent(Net n) {
    String state = n.matrix(D, D);
    String input = n.matrix(D, D);
    String x = n.reals("x", N, D);
    String h = n.op("Tanh", n.op("MatMul", x, input));
    for (int i = 0; i < LAYERS; i++) {
      h = n.op("Tanh", n.op("Add", n.op("MatMul", h, state), n.op("MatMul", x, input)));
    }
    n.to(n.linear(h, D, D));
  }

  private static void attention(Net n, boolean causal) {
    String q = n.matrix(D, D);
    String k = n.matrix(D, D);
    String v = n.matrix(D, D);
    String o = n.matrix(D, D);
    double[] mask = new double[N * N];
    for (int t = 0; t < N; t++) {
      java.util.Arrays.fill(mask, t * N + t + 1, (t + 1) * N, causal ? -1e9 : 0);
    }
    String m = n.stored(new long[] {1, 1, N, N}, mask);
    repeated(
        n,
        x -> {
          String y = norm(n, x);
          String keys = n.transpose(n.reshape(n.op("MatMul", y, k), 0, N, H, K), 0, 2, 3, 1);
          String z = n.op("MatMul", heads(n, y, q), keys);
          z = n.op("Add", n.op("Mul", z, n.scalar(1 / Math.sqrt(K))), m);
          String mixed = n.op("MatMul", n.op("Softmax", z), heads(n, y, v));
          String joined = n.reshape(n.transpose(mixed, 0, 2, 1, 3), 0, N, D);
          return n.op("Add", x, n.op("MatMul", joined, o));
        });
  }

  private static String heads(Net n, String x, String w) {
    return n.transpose(n.reshape(n.op("MatMul", x, w), 0, N, H, K), 0, 2, 1, 3);
  }
}
