package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Floats;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Strided;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tally;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;

/** Repeating a tensor along axes, and the sum that is its transpose. */
final class Broadcasting {
  /** Most parts of a sum of rows. */
  private static final int PARTS = 16;

  private Broadcasting() {}

  /** The tensor repeated to a shape; itself where the shape is its own. */
  static Tensor expand(Machine machine, Tensor t, int[] dims) {
    if (Arrays.equals(t.dims(), dims)) {
      return t;
    }
    Tensor y = machine.arena().like(t, dims);
    Strided.broadcast(t.dims(), dims).gather(t.store(), y.store(), machine.workers());
    return y;
  }

  /** Sums a gradient over the axes along which an operand of shape {@code dims} was repeated. */
  static Tensor reduce(Machine machine, Tensor gradient, int[] dims) {
    if (Extents.size(dims) == gradient.size()) {
      return gradient.view(dims);
    }
    double[] sum = new double[Extents.size(dims)];
    if (isSuffix(dims, gradient.dims())) {
      sumRows(machine, gradient.reals(), sum);
    } else {
      Strided.broadcast(dims, gradient.dims()).add(gradient.reals(), sum);
    }
    return machine.arena().of(sum, dims);
  }

  /** True when an operand was repeated along leading axes alone, as a bias or a scalar is. */
  private static boolean isSuffix(int[] dims, int[] result) {
    int first = 0;
    while (first < dims.length && dims[first] == 1) {
      first++;
    }
    int shift = result.length - dims.length;
    for (int i = first; i < dims.length; i++) {
      if (dims[i] != result[i + shift]) {
        return false;
      }
    }
    return true;
  }

  /** Adds up rows of {@code sum.length} elements, in parts whose borders are fixed. */
  private static void sumRows(Machine machine, Reals rows, double[] sum) {
    int n = sum.length;
    int count = n == 0 ? 0 : rows.size() / n;
    int step =
        Math.max(1, Math.max((count + PARTS - 1) / PARTS, Elementwise.GRAIN / Math.max(1, n)));
    double[][] parts = new double[(count + step - 1) / step][];
    machine
        .workers()
        .range(
            count,
            step,
            (from, to) -> {
              double[] part = new double[n];
              if (n == 1) {
                part[0] = sum(machine, rows, from, to);
              } else if (rows instanceof Floats floats) {
                Tally.addColumns(floats.buffer(), from * n, to - from, n, part);
              } else {
                double[] row = new double[n];
                for (int r = from; r < to; r++) {
                  rows.load(r * n, row, 0, n);
                  for (int i = 0; i < n; i++) {
                    part[i] += row[i];
                  }
                }
              }
              parts[from / step] = part;
            });
    for (double[] part : parts) {
      for (int i = 0; part != null && i < n; i++) {
        sum[i] += part[i];
      }
    }
  }

  /** Σ x·y over all elements, in parts whose borders are fixed. */
  static double dot(Machine machine, Tensor x, Tensor y) {
    int n = x.size();
    double[] parts = new double[(n + Elementwise.GRAIN - 1) / Elementwise.GRAIN];
    machine
        .workers()
        .range(
            n,
            Elementwise.GRAIN,
            (from, to) ->
                parts[from / Elementwise.GRAIN] = dot(machine, x.reals(), y.reals(), from, to));
    return Sums.sum(parts, 0, parts.length);
  }

  private static double dot(Machine machine, Reals x, Reals y, int from, int to) {
    double sum = 0;
    if (x instanceof Floats a && y instanceof Floats b) {
      float[] left = new float[Reals.BLOCK];
      float[] right = new float[Reals.BLOCK];
      for (int i = from; i < to; i += Reals.BLOCK) {
        int n = Math.min(Reals.BLOCK, to - i);
        a.buffer().get(i, left, 0, n);
        b.buffer().get(i, right, 0, n);
        sum += machine.lanes().dot(left, right, 0, n);
      }
      return sum;
    }
    double[] left = new double[Reals.BLOCK];
    double[] right = new double[Reals.BLOCK];
    for (int i = from; i < to; i += Reals.BLOCK) {
      int n = Math.min(Reals.BLOCK, to - i);
      x.load(i, left, 0, n);
      y.load(i, right, 0, n);
      sum += Sums.dot(left, right, n);
    }
    return sum;
  }

  private static double sum(Machine machine, Reals x, int from, int to) {
    double sum = 0;
    double[] wide = new double[Reals.BLOCK];
    float[] block = new float[Reals.BLOCK];
    for (int i = from; i < to; i += Reals.BLOCK) {
      int n = Math.min(Reals.BLOCK, to - i);
      if (x instanceof Floats f) {
        f.buffer().get(i, block, 0, n);
        sum += machine.lanes().sum(block, 0, n);
      } else {
        x.load(i, wide, 0, n);
        sum += Sums.sum(wide, 0, n);
      }
    }
    return sum;
  }

  /** As {@link #reduce}, for a gradient that nothing else refers to. */
  static Tensor reduceTemporary(Machine machine, Tensor gradient, int[] dims) {
    Tensor reduced = reduce(machine, gradient, dims);
    if (reduced.store() != gradient.store()) {
      machine.arena().discard(gradient);
    }
    return reduced;
  }
}
