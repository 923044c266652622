package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Convolutions over channels-first maps. */
final class ConvBlocks {
  private static final String[] AXES = {"H", "W", "D"};

  private ConvBlocks() {}

  /** Gives an input of unknown shape a batch, channels and positions. */
  static void spatial(Tensor x, int axes) {
    List<Expr> dims = new ArrayList<>(List.of(Sizes.BATCH, x.writer().open("C", x)));
    for (int i = 0; i < axes; i++) {
      dims.add(Expr.symbol(AXES[i]));
    }
    x.assume(dims);
  }

  /** Whole numbers of a shape-valued setting. */
  static long[] numbers(Recorder r, int axes, long otherwise, String... names) {
    Object v = r.value(names);
    long[] out = new long[axes];
    Arrays.fill(out, otherwise);
    if (v instanceof ShapeValue s) {
      for (int i = 0; i < axes && i < s.dims().size(); i++) {
        long n = Sizes.fixed(s.dims().get(i));
        out[i] = n < 0 ? otherwise : n;
      }
    }
    return out;
  }

  /** Correlation with one filter bank per group. */
  static Tensor convolution(Forward f, DjlBlock b, Tensor x, int axes) {
    Recorder r = b.settings();
    spatial(x, axes);
    Expr out = size(f, r, "filters", "setFilters");
    long groups = Math.max(1, r.whole(1, "optGroups"));
    Expr groupsSize = r.size("optGroups");
    Expr perGroup =
        x.rank() == axes + 2
            ? x.dim(1).over(groupsSize == null ? Expr.ONE : groupsSize)
            : Expr.symbol(f.writer().scoped("channels"));
    List<Expr> dims = new ArrayList<>(List.of(out, perGroup));
    dims.addAll(kernel(r, axes));
    Expr area = Sizes.product(dims, 2, dims.size());
    Fans fans = Fans.right(perGroup.times(area), out.times(area));
    Tensor w = b.parameter("weight", "WEIGHT").write(f.writer(), dims, fans, b.type());
    long[] stride = numbers(r, axes, 1, "optStride");
    long[] padding = numbers(r, axes, 0, "optPadding");
    long[] dilation = numbers(r, axes, 1, "optDilation");
    List<Expr> shape = null;
    if (x.rank() == axes + 2) {
      shape = new ArrayList<>(List.of(x.dim(0), out));
      for (int i = 0; i < axes; i++) {
        shape.add(slid(x.dim(2 + i), dims.get(2 + i), stride[i], padding[i], dilation[i]));
      }
    }
    Map<String, Object> a = attributes(kernelNumbers(dims), stride, padding, dilation);
    a.put("group", groups);
    return f.writer().node("Conv", operands(f, b, x, w, out), a, shape, b.site());
  }

  private static Expr size(Forward f, Recorder r, String name, String setter) {
    Expr n = r.size(setter);
    return n == null ? Expr.symbol(f.writer().scoped(name)) : n;
  }

  private static List<Expr> kernel(Recorder r, int axes) {
    if (r.value("setKernelShape") instanceof ShapeValue s && s.dims().size() == axes) {
      return s.dims();
    }
    List<Expr> open = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      open.add(Expr.symbol("kernel" + i));
    }
    return open;
  }

  private static Expr slid(Expr in, Expr kernel, long stride, long padding, long dilation) {
    Expr reach = kernel.minus(Expr.ONE).times(Expr.of(dilation)).plus(Expr.ONE);
    return Sizes.floorDiv(in.plus(Expr.of(2 * padding)).minus(reach), stride).plus(Expr.ONE);
  }

  static long[] kernelNumbers(List<Expr> dims) {
    return dims.subList(2, dims.size()).stream().mapToLong(Sizes::fixed).toArray();
  }

  static Map<String, Object> attributes(
      long[] kernel, long[] stride, long[] padding, long[] dilation) {
    Map<String, Object> a = new TreeMap<>();
    a.put("kernel_shape", kernel);
    a.put("strides", stride);
    long[] pads = Arrays.copyOf(padding, 2 * padding.length);
    System.arraycopy(padding, 0, pads, padding.length, padding.length);
    a.put("pads", pads);
    if (dilation != null && Arrays.stream(dilation).anyMatch(d -> d != 1)) {
      a.put("dilations", dilation);
    }
    return a;
  }

  private static List<String> operands(Forward f, DjlBlock b, Tensor x, Tensor w, Expr out) {
    List<String> in = new ArrayList<>(List.of(x.value(), w.value()));
    if (b.settings().flag(true, "optBias")) {
      in.add(b.parameter("bias", "BIAS").write(f.writer(), List.of(out), null, b.type()).value());
    }
    return in;
  }

  /** Transposed convolution; the fan-in ignores the stride. */
  static Tensor transposed(Forward f, DjlBlock b, Tensor x, int axes) {
    Recorder r = b.settings();
    spatial(x, axes);
    Expr out = size(f, r, "filters", "setFilters");
    Expr in = x.dim(1);
    List<Expr> dims = new ArrayList<>(List.of(out, in));
    dims.addAll(kernel(r, axes));
    Expr area = Sizes.product(dims, 2, dims.size());
    long[] stride = numbers(r, axes, 1, "optStride");
    long[] padding = numbers(r, axes, 0, "optPadding");
    Expr steps = Expr.of(Arrays.stream(stride).reduce(1, (p, q) -> p * q));
    Fans fans =
        new Fans(in.times(area), out.times(area), in.times(area).over(steps), out.times(area));
    Tensor stored = b.parameter("weight", "WEIGHT").write(f.writer(), dims, fans, b.type());
    int[] inputsFirst = java.util.stream.IntStream.range(0, axes + 2).toArray();
    inputsFirst[0] = 1;
    inputsFirst[1] = 0;
    Tensor w = f.writer().relaid(stored, b.site(), inputsFirst);
    List<Expr> shape = new ArrayList<>(List.of(x.dim(0), out));
    for (int i = 0; i < axes; i++) {
      shape.add(
          x.dim(2 + i)
              .minus(Expr.ONE)
              .times(Expr.of(stride[i]))
              .plus(dims.get(2 + i))
              .minus(Expr.of(2 * padding[i])));
    }
    return f.writer()
        .node(
            "ConvTranspose",
            operands(f, b, x, w, out),
            attributes(kernelNumbers(dims), stride, padding, null),
            shape,
            b.site());
  }
}
