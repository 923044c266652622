package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.Arrays;
import java.util.List;

/** Operators that slide a window over spatial axes: convolutions, pooling, resizing. */
final class Window {
  private Window() {}

  static void register(Operators r) {
    r.add("Conv", o -> convolution(o, 1, o.type(0)));
    r.add("ConvInteger", o -> convolution(o, 1, ElementType.INT32));
    r.add("QLinearConv", o -> convolution(o, 3, o.type(7)));
    r.add("ConvTranspose", Window::transposed);
    r.add("AveragePool", o -> pooled(o, o.type(0)));
    r.add("LpPool", o -> pooled(o, o.type(0)));
    r.addAll("MaxPool", o -> List.of(pooled(o, o.type(0)), pooled(o, ElementType.INT64)));
    for (String op : new String[] {"GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"}) {
      r.add(op, Window::global);
    }
    r.add("Resize", ResizingShape::infer);
    r.add("Upsample", ResizingShape::infer);
  }

  /** Stride, dilation and padding of the spatial axes, as attributes state them. */
  private record Geometry(
      String autoPad, long[] kernel, long[] strides, long[] dilations, long[] pads, boolean ceil) {

    static Geometry of(Operands o, long[] kernel) {
      int n = kernel.length;
      long[] strides = o.perAxis("strides", n, 1);
      long[] dilations = o.perAxis("dilations", n, 1);
      long[] pads = o.perAxis("pads", 2 * n, 0);
      boolean positive =
          Arrays.stream(Extents.concat(kernel, strides, dilations))
              .allMatch(v -> v > 0 && v <= Integer.MAX_VALUE);
      if (!positive || Arrays.stream(pads).anyMatch(p -> Math.abs(p) > Integer.MAX_VALUE)) {
        throw new IllegalArgumentException(
            o.node().op() + " has a kernel, stride, dilation or pad out of range");
      }
      String auto = o.attributes().text("auto_pad", "NOTSET");
      boolean ceil = o.attributes().integer("ceil_mode", 0) != 0;
      return new Geometry(auto, kernel, strides, dilations, pads, ceil);
    }

    /** Extent that a dilated kernel covers. */
    long reach(int i) {
      return (kernel[i] - 1) * dilations[i] + 1;
    }

    boolean same() {
      return autoPad.equals("SAME_UPPER") || autoPad.equals("SAME_LOWER");
    }

    long padding(int i) {
      return same() || autoPad.equals("VALID") ? 0 : pads[i] + pads[kernel.length + i];
    }

    /** Extent of which {@code extent} window positions come out. */
    long spread(int i, long extent, long extra) {
      if (same()) {
        return Math.multiplyExact(extent, strides[i]);
      }
      long covered = Math.addExact(Math.multiplyExact(strides[i], extent - 1), extra);
      return Math.addExact(covered, reach(i) - padding(i));
    }

    private long before(int i) {
      return autoPad.equals("VALID") ? 0 : pads[i];
    }

    /** Number of window positions. */
    long positions(int i, long extent) {
      if (same()) {
        return Math.floorDiv(extent + strides[i] - 1, strides[i]);
      }
      long room = Math.addExact(extent, padding(i)) - reach(i);
      if (room < 0) {
        throw new IllegalArgumentException(
            "a window of " + reach(i) + " does not fit into " + (extent + padding(i)));
      }
      long n = (ceil ? room + strides[i] - 1 : room) / strides[i] + 1;
      // A window that would start in the padding behind the last element is left out.
      return ceil && (n - 1) * strides[i] >= extent + before(i) ? n - 1 : n;
    }
  }

  private static long[] spatial(long[] dims, String op) {
    if (dims.length < 2) {
      throw new IllegalArgumentException(op + " needs batch and channel axes");
    }
    return Arrays.copyOfRange(dims, 2, dims.length);
  }

  static Inferred convolution(Operands o, int weight, ElementType type) {
    long[] x = o.dims(0);
    long[] w = o.dims(weight, x.length);
    long[] extents = spatial(x, o.node().op());
    long group = o.attributes().integer("group", 1);
    if (group < 1 || x[1] % group != 0 || x[1] / group != w[1] || w[0] % group != 0) {
      throw new IllegalArgumentException(
          "Conv of "
              + Extents.text(x)
              + " by "
              + Extents.text(w)
              + " in "
              + group
              + " groups does not match in channels");
    }
    Geometry g = Geometry.of(o, Arrays.copyOfRange(w, 2, w.length));
    Arrays.setAll(extents, i -> g.positions(i, extents[i]));
    return Inferred.Known.of(type, Extents.concat(new long[] {x[0], w[0]}, extents));
  }

  private static Inferred transposed(Operands o) {
    long[] x = o.dims(0);
    long[] w = o.dims(1, x.length);
    long[] extents = spatial(x, "ConvTranspose");
    long group = o.attributes().integer("group", 1);
    if (group < 1 || x[1] != w[0]) {
      throw new IllegalArgumentException(
          "ConvTranspose of "
              + Extents.text(x)
              + " by "
              + Extents.text(w)
              + " does not match in channels");
    }
    Geometry g = Geometry.of(o, Arrays.copyOfRange(w, 2, w.length));
    long[] extra = o.perAxis("output_padding", extents.length, 0);
    long[] stated = o.attributes().integers("output_shape");
    if (stated != null) {
      int skip = stated.length == x.length ? 2 : 0;
      if (stated.length - skip != extents.length) {
        throw new IllegalArgumentException("ConvTranspose's output_shape has a wrong length");
      }
      Arrays.setAll(extents, i -> stated[skip + i]);
    } else {
      Arrays.setAll(extents, i -> g.spread(i, extents[i], extra[i]));
    }
    long channels = Math.multiplyExact(w[1], group);
    return Inferred.Known.of(o.type(0), Extents.concat(new long[] {x[0], channels}, extents));
  }

  private static Inferred pooled(Operands o, ElementType type) {
    long[] x = o.dims(0);
    long[] extents = spatial(x, o.node().op());
    long[] kernel = o.attributes().integers("kernel_shape");
    if (kernel == null || kernel.length != extents.length) {
      throw new IllegalArgumentException(
          o.node().op() + " does not state a kernel_shape for " + extents.length + " axes");
    }
    Geometry g = Geometry.of(o, kernel);
    Arrays.setAll(extents, i -> g.positions(i, extents[i]));
    return Inferred.Known.of(type, Extents.concat(new long[] {x[0], x[1]}, extents));
  }

  private static Inferred global(Operands o) {
    long[] x = o.dims(0);
    int n = spatial(x, o.node().op()).length;
    return Inferred.Known.of(o.type(0), Extents.concat(new long[] {x[0], x[1]}, Extents.ones(n)));
  }
}
