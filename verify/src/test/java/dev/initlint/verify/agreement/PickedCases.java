package dev.initlint.verify.agreement;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/** Entries that are picked by index, copied or reduced to an extreme, and sums by letters. */
final class PickedCases {
  private static final int D = 64;
  private static final int N = 8;
  private static final int B = (int) Agreement.BATCH;

  private PickedCases() {}

  static List<Case> all() {
    return List.of(
        moved("Tile of positions", (n, h) -> n.op("Tile", n.op("Relu", h), n.ints(1, 2, 1))),
        moved(
            "Tile of features",
            (n, h) -> n.linear(n.op("Tile", n.op("Relu", h), n.ints(1, 1, 2)), 2 * D, D)),
        moved("one position of each sample by GatherND", (n, h) -> n.op("GatherND", h, pairs(n))),
        moved(
            "positions by GatherND",
            (n, h) -> {
              long[] at = new long[B * 3];
              Arrays.setAll(at, i -> (i * 5 + i / 3) % N);
              String index = n.table(new long[] {B, 3, 1}, at);
              return n.op("GatherND", Map.of("batch_dims", 1L), n.op("Relu", h), index);
            }),
        moved(
            "features by GatherElements",
            (n, h) -> {
              String index = n.table(new long[] {B, N, D / 2}, everyOther());
              String some = n.op("GatherElements", Map.of("axis", 2L), n.op("Relu", h), index);
              return n.linear(some, D / 2, D);
            }),
        moved(
            "Einsum with a matrix",
            (n, h) ->
                n.op("Einsum", Map.of("equation", "bnd,de->bne"), n.op("Relu", h), n.matrix(D, D))),
        moved(
            "Einsum with a matrix for each head",
            (n, h) -> {
              Map<String, Object> sum = Map.of("equation", "bnd,dhk->bnhk");
              String heads = n.op("Einsum", sum, h, n.normal(0, 0.125, D, 4, 16));
              Map<String, Object> back = Map.of("equation", "bnhk,hkd->bnd");
              return n.op("Einsum", back, n.op("Relu", heads), n.normal(0, 0.125, 4, 16, D));
            }),
        Case.of("attention by Einsum", 0.07, PickedCases::attention),
        moved("running sums over positions", (n, h) -> n.op("CumSum", h, n.table(new long[0], 1))),
        moved(
            "running sums from behind, each without its own",
            (n, h) ->
                n.op("CumSum", Map.of("exclusive", 1L, "reverse", 1L), h, n.table(new long[0], 1))),
        moved(
                "running sums over features",
                (n, h) -> n.op("CumSum", n.op("Relu", h), n.table(new long[0], -1)))
            .unknownFor("a running sum along features"),
        moved("zeros at some positions", (n, h) -> filled(n, n.op("Relu", h), 0)),
        moved("a number at some positions", (n, h) -> filled(n, h, 1.5)),
        moved(
            "the branch of an If that a shape decides",
            (n, h) -> {
              String many = n.op("Greater", n.op("Size", n.op("Shape", h)), n.ints(2));
              return n.op("If", many, n.op("Relu", h), n.op("MatMul", h, n.matrix(D, D)));
            }),
        extreme("ReduceMax over positions", "ReduceMax", 1),
        extreme("ReduceMin over positions", "ReduceMin", 1),
        gated("ReduceMax over features", "ReduceMax"),
        gated("ReduceLogSumExp over features", "ReduceLogSumExp"),
        gated("ReduceMin over features", "ReduceMin"));
  }

  /** input → linear → ReLU → linear → operator → linear, over positions that overlap. */
  private static Case moved(String name, BiFunction<Net, String, String> f) {
    return Case.of(
        name,
        net -> {
          String h = net.op("Relu", net.linear(net.reals("x", N, D), D, D));
          net.to(net.linear(f.apply(net, net.linear(h, D, D)), D, D));
        });
  }

  private static Case extreme(String name, String op, long axis) {
    return moved(name, (n, h) -> n.op(op, Map.of("keepdims", 0L), h, n.ints(axis)));
  }

  /** One number for each position, as a gate reads it. */
  private static Case gated(String name, String op) {
    return moved(
        name, (n, h) -> n.op("Mul", n.linear(h, D, D), n.op(op, n.linear(h, D, D), n.ints(2))));
  }

  /** A number in place of every third position. */
  private static String filled(Net n, String x, double number) {
    double[] kept = new double[N];
    Arrays.setAll(kept, t -> t % 3 == 0 ? 0 : 1);
    return n.op("Where", n.truths(new long[] {1, N, 1}, kept), x, n.scalar(number));
  }

  private static String pairs(Net n) {
    long[] at = LongStream.range(0, 2 * B).map(i -> i % 2 == 0 ? i / 2 : 3).toArray();
    return n.table(new long[] {B, 2}, at);
  }

  /** The same half of the features at every position. */
  private static long[] everyOther() {
    long[] at = new long[B * N * D / 2];
    Arrays.setAll(at, i -> i % (D / 2) * 2);
    return at;
  }

  private static void attention(Net n) {
    String x = n.linear(n.op("Relu", n.linear(n.reals("x", N, D), D, D)), D, D);
    String q = n.reshape(n.linear(x, D, D), 0, N, 4, 16);
    String k = n.reshape(n.linear(x, D, D), 0, N, 4, 16);
    String v = n.reshape(n.linear(x, D, D), 0, N, 4, 16);
    String z = n.op("Einsum", Map.of("equation", "bihd,bjhd->bhij"), q, k);
    String p = n.op("Softmax", n.op("Div", z, n.scalar(4)));
    String o = n.op("Einsum", Map.of("equation", "bhij,bjhd->bihd"), p, v);
    n.to(n.linear(n.reshape(o, 0, N, D), D, D));
  }
}
