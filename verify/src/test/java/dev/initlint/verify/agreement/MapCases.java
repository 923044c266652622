package dev.initlint.verify.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Convolutions, pooling and channel norms over maps. */
final class MapCases {
  private static final int C = 24;

  private MapCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(convolutions());
    cases.addAll(pools());
    cases.addAll(channels());
    cases.add(stack());
    cases.addAll(padded());
    cases.addAll(acrossRoles());
    return cases;
  }

  /** Zeros and copies around a map, and maps of few positions, where the border is most of it. */
  private static List<Case> padded() {
    return List.of(
        map("Pad by zeros before a Conv", (n, h) -> around(n, h, "constant", 2)),
        Case.of(
            "Pad by reflection",
            n -> {
              String h = around(n, n.reals("x", C, 16, 16), "reflect", 3);
              n.to(n.op("Conv", h, kernel(n, C, C, 1, 1)));
            }),
        Case.of(
            "Pad by the edge",
            n -> {
              String h = around(n, n.reals("x", C, 16, 16), "edge", 2);
              n.to(n.op("Conv", h, kernel(n, C, C, 1, 1)));
            }),
        Case.of(
                "max pooling over a map among −∞",
                n -> {
                  Map<String, Object> three =
                      Map.of("kernel_shape", fill(2, 3), "strides", fill(2, 2));
                  String h = n.op("Conv", n.reals("x", C, 12, 12), kernel(n, C, C, 1, 1));
                  String y =
                      n.op(
                          "Pad",
                          h,
                          n.ints(0, 0, 0, 0, 0, 0, 1, 1),
                          n.scalar(Double.NEGATIVE_INFINITY));
                  String top = n.op("MaxPool", three, y);
                  n.to(n.op("Conv", top, kernel(n, C, C, 1, 1)));
                })
            .apartFrom("Pad"),
        Case.of(
            "Resize of a gate of one position",
            n -> {
              String x = n.op("Conv", n.reals("x", C, 4, 4), kernel(n, C, C, 1, 1));
              String one = n.op("GlobalAveragePool", x);
              String gate = n.op("Sigmoid", n.op("Conv", one, kernel(n, C, C, 1, 1)));
              Map<String, Object> nearest =
                  Map.of("mode", "nearest", "coordinate_transformation_mode", "asymmetric");
              String wide = n.op("Resize", nearest, gate, "", n.stored(new long[] {4}, 1, 1, 4, 4));
              n.to(n.op("Conv", n.op("Mul", x, wide), kernel(n, C, C, 1, 1)));
            }),
        Case.of(
            "Pad of positions that were features",
            n -> {
              String wide = n.linear(n.reals("x", 10, C), C, 2 * C);
              String h =
                  n.op("Reshape", n.op("Reshape", wide, n.ints(0, 10, 2, C)), n.ints(0, 20, C));
              n.to(n.linear(n.op("Pad", h, n.ints(0, 0, 0, 0, 3, 0)), C, C));
            }),
        Case.of(
            "Pad of features by ones",
            n -> {
              String h = n.linear(n.reals("x", 10, C), C, C);
              String y = n.op("Pad", h, n.ints(0, 0, 0, 0, 0, 8), n.scalar(1));
              n.to(n.linear(y, C + 8, C));
            }),
        Case.of(
            "Pad of positions by ones",
            n -> {
              String h = n.linear(n.reals("x", 10, C), C, C);
              String y = n.op("Pad", h, n.ints(0, 2, 0, 0, 3, 0), n.scalar(1));
              n.to(n.linear(y, C, C));
            }),
        map("Log of a softplus", (n, h) -> n.op("Log", n.op("Softplus", h))),
        map(
            "Resize by two, linear",
            (n, h) -> {
              Map<String, Object> linear = Map.of("mode", "linear");
              String up = n.op("Resize", linear, h, "", n.stored(new long[] {4}, 1, 1, 2, 2));
              return n.op("Relu", n.op("Conv", up, kernel(n, C, C, 3, 3)));
            }),
        map(
            "Upsample",
            (n, h) -> {
              String up = n.op("Upsample", Map.of(), h, n.stored(new long[] {4}, 1, 1, 2, 2));
              return n.op("Relu", n.op("Conv", up, kernel(n, C, C, 3, 3)));
            }),
        map(
            "DepthToSpace",
            (n, h) -> {
              String up = n.op("DepthToSpace", Map.of("blocksize", 2L), h);
              return n.op("Relu", n.op("Conv", up, kernel(n, C, C / 4, 3, 3)));
            }),
        map(
            "SpaceToDepth",
            (n, h) -> {
              String down = n.op("SpaceToDepth", Map.of("blocksize", 2L), h);
              return n.op("Relu", n.op("Conv", down, kernel(n, C, 4 * C, 1, 1)));
            }),
        map("Pad by nothing", (n, h) -> around(n, h, "constant", 0)),
        Case.of(
            "causal convolutions with growing dilation",
            n -> {
              String h = n.reals("x", C, 40);
              for (int d = 1; d <= 8; d *= 2) {
                String left = n.op("Pad", h, n.ints(0, 0, d, 0, 0, 0));
                h = n.op("Relu", n.op("Conv", conv(1, 0, d, 1, 1), left, kernel(n, C, C, 2)));
              }
              n.to(n.op("Conv", h, kernel(n, C, C, 1)));
            }),
        Case.of(
            "strides over a map of few positions",
            n -> {
              String h = n.reals("x", C, 8, 8);
              for (int i = 0; i < 3; i++) {
                h = n.op("Relu", n.op("Conv", conv(2, 1, 1, 1, 2), h, kernel(n, C, C, 3, 3)));
              }
              n.to(n.op("Conv", h, kernel(n, C, C, 1, 1)));
            }),
        map(
            "ConvTranspose by two",
            (n, h) -> n.op("ConvTranspose", conv(2, 1, 1, 1, 2), h, kernel(n, C, C, 4, 4))),
        map(
            "ConvTranspose in groups",
            (n, h) -> n.op("ConvTranspose", conv(2, 0, 1, 4, 2), h, kernel(n, C, C / 4, 2, 2))));
  }

  private static String response(Net n, String h, double alpha, double bias) {
    String y = n.op("Relu", n.op("Conv", conv(1, 1, 1, 1, 2), h, kernel(n, C, C, 3, 3)));
    return n.op("LRN", Map.of("size", 5L, "alpha", alpha, "beta", 0.75, "bias", bias), y);
  }

  private static String around(Net n, String h, String mode, long by) {
    String y = n.op("Pad", Map.of("mode", mode), h, n.ints(0, 0, by, by, 0, 0, by, by));
    return n.op("Relu", n.op("Conv", y, kernel(n, C, C, 3, 3)));
  }

  /** Convolutions over what were no positions before, and with kernels that are computed. */
  private static List<Case> acrossRoles() {
    return List.of(
        Case.of(
            "Conv over a spectrogram",
            n -> {
              String x = n.op("Unsqueeze", n.reals("x", 20, 16), n.ints(1));
              String h = n.op("Relu", n.op("Conv", x, kernel(n, 64, 1, 5, 4)));
              n.to(n.op("Conv", h, kernel(n, C, 64, 1, 1)));
            }),
        Case.of(
            "Conv over a sequence",
            n -> {
              String rows = n.linear(n.reals("x", 30, C), C, C);
              String h = n.op("Conv", n.transpose(rows, 0, 2, 1), kernel(n, C, C, 3));
              n.to(n.op("Conv", n.op("Relu", h), kernel(n, C, C, 1)));
            }));
  }

  /**
   * The gradients of a channel are alike wherever its inputs are, so that much of the first
   * kernel's gradient is what pairs of positions have in common. The gradient at the image is left
   * out: behind a kernel of few inputs it also holds what the slopes and that kernel share.
   */
  private static Case stack() {
    return Case.of(
            "four convolutions of an image of three channels, then the mean of the map",
            n -> {
              int width = 64;
              String h = n.reals("x", 3, 12, 12);
              for (int i = 0; i < 4; i++) {
                String w = kernel(n, width, i == 0 ? 3 : width, 3, 3);
                h = n.op("Relu", n.op("Conv", conv(1, 1, 1, 1, 2), h, w));
              }
              n.to(n.op("Conv", n.op("GlobalAveragePool", h), kernel(n, width, width, 1, 1)));
            })
        .apartFrom("Input");
  }

  private static Map<String, Object> conv(
      long stride, long pad, long dilation, long group, int rank) {
    return Map.of(
        "strides", fill(rank, stride),
        "pads", fill(2 * rank, pad),
        "dilations", fill(rank, dilation),
        "group", group);
  }

  private static long[] fill(int n, long value) {
    long[] v = new long[n];
    Arrays.fill(v, value);
    return v;
  }

  /** A kernel of variance 2/fan_in. */
  private static String kernel(Net n, long out, long in, long... window) {
    long taps = Arrays.stream(window).reduce(1, (a, b) -> a * b);
    long[] dims = new long[2 + window.length];
    dims[0] = out;
    dims[1] = in;
    System.arraycopy(window, 0, dims, 2, window.length);
    return n.normal(0, Math.sqrt(2.0 / (in * taps)), dims);
  }

  /** image → conv 3×3 → ReLU → operator → conv 1×1. */
  private static Case map(String name, BiFunction<Net, String, String> f) {
    return Case.of(
        name,
        n -> {
          String x = n.reals("x", C, 16, 16);
          String h = n.op("Relu", n.op("Conv", conv(1, 1, 1, 1, 2), x, kernel(n, C, C, 3, 3)));
          n.to(n.op("Conv", f.apply(n, h), kernel(n, C, C, 1, 1)));
        });
  }

  private static List<Case> convolutions() {
    return List.of(
        map("Conv 3×3", (n, h) -> n.op("Conv", conv(1, 1, 1, 1, 2), h, kernel(n, C, C, 3, 3))),
        map("Conv without padding", (n, h) -> n.op("Conv", h, kernel(n, C, C, 3, 3))),
        map(
            "Conv with stride",
            (n, h) -> n.op("Conv", conv(2, 1, 1, 1, 2), h, kernel(n, C, C, 3, 3))),
        map(
            "Conv 1×1 with stride",
            (n, h) -> n.op("Conv", conv(2, 0, 1, 1, 2), h, kernel(n, C, C, 1, 1))),
        map("Conv dilated", (n, h) -> n.op("Conv", conv(1, 2, 2, 1, 2), h, kernel(n, C, C, 3, 3))),
        map(
            "Conv in groups",
            (n, h) -> n.op("Conv", conv(1, 1, 1, 4, 2), h, kernel(n, C, C / 4, 3, 3))),
        map(
            "Conv depthwise",
            (n, h) -> n.op("Conv", conv(1, 1, 1, C, 2), h, kernel(n, C, 1, 3, 3))),
        map(
            "Conv with bias",
            (n, h) ->
                n.op(
                    "Relu",
                    n.op(
                        "Conv",
                        conv(1, 1, 1, 1, 2),
                        h,
                        kernel(n, C, C, 3, 3),
                        n.normal(0, 0.8, C)))),
        Case.of(
            "Conv in one dimension",
            n -> {
              String x = n.reals("x", C, 60);
              String h = n.op("Relu", n.op("Conv", conv(1, 1, 1, 1, 1), x, kernel(n, C, C, 3)));
              String y = n.op("Relu", n.op("Conv", conv(2, 2, 1, 1, 1), h, kernel(n, C, C, 5)));
              n.to(n.op("Conv", y, kernel(n, C, C, 1)));
            }),
        Case.of(
            "patches by Conv, then positions last but one",
            n -> {
              String x = n.reals("x", 3, 16, 16);
              String w = kernel(n, C, 3, 4, 4);
              String h = n.op("Conv", conv(4, 0, 1, 1, 2), x, w);
              String t = n.transpose(n.reshape(h, 0, C, 16), 0, 2, 1);
              n.to(n.linear(n.op("Relu", t), C, C));
            }));
  }

  private static List<Case> pools() {
    Map<String, Object> two = Map.of("kernel_shape", fill(2, 2), "strides", fill(2, 2));
    Map<String, Object> three =
        Map.of("kernel_shape", fill(2, 3), "strides", fill(2, 2), "pads", fill(4, 1));
    Map<String, Object> dense = Map.of("kernel_shape", fill(2, 3));
    Map<String, Object> counted =
        Map.of(
            "kernel_shape",
            fill(2, 3),
            "strides",
            fill(2, 2),
            "pads",
            fill(4, 1),
            "count_include_pad",
            1L);
    return List.of(
        map("MaxPool 2×2", (n, h) -> n.op("MaxPool", two, h)),
        map("MaxPool of overlapping windows", (n, h) -> n.op("MaxPool", three, h)),
        map("MaxPool of dense windows", (n, h) -> n.op("MaxPool", dense, h)),
        map("AveragePool 2×2", (n, h) -> n.op("AveragePool", two, h)),
        map("AveragePool of overlapping windows", (n, h) -> n.op("AveragePool", dense, h)),
        map("AveragePool that counts its padding", (n, h) -> n.op("AveragePool", counted, h)),
        map("AveragePool that leaves out its padding", (n, h) -> n.op("AveragePool", three, h)),
        map("GlobalAveragePool", (n, h) -> n.op("GlobalAveragePool", h)),
        map(
            "ReduceMean over a map",
            (n, h) -> n.op("ReduceMean", Map.of("keepdims", 1L), h, n.ints(2, 3))));
  }

  private static List<Case> channels() {
    return List.of(
        map("BatchNormalization at initialisation", (n, h) -> norm(n, h, 1, 0, 0, 1)),
        map("BatchNormalization of other statistics", (n, h) -> norm(n, h, 1.5, 0.3, 0.4, 0.6)),
        map(
            "BatchNormalization between convolutions",
            (n, h) -> {
              String y = n.op("Conv", conv(1, 1, 1, 1, 2), h, kernel(n, C, C, 3, 3));
              return n.op("Relu", norm(n, y, 1.2, 0.2, -0.1, 0.8));
            }),
        map(
            "BatchNormalization of channels that differ",
            (n, h) -> {
              String y = n.op("Conv", conv(1, 1, 1, 1, 2), h, kernel(n, C, C, 3, 3));
              String gain = n.drawnOnce(1, 1, 0.3, C);
              String bias = n.drawnOnce(2, 0.2, 0.3, C);
              String mean = n.drawnOnce(3, 0, 0.2, C);
              double[] v = new double[C];
              Arrays.setAll(v, i -> 0.5 + i / (double) C);
              return n.op("BatchNormalization", y, gain, bias, mean, n.stored(new long[] {C}, v));
            }),
        map(
            "GroupNormalization",
            (n, h) -> group(n, h, "GroupNormalization", Map.of("num_groups", 4L))),
        map(
            "GroupNormalization of one group",
            (n, h) -> group(n, h, "GroupNormalization", Map.of("num_groups", 1L))),
        map(
            "GroupNormalization over unlike tensors side by side",
            (n, h) -> {
              String y =
                  n.op(
                      "GroupNormalization",
                      Map.of("num_groups", 8L),
                      unlike(n, h),
                      w(n, 1),
                      w(n, 0));
              return n.op("Relu", n.op("Conv", n.op("Relu", y), kernel(n, C, 2 * C, 1, 1)));
            }),
        map(
            "BatchNormalization in training over unlike tensors side by side",
            (n, h) -> {
              Map<String, Object> training = Map.of("training_mode", 1L);
              String[] p = {w(n, 1), w(n, 0), w(n, 0), w(n, 1)};
              String y = n.op("BatchNormalization", training, unlike(n, h), p[0], p[1], p[2], p[3]);
              return n.op("Relu", n.op("Conv", n.op("Relu", y), kernel(n, C, 2 * C, 1, 1)));
            }),
        map(
            "GroupNorm between two reshapes over unlike tensors side by side",
            (n, h) -> {
              String both = unlike(n, h);
              String groups = n.reshape(both, 0, 4, -1);
              String one = n.stored(new long[] {4}, 1, 1, 1, 1);
              String none = n.stored(new long[] {4}, 0, 0, 0, 0);
              String normed =
                  n.reshape(n.op("InstanceNormalization", groups, one, none), 0, 2 * C, 16, 16);
              String skip = n.op("Conv", both, kernel(n, C, 2 * C, 1, 1));
              return n.op(
                  "Add", skip, n.op("Conv", n.op("Relu", normed), kernel(n, C, 2 * C, 1, 1)));
            }),
        map("LRN of AlexNet", (n, h) -> response(n, h, 1e-4, 2)),
        map("LRN that counts", (n, h) -> response(n, h, 0.5, 1)),
        map("InstanceNormalization", (n, h) -> group(n, h, "InstanceNormalization", Map.of())),
        map(
            "GroupNorm between two reshapes",
            (n, h) -> {
              String y = n.op("Conv", conv(1, 1, 1, 1, 2), h, kernel(n, C, C, 3, 3));
              String groups = n.reshape(y, 0, 4, -1);
              String one = n.stored(new long[] {4}, 1, 1, 1, 1);
              String none = n.stored(new long[] {4}, 0, 0, 0, 0);
              String normed = n.op("InstanceNormalization", groups, one, none);
              return n.op("Relu", n.reshape(normed, 0, C, 16, 16));
            }),
        map(
            "a shortcut around a convolution",
            (n, h) -> {
              String y = n.op("Conv", conv(1, 1, 1, 1, 2), h, kernel(n, C, C, 3, 3));
              return n.op("Relu", n.op("Add", h, y));
            }));
  }

  private static String group(Net n, String x, String op, Map<String, Object> attributes) {
    String y = n.op("Conv", conv(1, 1, 1, 1, 2), x, kernel(n, C, C, 3, 3));
    String gain = n.drawnOnce(11, 1, 0.3, C);
    return n.op("Relu", n.op(op, attributes, y, gain, n.drawnOnce(12, 0, 0.3, C)));
  }

  /** A tensor beside one of sixteen times its second moment, C channels each. */
  private static String unlike(Net n, String h) {
    String y = n.op("Mul", n.op("Conv", h, kernel(n, C, C, 1, 1)), n.scalar(4));
    return n.op("Concat", Map.of("axis", 1L), n.op("Conv", h, kernel(n, C, C, 1, 1)), y);
  }

  /** A value for each of 2C channels. */
  private static String w(Net n, double value) {
    double[] v = new double[2 * C];
    Arrays.fill(v, value);
    return n.stored(new long[] {2 * C}, v);
  }

  private static String norm(Net n, String x, double gain, double bias, double mean, double var) {
    String[] p = new String[4];
    double[] value = {gain, bias, mean, var};
    for (int i = 0; i < 4; i++) {
      double[] v = new double[C];
      Arrays.fill(v, value[i]);
      p[i] = n.stored(new long[] {C}, v);
    }
    return n.op("BatchNormalization", x, p[0], p[1], p[2], p[3]);
  }
}
