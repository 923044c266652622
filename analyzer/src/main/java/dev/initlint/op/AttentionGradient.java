package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;

/** The way back through attention to the values: PᵀDP, with the own spread of each row. */
final class AttentionGradient {
  private AttentionGradient() {}

  /** Even weights: of one key, by class of queries and keys. */
  static double[][] even(AttentionRows rows) {
    double[][] p = new double[rows.queries().classes()][rows.keys().classes()];
    for (int i = 0; i < p.length; i++) {
      for (int j = 0; j < p[i].length; j++) {
        p[i][j] = rows.visible()[i][j] / (rows.count()[i] * rows.keys().count(j));
      }
    }
    return p;
  }

  /**
   * Second moments within one sample.
   *
   * @param count number of keys that each class of queries sees
   * @param shared E Σ_s p_ts p'_ts of a row with itself, or with the same row elsewhere
   */
  static Field within(
      double[] count, double[] shared, double[][] p, Field d, Layout queries, Layout keys) {
    Field pairs = product(p, d, queries, keys, false);
    double[] same = pairs.same().clone();
    double[] other = pairs.other().clone();
    for (int i = 0; i < queries.classes(); i++) {
      double n = count[i];
      double s2 = shared[i];
      double weight = queries.count(i) * d.same()[i];
      double apart = n > 1 ? (1 - s2) / (n * (n - 1)) : 0;
      for (int j = 0; j < same.length; j++) {
        same[j] += weight * p[i][j] * s2;
      }
      for (int l = 0; l < other.length; l++) {
        other[l] += weight * p[i][keys.first(l)] * p[i][keys.second(l)] * n * n * apart;
      }
    }
    return new Field(same, other);
  }

  /** Σ over pairs of queries of D·p·p'; equal queries only when {@code diagonal}. */
  static Field product(double[][] p, Field d, Layout queries, Layout keys, boolean diagonal) {
    int rows = p.length;
    int n = keys.classes();
    if (d.isZero()) {
      return Field.zero(keys);
    }
    int[] from = new int[rows];
    int[] to = new int[rows];
    for (int a = 0; a < rows; a++) {
      to[a] = n;
      while (to[a] > 0 && p[a][to[a] - 1] == 0) {
        to[a]--;
      }
      while (from[a] < to[a] && p[a][from[a]] == 0) {
        from[a]++;
      }
    }
    double[][] half = new double[rows][n];
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b < rows; b++) {
        double weight =
            (a == b ? Math.max(0, queries.count(a) * (queries.count(a) - 1)) : 1)
                * (a == b ? 1 : queries.count(a) * queries.count(b))
                * d.other()[queries.pair(a, b)];
        if (a == b && diagonal) {
          weight += queries.count(a) * d.same()[a];
        }
        if (weight != 0) {
          double[] sum = half[a];
          double[] seen = p[b];
          for (int j = from[b]; j < to[b]; j++) {
            sum[j] += weight * seen[j];
          }
        }
      }
    }
    double[] same = new double[n];
    double[] other = new double[keys.pairClasses()];
    for (int a = 0; a < rows; a++) {
      double[] seen = p[a];
      double[] sum = half[a];
      for (int j = from[a]; j < to[a]; j++) {
        same[j] += seen[j] * sum[j];
      }
      for (int l = 0; l < other.length; l++) {
        double first = seen[keys.first(l)];
        if (first != 0) {
          other[l] += first * sum[keys.second(l)];
        }
      }
    }
    return new Field(same, other);
  }
}
