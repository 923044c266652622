package dev.initlint.verify.measure;

import dev.initlint.verify.tensor.Floats;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tally;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.verify.tensor.Workers;
import java.util.Arrays;

/**
 * Mean and second moment of the elements of one tensor, accumulated in double, of floats sixteen at
 * a time ({@link Tally}). Elements at or below a threshold are masks, no signal, and are left out.
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
    Part[] parts = new Part[(n + PART - 1) / PART];
    workers.range(n, PART, (from, to) -> parts[from / PART] = part(x, from, to, lowest));
    double[] sums = Arrays.stream(parts).mapToDouble(Part::sum).toArray();
    double[] squares = Arrays.stream(parts).mapToDouble(Part::squares).toArray();
    double count = Arrays.stream(parts).mapToLong(Part::count).sum();
    return new Moments(
        Sums.sum(sums, 0, sums.length) / count, Sums.sum(squares, 0, sums.length) / count);
  }

  /** Sums over the elements of a part. */
  private record Part(double sum, double squares, long count) {}

  private static Part part(Reals x, int from, int to, double lowest) {
    if (x instanceof Floats f) {
      Tally tally = Tally.empty();
      tally.add(f.buffer(), from, to - from);
      if (!(tally.squares() < lowest * lowest)) { // else none is as far from 0 as a mask
        tally = Tally.empty();
        tally.addAbove((float) lowest, f.buffer(), from, to - from);
      }
      if (tally.isExact()) {
        return new Part(tally.sum(), tally.squares(), tally.count());
      }
    }
    double[] block = new double[Reals.BLOCK];
    double[] sum = new double[Reals.BLOCK];
    double[] square = new double[Reals.BLOCK];
    int count = add(x, from, to, lowest, block, sum, square);
    return new Part(Sums.sum(sum, 0, sum.length), Sums.sum(square, 0, square.length), count);
  }

  /** Adds the elements {@code [from, to)} above {@code lowest}, lane by lane; returns how many. */
  private static int add(
      Reals x, int from, int to, double lowest, double[] block, double[] sum, double[] square) {
    int count = 0;
    for (int i = from; i < to; i += block.length) {
      int n = Math.min(block.length, to - i);
      x.load(i, block, 0, n);
      int kept = above(block, n, lowest);
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
          for (int b = from; b < to; b++) {
            pairs[b] = pairs(x, b * positions * width, positions, width);
          }
        });
    return Sums.sum(pairs, 0, samples) / samples / positions / (positions - 1) / width;
  }

  /** Σ_{t≠s} x_t·x_s of one sample, whose first element is at {@code at}. */
  private static double pairs(Reals x, int at, int positions, int width) {
    double[] sum = new double[width];
    if (x instanceof Floats f) {
      Tally tally = Tally.empty();
      tally.addRows(f.buffer(), at, positions, width, sum);
      if (tally.isExact()) {
        return Sums.dot(sum, sum, width) - tally.squares();
      }
      Arrays.fill(sum, 0);
    }
    double[] row = new double[width];
    double[] square = new double[width];
    for (int p = 0; p < positions; p++) {
      x.load(at + p * width, row, 0, width);
      Sums.add(row, sum, width);
      Sums.addSquares(row, square, width);
    }
    return Sums.dot(sum, sum, width) - Sums.sum(square, 0, width);
  }
}
