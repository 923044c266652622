package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Floats;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Workers;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Two operands read side by side under broadcasting: the result is walked in contiguous runs along
 * which each operand either moves by a fixed step or stands still.
 */
final class Pairing {
  private static final int GRAIN = Elementwise.GRAIN;

  private final int[] dims;
  private final int[] aStrides;
  private final int[] bStrides;

  /** A block of both operands, and where it lies in the result. */
  @FunctionalInterface
  interface Block {
    void at(double[] a, double[] b, int dense, int n);
  }

  Pairing(int[] aDims, int[] bDims, int[] result) {
    int[] as = Extents.broadcastStrides(aDims, result);
    int[] bs = Extents.broadcastStrides(bDims, result);
    int[] d = new int[result.length];
    int rank = 0;
    for (int i = 0; i < result.length; i++) {
      if (result[i] == 1) {
        continue;
      }
      boolean merges =
          rank > 0 && as[rank - 1] == as[i] * result[i] && bs[rank - 1] == bs[i] * result[i];
      int at = merges ? rank - 1 : rank++;
      d[at] = merges ? d[at] * result[i] : result[i];
      as[at] = as[i];
      bs[at] = bs[i];
    }
    dims = rank == 0 ? new int[] {Extents.size(result)} : Arrays.copyOf(d, rank);
    aStrides = rank == 0 ? new int[1] : Arrays.copyOf(as, rank);
    bStrides = rank == 0 ? new int[1] : Arrays.copyOf(bs, rank);
  }

  /** The same in single precision. */
  @FunctionalInterface
  interface FloatBlock {
    void at(float[] a, float[] b, int dense, int n);
  }

  /** Hands every block of the pair to {@code block}, on all workers. */
  void each(Reals a, Reals b, Workers workers, Block block) {
    runs(
        workers,
        (aStart, bStart, from, to, dense) -> run(a, b, aStart, bStart, from, to, dense, block));
  }

  /** As {@link #each}, without widening the elements. */
  void eachFloat(Floats a, Floats b, Workers workers, FloatBlock block) {
    runs(
        workers,
        (aStart, bStart, from, to, dense) ->
            run(a.buffer(), b.buffer(), aStart, bStart, from, to, dense, block));
  }

  /** Part of a run: its elements {@code [from, to)}, with where the run starts. */
  @FunctionalInterface
  private interface Part {
    void at(int aStart, int bStart, int from, int to, int dense);
  }

  private void runs(Workers workers, Part part) {
    int axes = dims.length - 1;
    int n = dims[axes];
    int outer = Extents.size(dims, 0, axes);
    if (outer == 1) {
      workers.range(n, GRAIN, (from, to) -> part.at(0, 0, from, to, 0));
      return;
    }
    workers.range(
        outer,
        Math.max(1, GRAIN / Math.max(1, n)),
        (from, to) -> {
          for (int o = from; o < to; o++) {
            part.at(start(o, aStrides), start(o, bStrides), 0, n, o * n);
          }
        });
  }

  private void run(
      FloatBuffer a,
      FloatBuffer b,
      int aStart,
      int bStart,
      int from,
      int to,
      int dense,
      FloatBlock block) {
    int axis = dims.length - 1;
    int size = Math.min(Reals.BLOCK, to - from);
    float[] x = new float[size];
    float[] y = new float[size];
    for (int i = from; i < to; i += size) {
      int n = Math.min(size, to - i);
      read(a, aStart + i * aStrides[axis], aStrides[axis], x, n);
      read(b, bStart + i * bStrides[axis], bStrides[axis], y, n);
      block.at(x, y, dense + i, n);
    }
  }

  private static void read(FloatBuffer from, int at, int step, float[] to, int n) {
    if (step == 1) {
      from.get(at, to, 0, n);
    } else if (step == 0) {
      Arrays.fill(to, 0, n, from.get(at));
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = from.get(at + i * step);
      }
    }
  }

  private void run(
      Reals a, Reals b, int aStart, int bStart, int from, int to, int dense, Block block) {
    int axis = dims.length - 1;
    int size = Math.min(Reals.BLOCK, to - from);
    double[] x = new double[size];
    double[] y = new double[size];
    for (int i = from; i < to; i += size) {
      int n = Math.min(size, to - i);
      read(a, aStart + i * aStrides[axis], aStrides[axis], x, n);
      read(b, bStart + i * bStrides[axis], bStrides[axis], y, n);
      block.at(x, y, dense + i, n);
    }
  }

  private static void read(Reals from, int at, int step, double[] to, int n) {
    if (step == 1) {
      from.load(at, to, 0, n);
    } else if (step == 0) {
      Arrays.fill(to, 0, n, from.get(at));
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = from.get(at + i * step);
      }
    }
  }

  private int start(int outer, int[] strides) {
    int at = 0;
    for (int i = dims.length - 2, rest = outer; i >= 0; i--) {
      at += rest % dims[i] * strides[i];
      rest /= dims[i];
    }
    return at;
  }
}
