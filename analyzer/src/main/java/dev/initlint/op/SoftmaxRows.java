package dev.initlint.op;

import dev.initlint.gaussian.SoftmaxStatistics;
import dev.initlint.gaussian.SoftmaxTable;

/**
 * Softmax statistics by row, averaged over the length of the query: with d_k independent features
 * its square varies by 2/d_k, and the logits' variance with it.
 */
final class SoftmaxRows {
  /** Gauss points of a normal law: three are exact to fifth order. */
  private static final double[] POINT = {-Math.sqrt(3), 0, Math.sqrt(3)};

  private static final double[] WEIGHT = {1.0 / 6, 2.0 / 3, 1.0 / 6};

  /** Logit deviation from which rows are frozen. */
  static final double FROZEN = 50;

  private SoftmaxRows() {}

  /**
   * Statistics by row.
   *
   * @param keys number of keys of each row
   * @param variance s² of each row
   * @param headDim d_k; infinite where the rows have no query
   * @param fixed the part of s² that does not vary with the length of the query
   */
  static SoftmaxStatistics[] of(double[] keys, double[] variance, double headDim, double fixed) {
    SoftmaxTable table = SoftmaxTable.common();
    SoftmaxStatistics[] rows = new SoftmaxStatistics[keys.length];
    for (int i = 0; i < rows.length; i++) {
      boolean again = i > 0 && keys[i] == keys[i - 1] && variance[i] == variance[i - 1];
      double n = Math.max(1, keys[i]);
      rows[i] =
          again ? rows[i - 1] : averaged(table, n, variance[i], fixed, Math.sqrt(2 / headDim));
    }
    return rows;
  }

  /**
   * Statistics of one row. Far in the frozen regime all of them go to their limits as 1/s, because
   * only a tie of the two largest logits keeps a softmax from one-hot.
   */
  static SoftmaxStatistics at(SoftmaxTable table, double keys, double s) {
    if (!(s > FROZEN)) {
      return table.at(keys, s);
    }
    SoftmaxStatistics f = table.at(keys, FROZEN);
    double near = Double.isInfinite(s) ? 0 : FROZEN / s;
    return new SoftmaxStatistics(
        keys,
        s,
        f.logPartition() / near,
        1 - (1 - f.s2()) * near,
        1 - (1 - f.s3()) * near,
        1 - (1 - f.s4()) * near,
        1 - (1 - f.squaredParticipation()) * near,
        f.entropy() * near,
        f.selfCheck());
  }

  private static SoftmaxStatistics averaged(
      SoftmaxTable table, double keys, double variance, double fixed, double relative) {
    double moving = Math.max(0, variance - fixed);
    if (relative == 0 || moving == 0) {
      return at(table, keys, Math.sqrt(variance));
    }
    double[] m = new double[8];
    for (int p = 0; p < POINT.length; p++) {
      double length = Math.max(0, 1 + POINT[p] * relative);
      SoftmaxStatistics s = at(table, keys, Math.sqrt(variance - moving + moving * length));
      m[0] += WEIGHT[p] * s.logitStd();
      m[1] += WEIGHT[p] * s.logPartition();
      m[2] += WEIGHT[p] * s.s2();
      m[3] += WEIGHT[p] * s.s3();
      m[4] += WEIGHT[p] * s.s4();
      m[5] += WEIGHT[p] * s.squaredParticipation();
      m[6] += WEIGHT[p] * s.entropy();
      m[7] += WEIGHT[p] * s.selfCheck();
    }
    return new SoftmaxStatistics(keys, m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7]);
  }
}
