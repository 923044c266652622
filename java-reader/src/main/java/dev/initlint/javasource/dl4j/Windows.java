package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Kernel, stride, padding and dilation of a sliding window, from builder calls or from the
 * constructor's arguments.
 *
 * @param same whether the output is as large as the input over the stride
 */
record Windows(long[] kernel, long[] stride, long[] padding, long[] dilation, boolean same) {

  /** Reads the settings of a layer that slides over {@code axes} axes. */
  static Windows of(LayerScope s, int axes, long kernelDefault, long strideDefault) {
    List<Object> args = new ArrayList<>(s.layer().args());
    args.removeIf(a -> a instanceof EnumConstant || a instanceof LibraryObject);
    boolean arrays = !args.isEmpty() && Values.elements(args.get(0)) != null;
    long[] k = null;
    long[] st = null;
    long[] p = null;
    if (arrays || axes == 1) {
      k = given(args, 0);
      st = given(args, 1);
      p = given(args, 2);
    } else if (!args.isEmpty()) {
      k = Recorder.wholes(args);
    }
    long[] kernel = first(s.settings().wholes("kernelSize"), k);
    long[] stride = first(s.settings().wholes("stride"), st);
    long[] padding = first(s.settings().wholes("padding"), p);
    return new Windows(
        fill(kernel, axes, kernelDefault),
        fill(stride, axes, strideDefault),
        fill(padding, axes, 0),
        fill(s.settings().wholes("dilation"), axes, 1),
        s.same());
  }

  private static long[] given(List<Object> args, int i) {
    return i < args.size() ? Recorder.wholes(List.of(args.get(i))) : null;
  }

  private static long[] first(long[] a, long[] b) {
    return a != null ? a : b;
  }

  private static long[] fill(long[] given, int axes, long otherwise) {
    long[] out = new long[axes];
    Arrays.fill(out, otherwise);
    if (given != null && given.length > 0) {
      for (int i = 0; i < axes; i++) {
        out[i] = given[Math.min(i, given.length - 1)];
      }
    }
    return out;
  }

  /** Product of the kernel's extents. */
  long area() {
    return Arrays.stream(kernel).reduce(1, (a, b) -> a * b);
  }

  /** Product of the strides. */
  long strides() {
    return Arrays.stream(stride).reduce(1, (a, b) -> a * b);
  }

  /** Extents after the window has slid over {@code spatial}. */
  List<Expr> slide(List<Expr> spatial) {
    List<Expr> out = new ArrayList<>();
    for (int i = 0; i < spatial.size(); i++) {
      out.add(
          same
              ? Sizes.ceilDiv(spatial.get(i), stride[i])
              : Sizes.window(spatial.get(i), kernel[i], stride[i], 2 * padding[i], dilation[i]));
    }
    return out;
  }

  /** Extents after a transposed window. */
  List<Expr> unslide(List<Expr> spatial) {
    List<Expr> out = new ArrayList<>();
    for (int i = 0; i < spatial.size(); i++) {
      Expr scaled = spatial.get(i).times(Expr.of(stride[i]));
      out.add(
          same
              ? scaled
              : scaled.plus(
                  Expr.of(dilation[i] * (kernel[i] - 1) + 1 - stride[i] - 2 * padding[i])));
    }
    return out;
  }

  /** Attributes of the ONNX operator. */
  Map<String, Object> attributes() {
    Map<String, Object> a = new TreeMap<>();
    a.put("kernel_shape", kernel);
    a.put("strides", stride);
    if (same) {
      a.put("auto_pad", "SAME_UPPER");
    } else {
      long[] pads = Arrays.copyOf(padding, 2 * padding.length);
      System.arraycopy(padding, 0, pads, padding.length, padding.length);
      a.put("pads", pads);
    }
    if (Arrays.stream(dilation).anyMatch(d -> d != 1)) {
      a.put("dilations", dilation);
    }
    return a;
  }
}
