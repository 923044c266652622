package dev.initlint.verify.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Operators that move, cut and join entries, and reductions. */
final class StructureCases {
  private static final int D = 64;
  private static final int N = 8;

  private StructureCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.add(
        moved(
            "heads by Reshape and Transpose and back",
            (n, h) -> {
              String heads = n.transpose(n.reshape(h, 0, N, 4, 16), 0, 2, 1, 3);
              return n.reshape(n.transpose(heads, 0, 2, 1, 3), 0, N, D);
            }));
    cases.add(
        moved(
            "Unsqueeze and Squeeze",
            (n, h) -> n.op("Squeeze", n.op("Unsqueeze", h, n.ints(1)), n.ints(1))));
    cases.add(
        moved(
            "Concat of features",
            (n, h) -> {
              String half = n.linear(h, D, 32);
              String positive = n.op("Relu", n.linear(h, D, 32));
              return n.op("Concat", Map.of("axis", -1L), half, positive);
            }));
    cases.add(
        moved(
            "Concat of positions",
            (n, h) -> {
              String other = n.op("Relu", n.linear(h, D, D));
              return n.op("Concat", Map.of("axis", 1L), h, other);
            }));
    cases.add(
        moved(
            "Split in unequal parts of features",
            (n, h) -> {
              Map<String, Object> last = Map.of("axis", -1L);
              String[] p = n.op("Split", 2, last, n.op("Relu", h), n.ints(16, 48));
              return n.op("Add", n.linear(p[0], 16, D), n.linear(p[1], 48, D));
            }));
    cases.add(
        moved(
            "Slice of features",
            (n, h) ->
                n.linear(n.op("Slice", n.op("Relu", h), n.ints(8), n.ints(40), n.ints(2)), 32, D)));
    cases.add(
        moved(
            "Slice of positions",
            (n, h) -> n.op("Slice", n.op("Relu", h), n.ints(2), n.ints(6), n.ints(1))));
    cases.add(
        moved(
            "last position by Slice",
            (n, h) -> n.op("Slice", h, n.ints(-1), n.ints(Long.MAX_VALUE), n.ints(1))));
    cases.addAll(pooled());
    cases.addAll(mixed());
    return cases;
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

  private static List<Case> pooled() {
    return List.of(
        moved(
            "mean over positions",
            (n, h) -> n.op("ReduceMean", Map.of("keepdims", 0L), n.op("Relu", h), n.ints(1))),
        moved(
            "sum over positions",
            (n, h) -> n.op("ReduceSum", Map.of("keepdims", 0L), n.op("Relu", h), n.ints(1))),
        moved(
            "class token by Gather",
            (n, h) -> n.op("Gather", Map.of("axis", 1L), h, n.table(new long[0], 0))),
        moved(
            "some positions by Gather",
            (n, h) -> n.op("Gather", Map.of("axis", 1L), h, n.ints(1, 2, 3))),
        Case.of(
            "class token before the positions",
            n -> {
              String h = n.linear(n.reals("x", N, D), D, D);
              String token =
                  n.op("Expand", n.normal(0, 0.5, 1, 1, D), n.ints(Agreement.BATCH, 1, D));
              String all = n.op("Concat", Map.of("axis", 1L), token, h);
              String first =
                  n.op("Gather", Map.of("axis", 1L), n.linear(all, D, D), n.table(new long[0], 0));
              n.to(n.linear(n.op("Relu", first), D, D));
            }),
        Case.of(
            "Flatten of a map into a vector",
            n -> {
              String h = n.op("Relu", n.linear(n.reals("x", N, D), D, D));
              n.to(n.linear(n.op("Flatten", h), N * D, D));
            }),
        Case.of(
            "a choice that never falls on the constant",
            n -> {
              String h = n.linear(n.reals("x", N, D), D, D);
              double[] all = new double[N];
              java.util.Arrays.fill(all, 1);
              String c = n.truths(new long[] {1, N, 1}, all);
              n.to(n.linear(n.op("Where", c, h, n.scalar(0)), D, D));
            }));
  }

  private static List<Case> mixed() {
    return List.of(
        Case.of(
            "token mixing by Transpose and MatMul",
            n -> {
              String h = n.op("Relu", n.linear(n.reals("x", 32, D), D, D));
              String t = n.transpose(h, 0, 2, 1);
              String mixed = n.linear(n.op("Relu", n.linear(t, 32, 48)), 48, 32);
              n.to(n.linear(n.op("Add", n.transpose(mixed, 0, 2, 1), h), D, D));
            }),
        Case.of(
            "token mixing by a matrix from the left",
            n -> {
              String h = n.linear(n.reals("x", 32, D), D, D);
              n.to(n.linear(n.op("MatMul", n.normal(0, 0.2, 48, 32), h), D, D));
            }),
        Case.of(
            "patches by Reshape of an image",
            n -> {
              String x = n.reals("x", 3, 16, 16);
              String p = n.transpose(n.reshape(x, 0, 3, 4, 4, 4, 4), 0, 2, 4, 1, 3, 5);
              n.to(n.linear(n.op("Relu", n.linear(n.reshape(p, 0, 16, 48), 48, D)), D, D));
            }));
  }
}
