package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import java.util.Arrays;

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
  private final double[][] p;
  private final double[][] values;
  private final double[][] keys;
  private final double[][] products;

  KeyOverlap(Field v, Field k, Layout layout, double[][] visible) {
    told = layout.classes() > 1;
    count = new double[visible.length];
    p = new double[visible.length][];
    for (int a = 0; a < p.length; a++) {
      p[a] = visible[a].clone();
      count[a] = Arrays.stream(p[a]).sum();
      for (int j = 0; j < p[a].length; j++) {
        p[a][j] /= Math.max(1, count[a]);
      }
    }
    values = means(v, layout, visible);
    keys = means(k, layout, visible);
    products = means(v.times(k), layout, visible);
  }

  /** By query and key: the mean of the field between the key and those that the query sees. */
  private double[][] means(Field f, Layout layout, double[][] visible) {
    double[][] mean = Reached.sums(visible, f, layout);
    for (int a = 0; a < p.length; a++) {
      double all = Math.max(1, count[a]);
      for (int j = 0; j < mean[a].length; j++) {
        double own = f.same()[j] - f.other()[layout.pair(j, j)];
        mean[a][j] = mean[a][j] / all + p[a][j] / layout.count(j) * own;
      }
    }
    return mean;
  }

  /** The double sum for query classes {@code a} and {@code b}. */
  double of(int a, int b) {
    double sum = 0;
    double v = 0;
    double k = 0;
    for (int j = 0; j < p[a].length; j++) {
      sum += p[a][j] * (products[b][j] - values[b][j] * keys[b][j]);
      sum -= p[b][j] * values[a][j] * keys[a][j];
      v += p[a][j] * values[b][j];
      k += p[a][j] * keys[b][j];
    }
    return sum + v * k;
  }

  /**
   * The double sum less that of keys which are all alike, for weights that are not quite even.
   *
   * @param c product of what tells two keys apart, in values and in keys
   * @param common number of keys that both queries see
   * @param different share of the weights that goes to pairs of different keys
   */
  double beyondAlike(int a, int b, double c, double common, double different) {
    double na = count[a];
    double nb = count[b];
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
