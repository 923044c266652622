package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Workers;
import java.util.Arrays;

/**
 * Turns convolution into a matrix product (Chellapilla et al. 2006): row (channel, tap) of the
 * patch matrix holds, for every window position, the input element that the tap meets.
 */
final class Patches {
  private Patches() {}

  /** Fills the patch matrix from {@code channels} channels of the input. */
  static void gather(
      Window w, Reals input, int offset, int channels, Reals patches, Workers workers) {
    int taps = w.taps();
    workers.range(
        channels * taps,
        1 + Elementwise.GRAIN / Math.max(1, w.positions()),
        (from, to) -> {
          double[] row = new double[w.in()[2]];
          double[] line = new double[w.out()[2]];
          for (int r = from; r < to; r++) {
            gatherRow(
                w,
                input,
                offset + r / taps * w.inputs(),
                r % taps,
                patches,
                r * w.positions(),
                row,
                line);
          }
        });
  }

  private static void gatherRow(
      Window w,
      Reals input,
      int start,
      int tap,
      Reals patches,
      int target,
      double[] row,
      double[] line) {
    int kw = tap % w.kernel()[2];
    int kh = tap / w.kernel()[2] % w.kernel()[1];
    int kd = tap / w.kernel()[2] / w.kernel()[1];
    int first = w.firstInside(kw);
    int end = w.endInside(kw);
    w.rows(
        kd,
        kh,
        (position, at) -> {
          Arrays.fill(line, 0);
          if (at >= 0) {
            input.load(start + at, row, 0, row.length);
            for (int o = first; o < end; o++) {
              line[o] = row[w.at(2, o, kw)];
            }
          }
          patches.store(target + position, line, 0, line.length);
        });
  }

  /** Adds the patch matrix back to {@code channels} channels: the adjoint of {@link #gather}. */
  static void scatter(
      Window w, Reals patches, Reals input, int offset, int channels, Workers workers) {
    workers.range(
        channels,
        1,
        (from, to) -> {
          double[] sum = new double[w.inputs()];
          double[] line = new double[w.out()[2]];
          for (int c = from; c < to; c++) {
            int at = offset + c * w.inputs();
            input.load(at, sum, 0, sum.length);
            for (int tap = 0; tap < w.taps(); tap++) {
              scatterRow(w, patches, (c * w.taps() + tap) * w.positions(), tap, sum, line);
            }
            input.store(at, sum, 0, sum.length);
          }
        });
  }

  private static void scatterRow(
      Window w, Reals patches, int source, int tap, double[] sum, double[] line) {
    int kw = tap % w.kernel()[2];
    int kh = tap / w.kernel()[2] % w.kernel()[1];
    int kd = tap / w.kernel()[2] / w.kernel()[1];
    int first = w.firstInside(kw);
    int end = w.endInside(kw);
    w.rows(
        kd,
        kh,
        (position, at) -> {
          if (at < 0) {
            return;
          }
          patches.load(source + position, line, 0, line.length);
          for (int o = first; o < end; o++) {
            sum[at + w.at(2, o, kw)] += line[o];
          }
        });
  }
}
