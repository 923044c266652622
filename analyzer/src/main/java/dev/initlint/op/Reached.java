package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;

/** Sums of a field over the keys that queries see. */
final class Reached {
  private Reached() {}

  /**
   * Σ_l visible[i][l]·F_jl by query class i and key class j, with F the figures of different keys.
   * What a query sees differs little from what the one before it sees, so that each row of sums is
   * the one before and what was added to it or taken away.
   */
  static double[][] sums(double[][] visible, Field field, Layout keys) {
    int n = keys.classes();
    double[][] sums = new double[visible.length][];
    double[] before = new double[n];
    double[] seen = new double[n];
    for (int i = 0; i < visible.length; i++) {
      double[] now = before.clone();
      for (int l = 0; l < n; l++) {
        double more = visible[i][l] - seen[l];
        if (more != 0) {
          add(more, l, field.other(), keys, now);
        }
      }
      seen = visible[i];
      before = now;
      sums[i] = now;
    }
    return sums;
  }

  private static void add(double more, int l, double[] other, Layout keys, double[] sums) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] += more * other[keys.pair(j, l)];
    }
  }
}
