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
    double sum = 0;
    for (int k = 0; k < layout.classes(); k++) {
      double others = samples - 1;
      sum +=
          layout.count(k)
              * (form(k, within, within, g.within())
                  + others * form(k, across, across, g.within())
                  + 2 * others * form(k, within, across, g.across())
                  + others * (others - 1) * form(k, across, across, g.across()));
    }
    return sum / layout.positions();
  }

  /** Σ_ss' a_ts b_ts' d_ss' for a position t of class k: by classes, and t itself apart. */
  private double form(int k, Field a, Field b, Field d) {
    double whole = 0;
    double alongA = 0;
    double alongB = 0;
    for (int l = 0; l < layout.classes(); l++) {
      double al = a.other()[layout.pair(k, l)];
      double bl = b.other()[layout.pair(k, l)];
      alongA += al * row(d, k, l);
      alongB += bl * row(d, k, l);
      for (int m = 0; m < layout.classes(); m++) {
        whole += al * b.other()[layout.pair(k, m)] * layout.count(l) * row(d, l, m);
      }
    }
    double ownA = a.same()[k] - a.other()[layout.pair(k, k)];
    double ownB = b.same()[k] - b.other()[layout.pair(k, k)];
    return whole + ownA * alongB + ownB * alongA + ownA * ownB * d.same()[k];
  }

  /** Σ d_ts over the positions s of a class, for one t of another, or of the same. */
  private double row(Field d, int of, int over) {
    double other = d.other()[layout.pair(of, over)];
    return of == over
        ? d.same()[of] + (layout.count(over) - 1) * other
        : layout.count(over) * other;
  }
}
