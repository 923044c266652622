package dev.initlint.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** An array that is rearranged by copying element for element: the plain way, for comparison. */
record DenseArray(long[] dims, double[] values) {
  static DenseArray counting(long... dims) {
    double[] values = new double[(int) size(dims)];
    Arrays.setAll(values, i -> i);
    return new DenseArray(dims, values);
  }

  static long size(long[] dims) {
    return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  /** A new array whose element at an index is this one's at another. */
  private DenseArray pick(long[] to, Function<long[], long[]> from) {
    double[] picked = new double[(int) size(to)];
    long[] index = new long[to.length];
    for (int i = 0; i < picked.length; i++) {
      int rest = i;
      for (int a = to.length - 1; a >= 0; a--) {
        index[a] = rest % to[a];
        rest /= (int) to[a];
      }
      picked[i] = at(from.apply(index));
    }
    return new DenseArray(to, picked);
  }

  private double at(long[] index) {
    int place = 0;
    for (int a = 0; a < dims.length; a++) {
      place = (int) (place * dims[a] + index[a]);
    }
    return values[place];
  }

  DenseArray transpose(long[] perm) {
    long[] to = new long[perm.length];
    Arrays.setAll(to, i -> dims[(int) perm[i]]);
    return pick(
        to,
        index -> {
          long[] from = new long[perm.length];
          for (int i = 0; i < perm.length; i++) {
            from[(int) perm[i]] = index[i];
          }
          return from;
        });
  }

  DenseArray reshape(long... to) {
    return new DenseArray(to, values);
  }

  /** {@code n} indices along an axis: {@code start}, {@code start + step}, ... */
  DenseArray slice(int axis, long start, long step, long n) {
    long[] to = dims.clone();
    to[axis] = n;
    return pick(
        to,
        index -> {
          long[] from = index.clone();
          from[axis] = start + index[axis] * step;
          return from;
        });
  }

  static DenseArray concat(int axis, List<DenseArray> parts) {
    long[] to = parts.get(0).dims.clone();
    to[axis] = parts.stream().mapToLong(p -> p.dims[axis]).sum();
    double[] all = new double[(int) size(to)];
    long inner = size(Arrays.copyOfRange(to, axis + 1, to.length));
    int at = 0;
    for (long outer = 0; outer < size(Arrays.copyOf(to, axis)); outer++) {
      for (DenseArray part : parts) {
        int width = (int) (part.dims[axis] * inner);
        System.arraycopy(part.values, (int) outer * width, all, at, width);
        at += width;
      }
    }
    return new DenseArray(to, all);
  }
}
