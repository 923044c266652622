package dev.initlint.verify.measure;

import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.verify.tensor.Workers;

/**
 * Statistics of the rows of a softmax over keys; keys whose logit is at or below {@link #MASKED} do
 * not take part, nor do rows without a key.
 *
 * @param largest mean of the largest weight over the rows that see most keys, the same quantity
 *     that is predicted: under a causal mask the rows of few keys say nothing of the others
 */
public record AttentionMoments(
    double logitVariance, double largest, double entropyShare, double participation) {
  /** Masks are written as minus infinity, the lowest float, -1e9 or, the mildest, -1e4. */
  public static final double MASKED = -9000;

  /** Rows per partial sum. */
  private static final int PART = 256;

  /** Sums over rows. */
  private static final class Totals {
    private double squaredDeviations;
    private double keys;
    private double rows;
    private double largest;
    private double rowsOfMostKeys;
    private int mostKeys;
    private double participation;
    private double entropyShare;
    private double rowsOfSeveralKeys;

    void add(Totals t) {
      squaredDeviations += t.squaredDeviations;
      keys += t.keys;
      rows += t.rows;
      largest(t.mostKeys, t.largest, t.rowsOfMostKeys);
      participation += t.participation;
      entropyShare += t.entropyShare;
      rowsOfSeveralKeys += t.rowsOfSeveralKeys;
    }

    void largest(int n, double sum, double count) {
      if (n > mostKeys) {
        mostKeys = n;
        largest = 0;
        rowsOfMostKeys = 0;
      }
      if (n == mostKeys) {
        largest += sum;
        rowsOfMostKeys += count;
      }
    }
  }

  /** Reads logits, whose last axis is that of the keys. */
  public static AttentionMoments of(Tensor logits, Workers workers) {
    int keys = logits.dim(-1);
    int rows = keys == 0 ? 0 : logits.size() / keys;
    Totals[] parts = new Totals[(rows + PART - 1) / PART];
    Reals x = logits.reals();
    workers.range(
        rows,
        PART,
        (from, to) -> {
          Totals totals = new Totals();
          double[] row = new double[keys];
          double[] p = new double[keys];
          for (int r = from; r < to; r++) {
            x.load(r * keys, row, 0, keys);
            add(row, p, totals);
          }
          parts[from / PART] = totals;
        });
    Totals all = new Totals();
    for (Totals part : parts) {
      all.add(part);
    }
    return new AttentionMoments(
        all.squaredDeviations / all.keys,
        all.largest / all.rowsOfMostKeys,
        all.entropyShare / all.rowsOfSeveralKeys,
        all.participation / all.rows);
  }

  private static void add(double[] row, double[] p, Totals totals) {
    int n = 0;
    for (double v : row) {
      if (v > MASKED) {
        p[n++] = v;
      }
    }
    if (n == 0) {
      return;
    }
    double mean = Sums.sum(p, 0, n) / n;
    double max = Sums.max(p, n);
    for (int i = 0; i < n; i++) {
      totals.squaredDeviations += (p[i] - mean) * (p[i] - mean);
      p[i] -= max;
    }
    double meanShifted = 0;
    double total = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double e = Math.exp(p[i]);
      total += e;
      squares += e * e;
      meanShifted += e * p[i];
    }
    totals.keys += n;
    totals.rows++;
    totals.largest(n, 1 / total, 1);
    totals.participation += squares / (total * total);
    if (n > 1) {
      // entropy = ln Σ e^z - Σ p·z
      totals.entropyShare += (Math.log(total) - meanShifted / total) / Math.log(n);
      totals.rowsOfSeveralKeys++;
    }
  }
}
