package dev.initlint.verify.tensor;

import java.util.Arrays;

/**
 * A rectangular region of a store, given by strides: what a transpose, a slice or a broadcast
 * reads. Its dense counterpart holds the same elements in row-major order.
 */
public final class Strided {
  /** Elements per hand-over to another thread. */
  private static final int GRAIN = 1 << 14;

  private final int[] dims;
  private final int[] strides;
  private final int offset;

  /**
   * Describes a region.
   *
   * @param dims extents
   * @param strides elements between neighbours along each axis; 0 repeats, negative reverses
   * @param offset index of the first element
   */
  public Strided(int[] dims, int[] strides, int offset) {
    int[] d = new int[dims.length];
    int[] s = new int[dims.length];
    int rank = 0;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 1) {
        continue;
      }
      if (rank > 0 && s[rank - 1] == strides[i] * dims[i]) {
        d[rank - 1] *= dims[i];
        s[rank - 1] = strides[i];
      } else {
        d[rank] = dims[i];
        s[rank++] = strides[i];
      }
    }
    this.dims = Arrays.copyOf(d, rank);
    this.strides = Arrays.copyOf(s, rank);
    this.offset = offset;
  }

  /** The region that reads a tensor of shape {@code dims} as one of shape {@code target}. */
  public static Strided broadcast(int[] dims, int[] target) {
    return new Strided(target, Extents.broadcastStrides(dims, target), 0);
  }

  /** Copies the region of {@code from} into the dense {@code to}. */
  public void gather(Store from, Store to, Workers workers) {
    runs(
        workers,
        (region, dense, n, step) -> {
          if (step == 1) {
            from.copy(region, to, dense, n);
          } else {
            for (int i = 0; i < n; i++) {
              to.set(dense + i, from.get(region + i * step));
            }
          }
        });
  }

  /** Copies the dense {@code from} into the region of {@code to}; no position may repeat. */
  public void scatter(Store from, Store to, Workers workers) {
    runs(
        workers,
        (region, dense, n, step) -> {
          if (step == 1) {
            from.copy(dense, to, region, n);
          } else {
            for (int i = 0; i < n; i++) {
              to.set(region + i * step, from.get(dense + i));
            }
          }
        });
  }

  /** Adds the dense {@code from} to the region of {@code to}, summing where positions repeat. */
  public void add(Reals from, double[] to) {
    double[] block = new double[innermost()];
    runs(
        0,
        outer(),
        (region, dense, n, step) -> {
          from.load(dense, block, 0, n);
          add(block, to, region, n, step);
        });
  }

  /** Calls {@code run} for every innermost run, in order. */
  public void forEachRun(Run run) {
    runs(0, outer(), run);
  }

  /** Longest run that a {@link Run} is given. */
  public int innermost() {
    return dims.length == 0 ? 1 : dims[dims.length - 1];
  }

  /** One contiguous stretch of the dense tensor and where it lies in the region's store. */
  @FunctionalInterface
  public interface Run {
    /**
     * Handles one stretch.
     *
     * @param region index of its first element in the region's store
     * @param dense index of its first element in the dense tensor
     * @param n number of elements
     * @param step distance of neighbours in the region's store
     */
    void at(int region, int dense, int n, int step);
  }

  private static void add(double[] block, double[] to, int at, int n, int step) {
    if (step == 1) {
      for (int i = 0; i < n; i++) {
        to[at + i] += block[i];
      }
    } else if (step == 0) {
      to[at] += Sums.sum(block, 0, n);
    } else {
      for (int i = 0; i < n; i++) {
        to[at + i * step] += block[i];
      }
    }
  }

  private int outer() {
    int n = 1;
    for (int i = 0; i < dims.length - 1; i++) {
      n *= dims[i];
    }
    return dims.length > 0 && innermost() == 0 ? 0 : n;
  }

  private void runs(Workers workers, Run run) {
    workers.range(
        outer(), Math.max(1, GRAIN / Math.max(1, innermost())), (from, to) -> runs(from, to, run));
  }

  private void runs(int from, int to, Run run) {
    int axes = dims.length - 1;
    int n = innermost();
    int step = dims.length == 0 ? 1 : strides[axes];
    if (axes <= 0) {
      if (to > from) {
        run.at(offset, 0, n, step);
      }
      return;
    }
    int[] index = new int[axes];
    int region = offset;
    for (int i = axes - 1, rest = from; i >= 0; i--) {
      index[i] = rest % dims[i];
      rest /= dims[i];
      region += index[i] * strides[i];
    }
    for (int o = from; o < to; o++) {
      run.at(region, o * n, n, step);
      for (int i = axes - 1; i >= 0; i--) {
        region += strides[i];
        if (++index[i] < dims[i]) {
          break;
        }
        region -= strides[i] * dims[i];
        index[i] = 0;
      }
    }
  }
}
