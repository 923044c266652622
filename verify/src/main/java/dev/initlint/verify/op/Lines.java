package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Reals;

/**
 * The lines of a tensor along some consecutive axes: line {@code i} has {@code length} elements
 * that are {@code step} apart.
 */
record Lines(int count, int length, int step) {

  /** Lines along the axes {@code [from, to)}. */
  static Lines along(int[] dims, int from, int to) {
    int inner = Extents.size(dims, to, dims.length);
    return new Lines(Extents.size(dims, 0, from) * inner, Extents.size(dims, from, to), inner);
  }

  private int start(int line) {
    return step == 1 ? line * length : line / step * length * step + line % step;
  }

  /** Reads one line. */
  void load(Reals from, int line, double[] to) {
    int at = start(line);
    if (step == 1) {
      from.load(at, to, 0, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      to[i] = from.get(at + i * step);
    }
  }

  /** Writes one line. */
  void store(double[] from, Reals to, int line) {
    int at = start(line);
    if (step == 1) {
      to.store(at, from, 0, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      to.set(at + i * step, from[i]);
    }
  }

  /** Lines per hand-over to another thread. */
  int grain() {
    return Math.max(1, Elementwise.GRAIN / Math.max(1, length));
  }
}
