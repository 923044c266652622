package dev.initlint.onnx;

/** Extents and strides of a view, with axes that follow each other in memory made one. */
final class Axes {
  private final long[] extents;
  private final long[] strides;

  private Axes(long[] extents, long[] strides) {
    this.extents = extents;
    this.strides = strides;
  }

  static Axes merged(long[] dims, long[] strides) {
    LongList extents = new LongList();
    LongList steps = new LongList();
    for (int a = dims.length - 1; a >= 0; a--) {
      int last = extents.size() - 1;
      if (dims[a] == 1) {
        continue;
      }
      if (last >= 0 && strides[a] == extents.get(last) * steps.get(last)) {
        extents.set(last, extents.get(last) * dims[a]);
      } else {
        extents.add(dims[a]);
        steps.add(strides[a]);
      }
    }
    return new Axes(reversed(extents), reversed(steps));
  }

  private static long[] reversed(LongList list) {
    long[] reversed = new long[list.size()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = list.get(reversed.length - 1 - i);
    }
    return reversed;
  }

  int size() {
    return extents.length;
  }

  long extent(int axis) {
    return extents[axis];
  }

  long stride(int axis) {
    return strides[axis];
  }

  /** The last axis of stride 1, or -1. */
  int unit() {
    for (int a = size() - 1; a >= 0; a--) {
      if (strides[a] == 1) {
        return a;
      }
    }
    return -1;
  }

  long elementsAfter(int axis) {
    long n = 1;
    for (int a = axis + 1; a < size(); a++) {
      n *= extents[a];
    }
    return n;
  }

  /** Where an element, counted in row-major order, lies relative to the first. */
  long place(long element) {
    long place = 0;
    long left = element;
    for (int a = size() - 1; a >= 0; a--) {
      place += left % extents[a] * strides[a];
      left /= extents[a];
    }
    return place;
  }
}
