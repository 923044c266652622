package dev.initlint.shape;

import java.util.Arrays;

/**
 * The one data-movement kernel. An element of the result is the source element at the sum of one
 * offset per axis, {@code out[i, j, …] = source[offsets[0][i] + offsets[1][j] + …]}; a negative
 * offset stands for the fill value. Transposing, slicing, broadcasting, tiling and padding differ
 * only in the offsets.
 */
final class AxisMap {
  private AxisMap() {}

  /** Copies by offsets; {@code offsets[axis].length} is the result's extent. */
  static double[] copy(double[] source, int[][] offsets, double fill) {
    int rank = offsets.length;
    if (rank == 0) {
      return new double[] {source[0]};
    }
    int size = 1;
    for (int[] axis : offsets) {
      size = Math.multiplyExact(size, axis.length);
    }
    double[] out = new double[size];
    int[] last = offsets[rank - 1];
    int[] position = new int[rank];
    for (int at = 0; at < size; at += last.length) {
      int base = base(offsets, position);
      for (int j = 0; j < last.length; j++) {
        out[at + j] = base < 0 || last[j] < 0 ? fill : source[base + last[j]];
      }
      advance(offsets, position);
    }
    return out;
  }

  private static int base(int[][] offsets, int[] position) {
    int base = 0;
    for (int axis = 0; axis < offsets.length - 1; axis++) {
      int offset = offsets[axis][position[axis]];
      if (offset < 0) {
        return -1;
      }
      base += offset;
    }
    return base;
  }

  private static void advance(int[][] offsets, int[] position) {
    for (int axis = offsets.length - 2; axis >= 0; axis--) {
      if (++position[axis] < offsets[axis].length) {
        return;
      }
      position[axis] = 0;
    }
  }

  /** Offsets {@code (start + step·i)·stride} for i in [0, n). */
  static int[] steps(long n, long start, long step, long stride) {
    int[] out = new int[Math.toIntExact(n)];
    for (int i = 0; i < out.length; i++) {
      out[i] = (int) ((start + step * i) * stride);
    }
    return out;
  }

  /** The elements of an array spread over extents it broadcasts to. */
  static double[] broadcast(Array a, long[] to) {
    long[] dims = a.dims();
    if (Arrays.equals(dims, to)) {
      return a.elements();
    }
    long[] strides = Extents.strides(dims);
    int[][] offsets = new int[to.length][];
    for (int i = 0; i < to.length; i++) {
      int own = i - (to.length - dims.length);
      boolean repeated = own < 0 || dims[own] == 1;
      offsets[i] = steps(to[i], 0, repeated ? 0 : 1, repeated ? 0 : strides[own]);
    }
    return copy(a.elements(), offsets, 0);
  }
}
