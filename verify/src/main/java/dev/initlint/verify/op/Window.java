package dev.initlint.verify.op;

import dev.initlint.graph.Attributes;
import java.util.Arrays;

/**
 * A window sliding over up to three spatial axes; fewer are read as leading axes of extent 1.
 *
 * @param in extents of the padded-from side
 * @param before padding in front of each axis
 * @param after padding behind each axis
 * @param out number of window positions per axis
 */
record Window(
    int[] in, int[] kernel, int[] stride, int[] dilation, int[] before, int[] after, int[] out) {

  /** The window a convolution or pool of the attributes slides over extents {@code spatial}. */
  static Window sliding(Attributes a, int[] spatial, int[] kernel) {
    int rank = spatial.length;
    if (rank > 3) {
      throw new Operator.Unsupported("more than three spatial axes");
    }
    int[] stride = stated(a, "strides", rank, 1);
    int[] dilation = stated(a, "dilations", rank, 1);
    int[] pads = stated(a, "pads", 2 * rank, 0);
    String auto = a.text("auto_pad", "NOTSET");
    boolean ceil = a.integer("ceil_mode", 0) == 1;
    int[] out = new int[rank];
    for (int i = 0; i < rank; i++) {
      int reach = dilation[i] * (kernel[i] - 1) + 1;
      if (auto.startsWith("SAME")) {
        out[i] = (spatial[i] + stride[i] - 1) / stride[i];
        int total = Math.max(0, (out[i] - 1) * stride[i] + reach - spatial[i]);
        pads[i] = auto.equals("SAME_LOWER") ? (total + 1) / 2 : total / 2;
        pads[i + rank] = total - pads[i];
        continue;
      }
      int room = spatial[i] + pads[i] + pads[i + rank] - reach;
      out[i] = Math.floorDiv(room, stride[i]) + 1;
      if (ceil && room % stride[i] != 0 && out[i] * stride[i] < spatial[i] + pads[i]) {
        // a last, partial window must start inside the input or its front padding
        out[i]++;
      }
    }
    return embedded(spatial, kernel, stride, dilation, pads, out);
  }

  /** The window whose adjoint a transposed convolution is: it slides over the output. */
  static Window transposed(Attributes a, int[] spatial, int[] kernel) {
    int rank = spatial.length;
    int[] stride = stated(a, "strides", rank, 1);
    int[] dilation = stated(a, "dilations", rank, 1);
    int[] extra = stated(a, "output_padding", rank, 0);
    int[] pads = stated(a, "pads", 2 * rank, 0);
    long[] shape = a.integers("output_shape");
    String auto = a.text("auto_pad", "NOTSET");
    int[] result = new int[rank];
    for (int i = 0; i < rank; i++) {
      int full = stride[i] * (spatial[i] - 1) + extra[i] + dilation[i] * (kernel[i] - 1) + 1;
      if (shape != null || auto.startsWith("SAME")) {
        result[i] = shape != null ? (int) shape[shape.length - rank + i] : spatial[i] * stride[i];
        int total = Math.max(0, full - result[i]);
        pads[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      } else {
        result[i] = full - pads[i] - pads[i + rank];
      }
    }
    return embedded(result, kernel, stride, dilation, pads, spatial);
  }

  private static Window embedded(
      int[] in, int[] kernel, int[] stride, int[] dilation, int[] pads, int[] out) {
    int rank = in.length;
    return new Window(
        three(in, 1),
        three(kernel, 1),
        three(stride, 1),
        three(dilation, 1),
        three(Arrays.copyOf(pads, rank), 0),
        three(Arrays.copyOfRange(pads, rank, 2 * rank), 0),
        three(out, 1));
  }

  private static int[] three(int[] v, int missing) {
    int[] all = new int[3];
    Arrays.fill(all, missing);
    System.arraycopy(v, 0, all, 3 - v.length, v.length);
    return all;
  }

  private static int[] stated(Attributes a, String name, int n, int otherwise) {
    long[] v = a.integers(name);
    if (v != null && v.length == n) {
      return Views.ints(v);
    }
    int[] all = new int[n];
    Arrays.fill(all, otherwise);
    return all;
  }

  /** Elements of the side the window slides over. */
  int inputs() {
    return in[0] * in[1] * in[2];
  }

  /** Window positions. */
  int positions() {
    return out[0] * out[1] * out[2];
  }

  /** Elements of the window. */
  int taps() {
    return kernel[0] * kernel[1] * kernel[2];
  }

  /** Taps of a window position that lie in the input or its padding, and not beyond both. */
  int tapsWithPadding(int position) {
    int[] o = {
      position / out[2] / out[1], position / out[2] % out[1], position % out[2],
    };
    int count = 1;
    for (int axis = 0; axis < 3; axis++) {
      int room = in[axis] + after[axis] - 1 - at(axis, o[axis], 0);
      count *= Math.min(kernel[axis], room / dilation[axis] + 1);
    }
    return count;
  }

  /** True when every window is one element and every element one window. */
  boolean isPointwise() {
    return taps() == 1 && Arrays.equals(in, out) && Arrays.stream(before).allMatch(p -> p == 0);
  }

  /** Input index along an axis of tap {@code k} at position {@code o}; may be outside. */
  int at(int axis, int o, int k) {
    return o * stride[axis] - before[axis] + k * dilation[axis];
  }

  /** One row of positions and the row of the input that a tap meets there. */
  @FunctionalInterface
  interface Row {
    /**
     * Handles one row.
     *
     * @param position index of the row's first position
     * @param input index of the input row's first element, or -1 when it lies in the padding
     */
    void at(int position, int input);
  }

  /** Calls {@code row} for all rows of positions of the tap {@code (kd, kh)}. */
  void rows(int kd, int kh, Row row) {
    for (int d = 0; d < out[0]; d++) {
      int z = at(0, d, kd);
      for (int h = 0; h < out[1]; h++) {
        int y = at(1, h, kh);
        boolean inside = z >= 0 && z < in[0] && y >= 0 && y < in[1];
        row.at((d * out[1] + h) * out[2], inside ? (z * in[1] + y) * in[2] : -1);
      }
    }
  }

  /** First position of a row whose tap {@code kw} meets the input. */
  int firstInside(int kw) {
    int lead = before[2] - kw * dilation[2];
    return Math.max(0, Math.min(out[2], lead <= 0 ? 0 : (lead + stride[2] - 1) / stride[2]));
  }

  /** Position after the last one of a row whose tap {@code kw} meets the input. */
  int endInside(int kw) {
    int room = in[2] - 1 + before[2] - kw * dilation[2];
    return room < 0 ? 0 : Math.max(firstInside(kw), Math.min(out[2], room / stride[2] + 1));
  }
}
