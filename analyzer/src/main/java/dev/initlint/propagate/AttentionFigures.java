package dev.initlint.propagate;

import dev.initlint.gaussian.SoftmaxStatistics;
import dev.initlint.gaussian.SoftmaxTable;
import dev.initlint.moment.Defect;
import dev.initlint.moment.Evaluation;
import dev.initlint.op.Attention;
import dev.initlint.op.AttentionRows;

/** The statistics of one attention, averaged over queries, as a report shows them. */
public final class AttentionFigures {
  /** Beyond this deviation the largest weight goes to one as 1/s. */
  private static final double FROZEN = 50;

  private AttentionFigures() {}

  static Trace.AttentionRow row(
      String node, String block, Attention.Weights weights, Evaluation e) {
    Attention.Logits logits = weights.logits();
    double factor = logits.factor() * logits.scale().factor();
    long headDim = Math.round(e.number(logits.headDim()));
    AttentionRows rows = e.orNull(weights.rows());
    Trace.AttentionRow known =
        rows == null
            ? null
            : Defect.orNull("attention", () -> row(node, block, rows, factor, headDim, e));
    return known != null
        ? known
        : new Trace.AttentionRow(node, block, null, factor, headDim, 0, null, null, null);
  }

  private static Trace.AttentionRow row(
      String node, String block, AttentionRows rows, double factor, long headDim, Evaluation e) {
    double[] entropy = new double[rows.statistics().length];
    for (int i = 0; i < entropy.length; i++) {
      entropy[i] = rows.count()[i] > 1 ? rows.statistics()[i].entropyShare() : 1;
    }
    return new Trace.AttentionRow(
        node,
        block,
        rows.logitStd(),
        factor,
        headDim,
        Math.round(rows.keys().positions()),
        largest(rows, e),
        rows.weighted(entropy),
        rows.meanParticipation());
  }

  /** Expected largest weight of the query that sees most keys. */
  private static double largest(AttentionRows rows, Evaluation e) {
    int most = 0;
    for (int i = 1; i < rows.count().length; i++) {
      most = rows.count()[i] > rows.count()[most] ? i : most;
    }
    SoftmaxStatistics s = rows.statistics()[most];
    SoftmaxTable table = SoftmaxTable.common();
    double frozen = Math.min(FROZEN, s.logitStd());
    double largest = table.largestProbability(s.keys(), frozen);
    return s.logitStd() > FROZEN ? 1 - (1 - largest) * FROZEN / s.logitStd() : largest;
  }
}
