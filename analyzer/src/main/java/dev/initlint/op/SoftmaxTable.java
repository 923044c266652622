package dev.initlint.op;

import dev.initlint.gaussian.SoftmaxStatistics;
import dev.initlint.moment.Evaluation;

/**
 * Softmax statistics of many rows whose logit deviations differ a little: exact on Chebyshev nodes in
 * the deviation, interpolated between them, and averaged over the length of the query, whose square
 * varies by 2/d_k.
 */
final class SoftmaxTable {
  private static final int NODES = 6;

  /** Gauss points of a normal law: three are exact to fifth order. */
  private static final double[] POINT = {-Math.sqrt(3), 0, Math.sqrt(3)};

  private static final double[] WEIGHT = {1.0 / 6, 2.0 / 3, 1.0 / 6};

  private SoftmaxTable() {}

  private record Key(double s) {}

  /**
   * Statistics by row.
   *
   * @param keys number of keys of each row
   * @param variance s² of each row
   * @param fixed the part of s² that does not vary with the length of the query
   */
  static SoftmaxStatistics[] rows(
      double[] keys, double[] variance, double headDim, double fixed, Evaluation e) {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    double relative = Math.sqrt(2 / headDim);
    for (double v : variance) {
      for (double p : POINT) {
        double s = Math.sqrt(lengthened(v, fixed, p * relative));
        low = Math.min(low, s);
        high = Math.max(high, s);
      }
    }
    boolean narrow = high - low < 1e-9;
    int n = narrow ? 1 : NODES;
    double[] node = new double[n];
    SoftmaxStatistics.Family[] family = new SoftmaxStatistics.Family[n];
    for (int i = 0; i < n; i++) {
      double x = narrow ? 0 : Math.cos(Math.PI * (i + 0.5) / n);
      node[i] = (low + high) / 2 + (high - low) / 2 * x;
      family[i] = e.shared(new Key(node[i]), k -> SoftmaxStatistics.Family.of(k.s()));
    }
    SoftmaxStatistics[] rows = new SoftmaxStatistics[keys.length];
    for (int i = 0; i < rows.length; i++) {
      boolean again = i > 0 && keys[i] == keys[i - 1] && variance[i] == variance[i - 1];
      rows[i] =
          again
              ? rows[i - 1]
              : row(Math.max(1, keys[i]), variance[i], fixed, relative, node, family, e);
    }
    return rows;
  }

  private record At(double keys, double s) {}

  private static SoftmaxStatistics row(
      double keys,
      double variance,
      double fixed,
      double relative,
      double[] node,
      SoftmaxStatistics.Family[] family,
      Evaluation e) {
    SoftmaxStatistics[] at = new SoftmaxStatistics[node.length];
    for (int i = 0; i < node.length; i++) {
      SoftmaxStatistics.Family f = family[i];
      at[i] = e.shared(new At(keys, node[i]), k -> f.at(k.keys()));
    }
    double[] weight = new double[node.length];
    for (int p = 0; p < POINT.length; p++) {
      double s = Math.sqrt(lengthened(variance, fixed, POINT[p] * relative));
      double[] basis = lagrange(node, s);
      for (int i = 0; i < weight.length; i++) {
        weight[i] += WEIGHT[p] * basis[i];
      }
    }
    return mean(at, weight);
  }

  private static SoftmaxStatistics mean(SoftmaxStatistics[] at, double[] w) {
    double[] m = new double[8];
    for (int i = 0; i < w.length; i++) {
      m[0] += w[i] * at[i].logitStd();
      m[1] += w[i] * at[i].logPartition();
      m[2] += w[i] * at[i].s2();
      m[3] += w[i] * at[i].s3();
      m[4] += w[i] * at[i].s4();
      m[5] += w[i] * at[i].squaredParticipation();
      m[6] += w[i] * at[i].entropy();
      m[7] += w[i] * at[i].selfCheck();
    }
    return new SoftmaxStatistics(
        at[0].keys(), m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7]);
  }

  private static double lengthened(double variance, double fixed, double relative) {
    double moving = Math.max(0, variance - fixed);
    return Math.max(0, variance - moving + moving * Math.max(0, 1 + relative));
  }

  private static double[] lagrange(double[] node, double x) {
    double[] basis = new double[node.length];
    for (int i = 0; i < node.length; i++) {
      basis[i] = 1;
      for (int j = 0; j < node.length; j++) {
        if (j != i) {
          basis[i] *= (x - node[j]) / (node[i] - node[j]);
        }
      }
    }
    return basis;
  }
}
