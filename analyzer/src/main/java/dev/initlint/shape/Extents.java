package dev.initlint.shape;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Arithmetic on extents. Everything here throws {@link IllegalArgumentException} with a sentence
 * where extents do not fit.
 */
final class Extents {
  /** More axes than any network uses; files that state more are not followed. */
  static final int MAX_RANK = 64;

  private Extents() {}

  /** Number of elements. */
  static long count(long[] dims) {
    if (dims.length > MAX_RANK) {
      throw new IllegalArgumentException(
          "a tensor of " + dims.length + " axes is not followed, at most " + MAX_RANK + " are");
    }
    long n = 1;
    boolean empty = false;
    for (long d : dims) {
      if (d < 0) {
        throw new IllegalArgumentException("extents " + text(dims) + " contain a negative one");
      }
      empty |= d == 0;
    }
    if (empty) {
      return 0;
    }
    for (long d : dims) {
      long high = Math.multiplyHigh(n, d);
      n *= d;
      if (high != 0 || n < 0) {
        throw new IllegalArgumentException("the size of extents " + text(dims) + " overflows");
      }
    }
    return n;
  }

  /** Extents after broadcasting as the ONNX specification defines it (that of NumPy). */
  static long[] broadcast(long[] a, long[] b) {
    int rank = Math.max(a.length, b.length);
    long[] out = new long[rank];
    for (int i = 0; i < rank; i++) {
      int ia = i - (rank - a.length);
      int ib = i - (rank - b.length);
      long da = ia < 0 ? 1 : a[ia];
      long db = ib < 0 ? 1 : b[ib];
      if (da != db && da != 1 && db != 1) {
        throw new IllegalArgumentException(
            "extents " + text(a) + " and " + text(b) + " do not broadcast");
      }
      out[i] = da == 1 ? db : da;
    }
    return out;
  }

  /** An axis counted from the front, from one that may be counted from the back. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException("axis " + axis + " does not exist in rank " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Marks the given axes; each may occur once. */
  static boolean[] marked(long[] axes, int rank) {
    boolean[] marked = new boolean[rank];
    for (long a : axes) {
      int axis = axis(a, rank);
      if (marked[axis]) {
        throw new IllegalArgumentException("axis " + a + " is named twice");
      }
      marked[axis] = true;
    }
    return marked;
  }

  /** The extents of the axes that are not marked. */
  static long[] without(long[] dims, boolean[] marked) {
    long[] out = new long[dims.length];
    int n = 0;
    for (int i = 0; i < dims.length; i++) {
      if (!marked[i]) {
        out[n++] = dims[i];
      }
    }
    return Arrays.copyOf(out, n);
  }

  /** Row-major strides in elements. */
  static long[] strides(long[] dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, dims[i]);
    }
    return strides;
  }

  static long product(long[] dims, int from, int to) {
    return count(Arrays.copyOfRange(dims, from, to));
  }

  static long[] concat(long[]... parts) {
    return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
  }

  static long[] ones(int n) {
    long[] ones = new long[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** As {@code [4, 64]}; long ones are cut. */
  static String text(long[] dims) {
    String shown =
        Arrays.stream(dims).limit(12).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "[" + shown + (dims.length > 12 ? ", …]" : "]");
  }
}
