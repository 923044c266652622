package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;

/**
 * How the overlaps of values and those of keys vary together over the keys that two queries see:
 * Σ_s,s' p_as p_bs' Ṽ_ss' K̃_ss' for even weights, each Gram less its means over the keys of a and
 * over those of b.
 *
 * <p>With V_sb the mean of V over the keys of b, the double sum is ⟨VK⟩ − Σ_s p_as V_sb K_sb − Σ_s
 * p_bs V_sa K_sa + V_ab K_ab, as in the Hilbert–Schmidt criterion (Gretton et al. 2005, eq. 9).
 */
final class KeyOverlap {
  private final boolean told;
  private final double[] count;

  /** By query and key: means of V, of K, and of VK − V·K, between the key and what a query sees. */
  private final double[][] values;

  private final double[][] keys;
  private final double[][] apart;
  private final double[][] product;
  private final Sight sight;

  /** By the row whose figures are summed, sums over what each query sees. */
  private final double[][][] sums = new double[4][][];

  KeyOverlap(Field v, Field k, Sight sight) {
    this.sight = sight;
    told = sight.keys().classes() > 1;
    int rows = sight.visible().length;
    count = new double[rows];
    for (int a = 0; a < rows; a++) {
      count[a] = Math.max(1, sight.count()[a]);
    }
    values = means(v);
    keys = means(k);
    apart = means(v.times(k));
    product = new double[rows][];
    for (int a = 0; a < rows; a++) {
      product[a] = new double[values[a].length];
      for (int j = 0; j < product[a].length; j++) {
        product[a][j] = values[a][j] * keys[a][j];
        apart[a][j] -= product[a][j];
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new double[rows][];
    }
  }

  private double[][] means(Field f) {
    Layout layout = sight.keys();
    double[][] visible = sight.visible();
    double[][] mean = Reached.sums(visible, f, layout);
    double[] diagonal = Sight.diagonal(f, layout);
    for (int a = 0; a < mean.length; a++) {
      for (int j = 0; j < mean[a].length; j++) {
        double own = f.same()[j] - diagonal[j];
        mean[a][j] = mean[a][j] / count[a] + visible[a][j] / count[a] / layout.count(j) * own;
      }
    }
    return mean;
  }

  /** Σ over the keys of {@code seen}, evenly, of the figures that a row has there. */
  private double mean(int which, double[][] figures, int row, int seen) {
    double[][] known = sums[which];
    if (known[row] == null) {
      known[row] = sight.sums(figures[row]);
    }
    return known[row][seen] / count[seen];
  }

  /** The double sum for query classes {@code a} and {@code b}. */
  double of(int a, int b) {
    double sum = mean(0, apart, b, a) - mean(1, product, a, b);
    return sum + mean(2, values, b, a) * mean(3, keys, b, a);
  }

  /**
   * The double sum less that of keys which are all alike, for weights that are not quite even.
   *
   * @param c product of what tells two keys apart, in values and in keys
   * @param common number of keys that both queries see
   * @param different share of the weights that goes to pairs of different keys
   */
  double beyondAlike(int a, int b, double c, double common, double different) {
    double na = sight.count()[a];
    double nb = sight.count()[b];
    if (!told || na <= 1 || nb <= 1) {
      return 0;
    }
    double even = Math.sqrt((1 - 1 / na) * (1 - 1 / nb));
    return different / even * (of(a, b) - c * ofAlike(na, nb, common));
  }

  /**
   * The double sum where all keys are alike and differ by one: for {@code na} and {@code nb} keys
   * of which {@code common} are seen by both.
   */
  static double ofAlike(double na, double nb, double common) {
    double even = common / (na * nb);
    return even * (1 - 1 / na - 1 / nb + even);
  }
}
