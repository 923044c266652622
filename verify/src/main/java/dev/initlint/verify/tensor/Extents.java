package dev.initlint.verify.tensor;

import java.util.Arrays;

/** Arithmetic of shapes. */
public final class Extents {
  private Extents() {}

  /**
   * Number of elements of a tensor.
   *
   * @throws ArithmeticException if it exceeds the largest int
   */
  public static int size(int... dims) {
    int n = 1;
    for (int d : dims) {
      n = Math.multiplyExact(n, d);
    }
    return n;
  }

  /** Product of the extents in {@code [from, to)}. */
  public static int size(int[] dims, int from, int to) {
    return size(Arrays.copyOfRange(dims, from, to));
  }

  /** Row-major strides. */
  public static int[] strides(int... dims) {
    int[] strides = new int[dims.length];
    int step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.max(1, dims[i]);
    }
    return strides;
  }

  /**
   * Strides with which a tensor of shape {@code dims} is read as one of shape {@code target}: zero
   * along every axis that is broadcast.
   */
  public static int[] broadcastStrides(int[] dims, int[] target) {
    int[] own = strides(dims);
    int[] strides = new int[target.length];
    int shift = target.length - dims.length;
    for (int i = 0; i < dims.length; i++) {
      strides[i + shift] = dims[i] == 1 ? 0 : own[i];
    }
    return strides;
  }

  /**
   * The shape two shapes broadcast to (ONNX, Broadcasting.md, multidirectional).
   *
   * @throws IllegalArgumentException if they do not
   */
  public static int[] broadcast(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      int x = i < rank - a.length ? 1 : a[i - rank + a.length];
      int y = i < rank - b.length ? 1 : b[i - rank + b.length];
      if (x != y && x != 1 && y != 1) {
        throw new IllegalArgumentException(
            "shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not broadcast");
      }
      dims[i] = x == 1 ? y : x;
    }
    return dims;
  }

  /**
   * An axis counted from 0, where a negative one counts from the end.
   *
   * @throws IllegalArgumentException if there is no such axis
   */
  public static int axis(long axis, int rank) {
    long a = axis < 0 ? axis + rank : axis;
    if (a < 0 || a >= Math.max(1, rank)) {
      throw new IllegalArgumentException("axis " + axis + " of a tensor of rank " + rank);
    }
    return (int) a;
  }

  /** The shape with axis {@code axis} set to {@code extent}. */
  public static int[] with(int[] dims, int axis, int extent) {
    int[] copy = dims.clone();
    copy[axis] = extent;
    return copy;
  }
}
