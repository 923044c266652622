package dev.initlint.verify.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

/** Attention in its spellings. */
final class AttentionCases {
  private static final int D = 128;
  private static final int H = 4;
  private static final int K = D / H;
  private static final int N = 24;

  private AttentionCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.add(attended("attention without a mask", (n, z) -> z));
    cases.add(attended("causal attention", (n, z) -> n.op("Add", z, causal(n, -1e9))));
    cases.add(
        attended(
            "causal attention by Where", (n, z) -> n.op("Where", visible(n), z, n.scalar(-1e30))));
    cases.add(
        attended(
            "soft cap",
            (n, z) -> {
              String t = n.op("Tanh", n.op("Div", z, n.scalar(5)));
              return n.op("Mul", t, n.scalar(5));
            }));
    cases.add(
        attended("a bias by distance for each head", (n, z) -> n.op("Add", z, alibi(n)))
            .apartFrom("Add"));
    // at a standard deviation of 1.5 the gradient of the keys is predicted 20 to 73 % too high
    cases.add(attended("a bias of each key", (n, z) -> n.op("Add", z, byKey(n))));
    cases.add(
        attended(
            "a learned bias of each pair",
            (n, z) -> n.op("Add", z, n.drawnOnce(5, 0, 0.8, 1, H, N, N))));
    cases.add(
        attended("a learned bias by distance", (n, z) -> n.op("Add", z, byDistance(n)))
            .apartFrom("Softmax"));
    cases.add(
        attended(
                "a learned bias by distance, causal",
                (n, z) -> n.op("Add", n.op("Add", z, byDistance(n)), causal(n, -1e9)))
            .apartFrom("Softmax"));
    cases.add(
        attended(
                "a learned bias by distance, with a mask for each sample",
                (n, z) -> n.op("Add", z, n.op("Add", byDistance(n), allSeen(n))))
            .apartFrom("Softmax"));
    cases.add(
        sunk("causal attention with a sink", n -> n.normal(0, 0.5, 1, H, 1, 1))
            .apartFrom("Add", "Concat"));
    cases.add(attended("twice the scale", (n, z) -> n.op("Mul", z, n.scalar(2))));
    cases.add(
        Case.of("Attention as one operator", 0.07, n -> single(n, H, Map.of("is_causal", 1L))));
    cases.add(
        Case.of("Attention of grouped queries", 0.07, n -> single(n, 2, Map.of("softcap", 4.0))));
    cases.add(Case.of("MultiHeadAttention", 0.07, AttentionCases::microsoft));
    cases.add(
        attendedBy(
            "rows without keys by IsNaN and Where",
            (n, p) -> n.op("Where", n.op("IsNaN", p), n.scalar(0), p)));
    cases.add(Case.of("RotaryEmbedding", 0.07, AttentionCases::rotaryOperator));
    cases.add(Case.of("cross attention of two lengths", 0.07, AttentionCases::cross));
    cases.add(Case.of("one stored row written out for all positions", 0.07, AttentionCases::row));
    cases.add(Case.of("grouped queries by Expand", 0.07, AttentionCases::grouped));
    cases.add(Case.of("heads of one group of features each", 0.07, n -> byConvolutions(n, H)));
    cases.add(Case.of("heads by convolutions of one tap", 0.07, n -> byConvolutions(n, 1)));
    cases.add(Case.of("rotary positions", 0.07, AttentionCases::rotary));
    cases.add(
        Case.of("attention over causal averages", 0.1, AttentionCases::averages)
            .apartFrom("Softmax"));
    cases.add(Case.of("heads folded into the batch", 0.07, AttentionCases::folded));
    cases.add(
        Case.of("queries and keys times one table of gains", 0.07, AttentionCases::gainedAlike));
    cases.add(
        Case.of(
            "a head on the first token",
            0.07,
            n -> {
              String y = attention(n, input(n), z -> z);
              n.to(n.op("Gather", Map.of("axis", 1L), y, n.table(new long[0], 0)));
            }));
    cases.add(
        Case.of(
            "causal attention over what causal attention mixed",
            0.1,
            n -> {
              String mask = causal(n, -1e9);
              String y = attention(n, input(n), z -> n.op("Add", z, mask));
              n.to(attention(n, y, z -> n.op("Add", z, mask)));
            }));
    return cases;
  }

  private static Case attended(String name, BiFunction<Net, String, String> scores) {
    return Case.of(name, 0.07, n -> n.to(attention(n, input(n), z -> scores.apply(n, z))));
  }

  private static String attention(Net n, String x, UnaryOperator<String> scores) {
    String k = n.transpose(n.reshape(n.linear(x, D, D), 0, N, H, K), 0, 2, 3, 1);
    String z = n.op("Div", n.op("MatMul", heads(n, x), k), n.scalar(Math.sqrt(K)));
    String p = n.op("Softmax", scores.apply(z));
    return n.linear(merged(n, n.op("MatMul", p, heads(n, x))), D, D);
  }

  /** One more score for each head, before the keys, whose share no value takes. */
  private static Case sunk(String name, Function<Net, String> score) {
    return Case.of(
        name,
        0.07,
        n -> {
          String x = input(n);
          String k = n.transpose(n.reshape(n.linear(x, D, D), 0, N, H, K), 0, 2, 3, 1);
          String z = n.op("Div", n.op("MatMul", heads(n, x), k), n.scalar(Math.sqrt(K)));
          z = n.op("Add", z, causal(n, -1e9));
          String shape = n.ints(Agreement.BATCH, H, N, 1);
          String all =
              n.op("Concat", Map.of("axis", -1L), n.op("Expand", score.apply(n), shape), z);
          String p = n.op("Slice", n.op("Softmax", all), n.ints(1), n.ints(N + 1), n.ints(3));
          n.to(n.linear(merged(n, n.op("MatMul", p, heads(n, x))), D, D));
        });
  }

  private static Case attendedBy(String name, BiFunction<Net, String, String> weights) {
    return Case.of(
        name,
        0.07,
        n -> {
          String x = input(n);
          String k = n.transpose(n.reshape(n.linear(x, D, D), 0, N, H, K), 0, 2, 3, 1);
          String z = n.op("Div", n.op("MatMul", heads(n, x), k), n.scalar(Math.sqrt(K)));
          String p = weights.apply(n, n.op("Softmax", z));
          n.to(n.linear(merged(n, n.op("MatMul", p, heads(n, x))), D, D));
        });
  }

  private static void single(Net n, long keyHeads, Map<String, Object> more) {
    String x = input(n);
    Map<String, Object> attributes = new HashMap<>(more);
    attributes.put("q_num_heads", (long) H);
    attributes.put("kv_num_heads", keyHeads);
    String k = n.linear(x, D, keyHeads * K);
    String v = n.linear(x, D, keyHeads * K);
    n.to(n.linear(n.op("Attention", attributes, n.linear(x, D, D), k, v), D, D));
  }

  private static void microsoft(Net n) {
    String x = input(n);
    Map<String, Object> heads = Map.of("num_heads", (long) H);
    String q = n.linear(x, D, D);
    String y = n.microsoft("MultiHeadAttention", heads, q, n.linear(x, D, D), n.linear(x, D, D));
    n.to(n.linear(y, D, D));
  }

  /** Attention of [batch, feature, position] whose projections are convolutions of one tap. */
  private static void byConvolutions(Net n, int groups) {
    String x = n.transpose(input(n), 0, 2, 1);
    String q = n.transpose(projected(n, x, groups), 0, 1, 3, 2);
    String z = n.op("MatMul", q, projected(n, x, groups));
    String p = n.op("Softmax", n.op("Div", z, n.scalar(Math.sqrt(K))));
    String o = n.op("MatMul", p, n.transpose(projected(n, x, groups), 0, 1, 3, 2));
    n.to(n.linear(merged(n, o), D, D));
  }

  private static String projected(Net n, String x, int groups) {
    int in = D / groups;
    Map<String, Object> each = Map.of("group", (long) groups);
    String y = n.op("Conv", each, x, n.normal(0, 1 / Math.sqrt(in), D, in, 1));
    return n.reshape(y, 0, H, K, N);
  }

  /** Positions to which one row of a table was added, as token types of a single kind are. */
  private static void row(Net n) {
    Random random = new Random(7);
    double[] row = random.doubles(D, 0, 1).map(u -> Math.sqrt(12) * (u - 0.5)).toArray();
    double[] all = new double[N * D];
    Arrays.setAll(all, i -> row[i % D]);
    String x = n.op("Add", n.linear(n.reals("x", N, D), D, D), n.stored(new long[] {N, D}, all));
    n.to(attention(n, x, z -> z));
  }

  /** Positions with a moderate overlap. */
  private static String input(Net n) {
    return n.linear(n.op("Relu", n.linear(n.reals("x", N, D), D, 2 * D)), 2 * D, D);
  }

  private static String heads(Net n, String x) {
    return n.transpose(n.reshape(n.linear(x, D, D), 0, N, H, K), 0, 2, 1, 3);
  }

  private static String merged(Net n, String o) {
    return n.reshape(n.transpose(o, 0, 2, 1, 3), 0, N, D);
  }

  private static String causal(Net n, double hidden) {
    double[] m = new double[N * N];
    for (int t = 0; t < N; t++) {
      for (int s = t + 1; s < N; s++) {
        m[t * N + s] = hidden;
      }
    }
    return n.stored(new long[] {N, N}, m);
  }

  private static String visible(Net n) {
    double[] m = new double[N * N];
    for (int t = 0; t < N; t++) {
      for (int s = 0; s <= t; s++) {
        m[t * N + s] = 1;
      }
    }
    return n.truths(new long[] {1, 1, N, N}, m);
  }

  /** Press et al. 2022: a penalty of slope 2^(−2h) per step of distance, causal. */
  private static String alibi(Net n) {
    double[] m = new double[H * N * N];
    for (int h = 0; h < H; h++) {
      for (int t = 0; t < N; t++) {
        for (int s = 0; s < N; s++) {
          m[(h * N + t) * N + s] = s > t ? -1e9 : -Math.pow(2, -2 * (h + 1)) * (t - s);
        }
      }
    }
    return n.stored(new long[] {1, H, N, N}, m);
  }

  /** Keys that every query of every head prefers or shuns: numbers of mean 0. */
  private static String byKey(Net n) {
    Random random = new Random(7);
    double[] bias =
        DoubleStream.generate(random::nextGaussian).limit(N).map(g -> 0.8 * g).toArray();
    double mean = Arrays.stream(bias).average().orElseThrow();
    return n.stored(new long[] {1, 1, 1, N}, Arrays.stream(bias).map(b -> b - mean).toArray());
  }

  private static String allSeen(Net n) {
    return n.stored(new long[] {Agreement.BATCH, 1, 1, N}, new double[(int) Agreement.BATCH * N]);
  }

  /** Raffel et al. 2020: a number for each head and each of eight classes of distance. */
  private static String byDistance(Net n) {
    long[] index = new long[N * N];
    for (int t = 0; t < N; t++) {
      for (int s = 0; s < N; s++) {
        int distance = Math.min(15, Math.abs(t - s));
        index[t * N + s] = 31 - Integer.numberOfLeadingZeros(distance + 1) + (s > t ? 4 : 0);
      }
    }
    String rows = n.op("Gather", n.normal(0, 0.4, 9, H), n.table(new long[] {N, N}, index));
    return n.op("Unsqueeze", n.transpose(rows, 2, 0, 1), n.ints(0));
  }

  private static void cross(Net n) {
    int m = 2 * N;
    String x = input(n);
    String memory = n.linear(n.op("Relu", n.linear(n.reals("m", m, D), D, 2 * D)), 2 * D, D);
    String k = n.transpose(n.reshape(n.linear(memory, D, D), 0, m, H, K), 0, 2, 3, 1);
    String v = n.transpose(n.reshape(n.linear(memory, D, D), 0, m, H, K), 0, 2, 1, 3);
    String z = n.op("Mul", n.op("MatMul", heads(n, x), k), n.scalar(1 / Math.sqrt(K)));
    n.to(n.linear(merged(n, n.op("MatMul", n.op("Softmax", z), v)), D, D));
  }

  private static void grouped(Net n) {
    String x = input(n);
    String z = n.op("MatMul", heads(n, x), n.transpose(shared(n, x), 0, 1, 3, 2));
    String p = n.op("Softmax", n.op("Div", z, n.scalar(Math.sqrt(K))));
    n.to(n.linear(merged(n, n.op("MatMul", p, shared(n, x))), D, D));
  }

  /** Two key heads, each for two query heads. */
  private static String shared(Net n, String x) {
    String two = n.transpose(n.reshape(n.linear(x, D, 2 * K), 0, N, 2, K), 0, 2, 1, 3);
    String pairs = n.op("Unsqueeze", two, n.ints(2));
    String copies = n.op("Expand", pairs, n.ints(Agreement.BATCH, 2, 2, N, K));
    return n.reshape(copies, 0, H, N, K);
  }

  private static void rotary(Net n) {
    String x = input(n);
    double[] cos = new double[N * K];
    double[] sin = new double[N * K];
    for (int t = 0; t < N; t++) {
      for (int i = 0; i < K; i++) {
        double angle = t / Math.pow(10000, 2.0 * (i % (K / 2)) / K);
        cos[t * K + i] = Math.cos(angle);
        sin[t * K + i] = Math.sin(angle);
      }
    }
    String c = n.stored(new long[] {1, 1, N, K}, cos);
    String s = n.stored(new long[] {1, 1, N, K}, sin);
    String q = rotated(n, heads(n, x), c, s);
    String k = rotated(n, heads(n, x), c, s);
    String z = n.op("MatMul", q, n.transpose(k, 0, 1, 3, 2));
    String p = n.op("Softmax", n.op("Div", z, n.scalar(Math.sqrt(K))));
    n.to(n.linear(merged(n, n.op("MatMul", p, heads(n, x))), D, D));
  }

  /** Features that are large in the queries are so in the keys: scores meet E[g⁴]. */
  private static void gainedAlike(Net n) {
    long[] gains = new long[K];
    Arrays.setAll(gains, i -> i % 4);
    String table = n.op("Cast", Map.of("to", 1L), n.table(new long[] {K}, gains));
    String x = input(n);
    String q = n.op("Mul", heads(n, x), table);
    String k = n.op("Mul", heads(n, x), table);
    String z = n.op("MatMul", q, n.transpose(k, 0, 1, 3, 2));
    String p = n.op("Softmax", n.op("Div", z, n.scalar(4 * Math.sqrt(K))));
    n.to(n.linear(merged(n, n.op("MatMul", p, heads(n, x))), D, D));
  }

  /** Keys and values that are averages of all before them: overlaps fall with the distance. */
  private static void averages(Net n) {
    double[] mean = new double[N * N];
    for (int t = 0; t < N; t++) {
      Arrays.fill(mean, t * N + t + 1, (t + 1) * N, -1e9);
    }
    String mask = n.stored(new long[] {1, 1, N, N}, mean);
    String x = input(n);
    for (int layer = 0; layer < 2; layer++) {
      String k = n.transpose(n.reshape(n.linear(x, D, D), 0, N, H, K), 0, 2, 3, 1);
      String z = n.op("Mul", n.op("MatMul", heads(n, x), k), n.scalar(0.5 / Math.sqrt(K)));
      String p = n.op("Softmax", n.op("Add", z, mask));
      String y = n.op("MatMul", merged(n, n.op("MatMul", p, heads(n, x))), n.normal(0, .25, D, D));
      x = n.op("Add", x, y);
    }
    n.to(n.linear(x, D, D));
  }

  private static void rotaryOperator(Net n) {
    String x = input(n);
    double[] cos = new double[(int) Agreement.BATCH * N * K / 2];
    double[] sin = new double[cos.length];
    for (int i = 0; i < cos.length; i++) {
      int t = i / (K / 2) % N;
      double angle = t / Math.pow(10000, 2.0 * (i % (K / 2)) / K);
      cos[i] = Math.cos(angle);
      sin[i] = Math.sin(angle);
    }
    long[] dims = {Agreement.BATCH, N, K / 2};
    String c = n.stored(dims, cos);
    String s = n.stored(dims, sin);
    String q = n.op("RotaryEmbedding", heads(n, x), c, s);
    String k = n.op("RotaryEmbedding", heads(n, x), c, s);
    String z = n.op("MatMul", q, n.transpose(k, 0, 1, 3, 2));
    String p = n.op("Softmax", n.op("Div", z, n.scalar(Math.sqrt(K))));
    n.to(n.linear(merged(n, n.op("MatMul", p, heads(n, x))), D, D));
  }

  private static String rotated(Net n, String x, String cos, String sin) {
    String low = n.op("Slice", x, n.ints(0), n.ints(K / 2), n.ints(3));
    String high = n.op("Slice", x, n.ints(K / 2), n.ints(K), n.ints(3));
    String turned = n.op("Concat", Map.of("axis", -1L), n.op("Neg", high), low);
    return n.op("Add", n.op("Mul", x, cos), n.op("Mul", turned, sin));
  }

  /** The layout of nn.MultiheadAttention: positions first, heads folded into the batch. */
  private static void folded(Net n) {
    long b = Agreement.BATCH;
    String t = n.transpose(input(n), 1, 0, 2);
    String q = n.transpose(n.reshape(n.linear(t, D, D), N, b * H, K), 1, 0, 2);
    String k = n.transpose(n.reshape(n.linear(t, D, D), N, b * H, K), 1, 2, 0);
    String v = n.transpose(n.reshape(n.linear(t, D, D), N, b * H, K), 1, 0, 2);
    String z = n.op("MatMul", n.op("Div", q, n.scalar(Math.sqrt(K))), k);
    String o = n.op("MatMul", n.op("Softmax", z), v);
    String y = n.reshape(n.transpose(o, 1, 0, 2), N * b, D);
    n.to(n.linear(n.reshape(y, N, b, D), D, D));
  }
}
