package dev.initlint.rules;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;

/**
 * Sums over all positions of a batch, of what gradients and inputs of a linear map have in common.
 *
 * @param layout of both
 * @param samples in the batch
 * @param within E[x_t x_s] inside a sample
 * @param across that between two samples
 */
record StepOverlap(Layout layout, double samples, Field within, Field across) {

  /**
   * Second moments of a gradient: E[δ_t δ_s] inside a sample and between two.
   *
   * @param within one position with itself, and with others of its sample
   * @param across with those of another sample
   */
  record Gradient(Field within, Field across) {}

  /** E[G²] of an entry of the weight, G = Σ δ_s x_s. */
  double weight(Gradient g) {
    return samples
        * (all(g.within().times(within)) + (samples - 1) * all(g.across().times(across)));
  }

  private double all(Field f) {
    double n = layout.positions();
    return n * n * f.meanAll(layout);
  }

  /**
   * The mean over positions t of E(Σ_s δ_s K_ts)², with K_ts = E[x_t x_s]: no less than E[G²]²/(N²
   * E[δ²]) over N positions in all, by Cauchy and Schwarz, whatever small errors of gradients that
   * cancel, as those of keys do, make of it.
   */
  double seen(Gradient g) {
    double all = samples * layout.positions();
    double own = g.within().meanSame(layout);
    double least = weight(g) / all;
    return Math.max(formed(g), own > 0 ? least * least / own : 0);
  }

  private double formed(Gradient g) {
    double[][] near = square(within);
    double[][] far = square(across);
    Sums own = new Sums(g.within());
    Sums apart = new Sums(g.across());
    double others = samples - 1;
    double sum = 0;
    for (int k = 0; k < layout.classes(); k++) {
      sum +=
          layout.count(k)
              * (own.form(k, within, near[k], within, near[k])
                  + others * own.form(k, across, far[k], across, far[k])
                  + 2 * others * apart.form(k, within, near[k], across, far[k])
                  + others * (others - 1) * apart.form(k, across, far[k], across, far[k]));
    }
    return sum / layout.positions();
  }

  /** Figures between different positions, by both classes. */
  private double[][] square(Field f) {
    int n = layout.classes();
    double[][] all = new double[n][n];
    for (int k = 0; k < n; k++) {
      for (int l = 0; l < n; l++) {
        all[k][l] = f.other()[layout.pair(k, l)];
      }
    }
    return all;
  }

  /** Sums over pairs of positions that a gradient weighs. */
  private final class Sums {
    private final Field d;

    /** Σ d_ts over the positions s of the second class, for one t of the first. */
    private final double[][] row;

    Sums(Field d) {
      this.d = d;
      row = square(d);
      for (int k = 0; k < row.length; k++) {
        for (int l = 0; l < row.length; l++) {
          row[k][l] =
              k == l
                  ? d.same()[k] + (layout.count(l) - 1) * row[k][l]
                  : layout.count(l) * row[k][l];
        }
      }
    }

    /**
     * Σ_ss' a_ts b_ts' d_ss' for a position t of class k: by classes, and t itself apart.
     *
     * @param alongA figures of {@code a} between that class and each, and
     * @param alongB of {@code b}
     */
    double form(int k, Field a, double[] alongA, Field b, double[] alongB) {
      double whole = 0;
      for (int l = 0; l < row.length; l++) {
        whole += alongA[l] * layout.count(l) * sum(row[l], alongB);
      }
      double ownA = a.same()[k] - alongA[k];
      double ownB = b.same()[k] - alongB[k];
      return whole
          + ownA * sum(row[k], alongB)
          + ownB * sum(row[k], alongA)
          + ownA * ownB * d.same()[k];
    }

    private static double sum(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }
  }
}
