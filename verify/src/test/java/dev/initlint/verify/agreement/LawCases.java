package dev.initlint.verify.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Operators on entries that are not Gaussian, and slopes that are met twice at one entry. */
final class LawCases {
  private static final int D = 96;
  private static final int C = 32;

  private LawCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (String act : List.of("Relu", "Gelu", "HardSwish", "Tanh", "Softplus", "LeakyRelu")) {
      cases.add(blocks(act));
    }
    cases.addAll(sums());
    cases.addAll(maps());
    cases.add(training("batch norm in training on both sides of a shortcut", LawCases::shortcut));
    return cases;
  }

  /** h ← act(h + W h), three times. */
  private static Case blocks(String act) {
    return Case.of(
        "three blocks of " + act + " of a sum with what it gave before",
        0.06,
        n -> {
          String h = n.op(act, n.linear(n.reals("x", D), D, D));
          for (int i = 0; i < 3; i++) {
            h = n.op(act, n.op("Add", h, n.linear(h, D, D)));
          }
          n.to(n.linear(h, D, D));
        });
  }

  private static Case vector(String name, BiFunction<Net, String, String> f) {
    return Case.of(
        name,
        n -> {
          String h = n.linear(n.reals("x", D), D, D);
          n.to(n.linear(f.apply(n, h), D, D));
        });
  }

  private static List<Case> sums() {
    return List.of(
        vector(
            "GELU of the difference of a ReLU and a projection of it",
            (n, h) -> {
              String a = n.op("Relu", h);
              return n.op("Gelu", n.op("Sub", a, n.linear(a, D, D)));
            }),
        vector(
            "ReLU of the sum of two ReLUs less one",
            (n, h) -> {
              String a = n.op("Relu", h);
              String b = n.op("Relu", n.linear(a, D, D));
              return n.op("Relu", n.op("Sub", n.op("Add", a, b), n.scalar(0.8)));
            }),
        vector(
            "GELU of a product of branches",
            (n, h) -> {
              String a = n.op("Relu", h);
              return n.op("Gelu", n.op("Mul", n.linear(a, D, D), a));
            }),
        vector(
            "SiLU of a norm of a sum",
            (n, h) -> {
              String a = n.op("Relu", h);
              String s = n.op("Add", a, n.linear(a, D, D));
              double[] ones = new double[D];
              Arrays.fill(ones, 1);
              String y =
                  n.op(
                      "LayerNormalization",
                      s,
                      n.stored(new long[] {D}, ones),
                      n.stored(new long[] {D}, new double[D]));
              return n.op("Mul", y, n.op("Sigmoid", y));
            }),
        vector(
            "GELU of a concatenation of a ReLU and a projection",
            (n, h) -> {
              String a = n.op("Relu", h);
              String both = n.op("Concat", Map.of("axis", 1L), a, n.linear(a, D, D));
              return n.linear(n.op("Gelu", both), 2 * D, D);
            }));
  }

  private static Map<String, Object> same(long group) {
    return Map.of(
        "strides", new long[] {1, 1},
        "pads", new long[] {1, 1, 1, 1},
        "dilations", new long[] {1, 1},
        "group", group);
  }

  private static String conv(Net n, String x, long out, long in) {
    String w = n.normal(0, Math.sqrt(2.0 / (9 * in)), out, in, 3, 3);
    return n.op("Conv", same(1), x, w);
  }

  private static Case map(String name, BiFunction<Net, String, String> f) {
    return Case.of(
        name,
        0.07,
        n -> {
          String x = n.reals("x", C, 12, 12);
          String h = f.apply(n, n.op("Relu", conv(n, x, C, C)));
          n.to(n.op("Conv", h, n.normal(0, 0.2, C, C, 1, 1)));
        });
  }

  private static List<Case> maps() {
    Map<String, Object> three =
        Map.of(
            "kernel_shape", new long[] {3, 3},
            "strides", new long[] {2, 2},
            "pads", new long[] {1, 1, 1, 1});
    Map<String, Object> two =
        Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2});
    return List.of(
        map(
            "MaxPool of a sum with a ReLU",
            (n, h) -> n.op("MaxPool", two, n.op("Add", h, conv(n, h, C, C)))),
        map(
            "MaxPool of overlapping windows of a sum with a ReLU",
            (n, h) -> n.op("MaxPool", three, n.op("Add", h, conv(n, h, C, C)))),
        map("GELU of a mean of ReLUs", (n, h) -> n.op("Gelu", n.op("AveragePool", two, h))),
        map(
            "GELU of a depthwise convolution",
            (n, h) -> n.op("Gelu", n.op("Conv", same(C), h, n.normal(0, 0.47, C, 1, 3, 3)))));
  }

  private static Case training(String name, BiFunction<Net, String, String> f) {
    return Case.of(
        name,
        0.1,
        n -> {
          String h = n.op("Relu", norm(n, conv(n, n.reals("x", C, 10, 10), C, C), C));
          String y = n.op("GlobalAveragePool", f.apply(n, h));
          n.to(n.op("Conv", y, n.normal(0, 0.2, C, C, 1, 1)));
        });
  }

  private static String norm(Net n, String x, int channels) {
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    String one = n.stored(new long[] {channels}, ones);
    String zero = n.stored(new long[] {channels}, new double[channels]);
    return n.op("BatchNormalization", Map.of("training_mode", 1L), x, one, zero, zero, one);
  }

  private static String shortcut(Net n, String h) {
    String a = n.op("Relu", norm(n, conv(n, h, C, C), C));
    return n.op("Relu", n.op("Add", h, norm(n, conv(n, a, C, C), C)));
  }
}
