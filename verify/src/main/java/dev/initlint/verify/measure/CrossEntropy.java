package dev.initlint.verify.measure;

import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.verify.tensor.Workers;

/** The loss of a classifier before training. */
public final class CrossEntropy {
  /** Rows per partial sum. */
  private static final int PART = 64;

  private CrossEntropy() {}

  /**
   * Mean over rows of ln Σ exp z - mean z: the cross-entropy in nats, averaged over labels that are
   * uniform and independent of the logits z. NaN when there is no axis of two classes or more.
   */
  public static double of(Tensor logits, Workers workers) {
    if (logits.rank() < 2 || logits.dim(-1) < 2 || logits.size() == 0) {
      return Double.NaN;
    }
    int classes = logits.dim(-1);
    int rows = logits.size() / classes;
    double[] parts = new double[(rows + PART - 1) / PART];
    Reals z = logits.reals();
    workers.range(
        rows,
        PART,
        (from, to) -> {
          double[] row = new double[classes];
          double[] scratch = new double[classes];
          for (int r = from; r < to; r++) {
            z.load(r * classes, row, 0, classes);
            parts[from / PART] +=
                Sums.logSumExp(row, scratch) - Sums.sum(row, 0, classes) / classes;
          }
        });
    return Sums.sum(parts, 0, parts.length) / rows;
  }
}
