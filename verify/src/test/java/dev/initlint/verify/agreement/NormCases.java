package dev.initlint.verify.agreement;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Norms over features, as operators and written out, and softmax over classes. */
final class NormCases {
  private static final int D = 256;
  private static final int N = 8;

  private NormCases() {}

  static List<Case> all() {
    return List.of(
        normed("LayerNormalization", (n, h) -> n.op("LayerNormalization", h, ones(n), zeros(n))),
        normed(
            "LayerNormalization after ReLU",
            (n, h) -> n.op("LayerNormalization", n.op("Relu", h), ones(n), zeros(n))),
        normed(
            "LayerNormalization of random gain and bias",
            (n, h) -> n.op("LayerNormalization", h, n.normal(1, 0.3, D), n.normal(0.1, 0.3, D))),
        normed(
            "LayerNormalization of a small signal",
            (n, h) ->
                n.op("LayerNormalization", n.op("Mul", h, n.scalar(0.003)), ones(n), zeros(n))),
        normed("RMSNormalization", (n, h) -> n.op("RMSNormalization", h, ones(n))),
        normed(
            "RMSNormalization after ReLU",
            (n, h) -> n.op("RMSNormalization", n.op("Relu", h), ones(n))),
        normed(
            "SimplifiedLayerNormalization",
            (n, h) -> n.op("SimplifiedLayerNormalization", h, ones(n))),
        normed("LayerNorm written out", (n, h) -> layerNorm(n, h)),
        normed("LayerNorm written out after ReLU", (n, h) -> layerNorm(n, n.op("Relu", h)))
            .apartFrom("Pow"),
        normed("RMSNorm written out", (n, h) -> rmsNorm(n, h)),
        normed("RMSNorm written out after ReLU", (n, h) -> rmsNorm(n, n.op("Relu", h))),
        normed(
            "RMSNorm by Reciprocal",
            (n, h) -> {
              String root = n.op("Sqrt", n.op("Add", mean(n, n.op("Mul", h, h)), n.scalar(1e-6)));
              return n.op("Mul", n.op("Mul", h, n.op("Reciprocal", root)), ones(n));
            }),
        normed("LpNormalization", (n, h) -> n.op("LpNormalization", h)),
        normed(
            "length one written out",
            (n, h) -> {
              String length = n.op("ReduceL2", h, n.ints(-1));
              String clipped = n.op("Clip", length, n.scalar(1e-12));
              return n.op("Div", h, n.op("Expand", clipped, n.op("Shape", h)));
            }),
        normed(
            "LayerNormalization over positions too",
            (n, h) -> {
              double[] one = new double[N * D];
              Arrays.fill(one, 1);
              String gain = n.stored(new long[] {N, D}, one);
              return n.op("LayerNormalization", Map.of("axis", 1L), n.op("Relu", h), gain);
            }),
        normed(
            "SkipLayerNormalization",
            (n, h) -> {
              String[] y =
                  n.op(
                      "com.microsoft",
                      "SkipLayerNormalization",
                      4,
                      Map.of("epsilon", 1e-5),
                      h,
                      n.linear(h, D, D),
                      ones(n),
                      zeros(n),
                      n.normal(0, 0.5, D));
              return n.op("Add", y[3], n.linear(y[0], D, D));
            }),
        normed(
            "SkipSimplifiedLayerNormalization",
            (n, h) -> {
              String[] y =
                  n.op(
                      "com.microsoft",
                      "SkipSimplifiedLayerNormalization",
                      4,
                      Map.of(),
                      h,
                      n.linear(h, D, D),
                      ones(n));
              return n.op("Add", y[3], n.linear(y[0], D, D));
            }),
        normed("LogSoftmax", (n, h) -> n.op("LogSoftmax", h)),
        normed("Softmax over classes", (n, h) -> n.op("Softmax", n.op("Mul", h, n.scalar(2)))));
  }

  /** Positions that overlap, through a norm. */
  private static Case normed(String name, BiFunction<Net, String, String> f) {
    return Case.of(
        name,
        n -> {
          String h = n.op("Relu", n.linear(n.reals("x", N, D), D, D));
          n.to(n.linear(f.apply(n, n.linear(h, D, D)), D, D));
        });
  }

  private static String layerNorm(Net n, String h) {
    String centred = n.op("Sub", h, mean(n, h));
    String variance = mean(n, n.op("Pow", centred, n.scalar(2)));
    String root = n.op("Sqrt", n.op("Add", variance, n.scalar(1e-5)));
    return n.op("Add", n.op("Mul", n.op("Div", centred, root), ones(n)), zeros(n));
  }

  private static String rmsNorm(Net n, String h) {
    String root = n.op("Sqrt", n.op("Add", mean(n, n.op("Pow", h, n.scalar(2))), n.scalar(1e-6)));
    return n.op("Mul", n.op("Div", h, root), ones(n));
  }

  private static String mean(Net n, String x) {
    return n.op("ReduceMean", Map.of("axes", new long[] {-1}, "keepdims", 1L), x);
  }

  static String ones(Net n) {
    double[] v = new double[D];
    Arrays.fill(v, 1);
    return n.stored(new long[] {D}, v);
  }

  static String zeros(Net n) {
    return n.stored(new long[] {D}, new double[D]);
  }
}
