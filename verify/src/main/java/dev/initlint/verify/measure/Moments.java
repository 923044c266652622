package dev.initlint.verify.measure;

import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.verify.tensor.Workers;
import java.util.Arrays;

/**
 * Mean and second moment of the elements of one tensor, accumulated in double. Elements at or below
 * a threshold are masks, no signal, and are left out.
 *
 * @param mean E[x]
 * @param secondMoment E[x²]
 */
public record Moments(double mean, double secondMoment) {
  /** Elements per partial sum; fixed, so that sums do not depend on the number of threads. */
  private static final int PART = 1 << 15;

  /** Lowest signal; masks are written as minus infinity or the lowest float. */
  public static final double LOWEST = -1e30;

  /** Moments of all elements but infinite masks. */
  public static Moments of(Tensor t, Workers workers) {
    return of(t, workers, LOWEST);
  }

  /** Moments of the elements above {@code lowest}. */
  public static Moments of(Tensor t, Workers workers, double lowest) {
    Reals x = t.reals();
    int n = x.size();
    int parts = (n + PART - 1) / PART;
    double[] sums = new double[parts];
    double[] squares = new double[parts];
    double[] counts = new double[parts];
    workers.range(
        n,
        PART,
        (from, to) -> {
          double[] block = new double[Reals.BLOCK];
          double[] sum = new double[Reals.BLOCK];
          double[] square = new double[Reals.BLOCK];
          int part = from / PART;
          counts[part] = add(x, from, to, Double.NEGATIVE_INFINITY, block, sum, square);
          squares[part] = Sums.sum(square, 0, square.length);
          if (!(squares[part] < lowest * lowest)) { // else none is as far from 0 as a mask
            Arrays.fill(sum, 0);
            Arrays.fill(square, 0);
            counts[part] = add(x, from, to, lowest, block, sum, square);
            squares[part] = Sums.sum(square, 0, square.length);
          }
          sums[part] = Sums.sum(sum, 0, sum.length);
        });
    double count = Sums.sum(counts, 0, parts);
    return new Moments(Sums.sum(sums, 0, parts) / count, Sums.sum(squares, 0, parts) / count);
  }

  /** Adds the elements {@code [from, to)} above {@code lowest}, lane by lane; returns how many. */
  private static int add(
      Reals x, int from, int to, double lowest, double[] block, double[] sum, double[] square) {
    int count = 0;
    for (int i = from; i < to; i += block.length) {
      int n = Math.min(block.length, to - i);
      x.load(i, block, 0, n);
      int kept = lowest == Double.NEGATIVE_INFINITY ? n : above(block, n, lowest);
      Sums.add(block, sum, kept);
      Sums.addSquares(block, square, kept);
      count += kept;
    }
    return count;
  }

  /** Moves the elements above a threshold, and those that are not numbers, to the front. */
  private static int above(double[] block, int n, double lowest) {
    int kept = 0;
    for (int i = 0; i < n; i++) {
      if (!(block[i] <= lowest)) {
        block[kept++] = block[i];
      }
    }
    return kept;
  }

  /**
   * Mean over pairs of different positions (axis 1) of the same sample of x_t·x_s/d, from Σ_{t≠s}
   * x_t·x_s = |Σ_t x_t|² - Σ_t |x_t|²; NaN unless the rank is 3 and there are two positions.
   */
  public static double tokenOverlap(Tensor t, Workers workers) {
    if (t.rank() != 3 || t.dim(1) < 2 || t.size() == 0) {
      return Double.NaN;
    }
    int samples = t.dim(0);
    int positions = t.dim(1);
    int width = t.dim(2);
    double[] pairs = new double[samples];
    Reals x = t.reals();
    workers.range(
        samples,
        1,
        (from, to) -> {
          int rows = Math.min(positions, Math.max(1, Reals.BLOCK / width));
          double[] block = new double[rows * width];
          double[] square = new double[rows * width];
          for (int b = from; b < to; b++) {
            double[] sum = new double[width];
            Arrays.fill(square, 0);
            for (int p = 0; p < positions; p += rows) {
              int n = Math.min(rows, positions - p) * width;
              x.load((b * positions + p) * width, block, 0, n);
              Sums.addSquares(block, square, n);
              for (int row = 0; row < n; row += width) {
                for (int i = 0; i < width; i++) {
                  sum[i] += block[row + i];
                }
              }
            }
            pairs[b] = Sums.dot(sum, sum, width) - Sums.sum(square, 0, square.length);
          }
        });
    return Sums.sum(pairs, 0, samples) / samples / positions / (positions - 1) / width;
  }
}
