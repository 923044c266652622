package dev.initlint.op;

import dev.initlint.gaussian.GaussianTransform;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.gaussian.SoftmaxStatistics;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.moment.Strata;
import java.util.Arrays;

/**
 * The rows of one attention: how far the keys of each query are apart in logit, and what the
 * softmax makes of it.
 *
 * <p>For a query in class i with n_i visible keys whose own overlap is p, s_i² =
 * scale²·d_k·Q_ii·(q_K − p_K): what keys have in common does not move a softmax
 * (docs/theory/attention.md#logits; Giorlandino and Goldt 2025, eq. 8 to 10).
 *
 * @param sight expected number of keys of class j that a query of class i sees
 * @param count number of keys of each query class
 * @param logitVariance s_i²
 * @param participation S2_i = E Σ p²
 * @param correlation by pair class of the queries: correlation of their logits
 * @param weighted whether keys are seen in part, by a constant that was added to the scores
 */
public record AttentionRows(
    Layout queries,
    Layout keys,
    Sight sight,
    double[] count,
    double[] logitVariance,
    double[] participation,
    SoftmaxStatistics[] statistics,
    double[] correlation,
    Stat query,
    Stat key,
    boolean weighted) {

  /** Expected number of keys of class j that a query of class i sees. */
  double[][] visible() {
    return sight.visible();
  }

  public static AttentionRows of(Attention.Logits logits, Evaluation e) {
    return e.shared(logits, l -> compute(l, false, e));
  }

  private record Coarse(Attention.Logits logits) {}

  /** The same with queries and keys told apart by few classes only. */
  static AttentionRows coarse(Attention.Logits logits, Evaluation e) {
    return e.shared(new Coarse(logits), l -> compute(l.logits(), true, e));
  }

  private static Stat stat(Signal x, boolean coarse, double size, Evaluation e) {
    Stat s = Windows.inside(x.stat().in(e), size).sequential();
    return coarse ? s.coarse() : s;
  }

  private static Layout classes(double n, boolean coarse) {
    return coarse ? Layout.coarse((long) n) : Layout.resolved((long) n);
  }

  private static AttentionRows compute(Attention.Logits logits, boolean coarse, Evaluation e) {
    Signal query = logits.query();
    Signal key = logits.key();
    Stat q = stat(query, coarse, Windows.size(query, query.axes().rank() - 2), e);
    Stat k = stat(key, coarse, Windows.size(key, key.axes().rank() - 1), e);
    Layout lq = q.layout();
    Layout lk = k.layout();
    if (logits.mask().orders()) {
      lq = lq.refine(classes(lq.positions(), coarse));
      lk = lk.refine(classes(lk.positions(), coarse));
      if (lq.positions() == lk.positions()) {
        lq = lq.refine(lk);
        lk = lq;
      }
    }
    q = q.refined(lq);
    k = k.refined(lk);
    Sight sight = Sight.of(logits.mask(), lq, lk, e);
    boolean weighted = logits.mask() instanceof Mask.Weighted;
    KeyAverages keySpread = KeyAverages.of(k.within(), sight, weighted);
    double gain = logits.factor() * logits.factor() * e.number(logits.headDim()) * met(logits, e);
    double bias =
        logits.bias() == null ? 0 : logits.bias().variance().in(e) * logits.bias().spread();
    int rows = lq.classes();
    double[] s2 = new double[rows];
    for (int i = 0; i < rows; i++) {
      s2[i] = gain * q.within().same()[i] * Math.max(0, keySpread.difference(i)) + bias;
      if (logits.cap() != null) {
        s2[i] = capped(logits.cap(), s2[i]);
      }
    }
    double[] count = sight.count();
    SoftmaxStatistics[] stats =
        SoftmaxRows.of(count, s2, e.number(logits.headDim()), bias > 0 ? bias : 0);
    double[] participation = new double[rows];
    for (int i = 0; i < rows; i++) {
      participation[i] = stats[i].s2();
    }
    return new AttentionRows(
        lq,
        lk,
        sight,
        count,
        s2,
        participation,
        stats,
        correlations(q, lq, bias, s2),
        q,
        k,
        weighted);
  }

  private static double capped(ScalarFunction f, double variance) {
    return GaussianTransform.of(f, 0, variance).variance();
  }

  private static double[] correlations(Stat q, Layout lq, double bias, double[] s2) {
    double[] rho = new double[lq.pairClasses()];
    for (int i = 0; i < rho.length; i++) {
      int a = lq.first(i);
      int b = lq.second(i);
      double norm = Math.sqrt(q.within().same()[a] * q.within().same()[b]);
      double common = norm > 0 ? q.within().other()[i] / norm : 0;
      double share = s2[a] > 0 ? 1 - bias / Math.max(bias, s2[a]) : 0;
      rho[i] = Math.max(-1, Math.min(1, common * share));
    }
    return rho;
  }

  /**
   * By what a score's second moment is more than d_k·E[q²]·E[k²] where queries and keys have met
   * one table, as of gains that multiply both: features that are large in both count more, and for
   * gains g of both it is E[g⁴]/E[g²]² (docs/theory/state.md#strata).
   */
  static double met(Attention.Logits logits, Evaluation e) {
    return Strata.factor(logits.query().stat().in(e), logits.key().stat().in(e));
  }

  /** Second moment of a score before the mask. */
  public static double scoreSecondMoment(Attention.Logits logits, Evaluation e) {
    Stat q = logits.query().stat().in(e);
    Stat k = logits.key().stat().in(e);
    double d = e.number(logits.headDim());
    double gain = logits.factor() * logits.factor() * d;
    double features =
        (d - 1) * q.featureWithin().meanSame(q.layout()) * k.featureWithin().meanSame(k.layout());
    double v = gain * (q.secondMoment() * k.secondMoment() * met(logits, e) + features);
    v += logits.bias() == null ? 0 : logits.bias().square().in(e);
    v += logits.raise();
    return logits.cap() == null ? v : GaussianTransform.of(logits.cap(), 0, v).secondMoment();
  }

  /** Mean square of the slope of the cap at a score. */
  static double capSlope(Attention.Logits logits, Evaluation e) {
    double v = scoreSecondMoment(logits.through(null), e);
    return GaussianTransform.of(logits.cap(), 0, v).slopeSecondMoment();
  }

  /** Mean of a score behind its cap. */
  static double scoreMean(Attention.Logits logits, Evaluation e) {
    double v = scoreSecondMoment(logits.through(null), e);
    return GaussianTransform.of(logits.cap(), 0, v).mean();
  }

  /**
   * The same rows over keys told apart more finely, as values may be: what a query sees of a class
   * it sees of the parts by their size.
   */
  AttentionRows overKeys(Layout finer) {
    if (keys.sameAs(finer)) {
      return this;
    }
    int[] starts = finer.starts();
    double[][] seen = new double[sight.visible().length][finer.classes()];
    for (int i = 0; i < seen.length; i++) {
      for (int j = 0; j < seen[i].length; j++) {
        int old = keys.classOf(starts[j]);
        seen[i][j] = sight.visible()[i][old] * finer.count(j) / keys.count(old);
      }
    }
    return new AttentionRows(
        queries,
        finer,
        new Sight(seen, finer),
        count,
        logitVariance,
        participation,
        statistics,
        correlation,
        query,
        key.refined(finer),
        weighted);
  }

  /** The same rows with queries told apart more finely, as a gradient at some of them needs. */
  AttentionRows overQueries(Layout finer) {
    if (queries.sameAs(finer)) {
      return this;
    }
    int n = finer.classes();
    int[] starts = finer.starts();
    int[] old = new int[n];
    Arrays.setAll(old, k -> queries.classOf(starts[k]));
    double[][] seen = new double[n][];
    SoftmaxStatistics[] stats = new SoftmaxStatistics[n];
    for (int k = 0; k < n; k++) {
      seen[k] = sight.visible()[old[k]];
      stats[k] = statistics[old[k]];
    }
    double[] rho = new double[finer.pairClasses()];
    Arrays.setAll(rho, l -> correlation[queries.pair(old[finer.first(l)], old[finer.second(l)])]);
    return new AttentionRows(
        finer,
        keys,
        new Sight(seen, keys),
        Block.spread(count, queries, finer),
        Block.spread(logitVariance, queries, finer),
        Block.spread(participation, queries, finer),
        stats,
        rho,
        query.refined(finer),
        key,
        weighted);
  }

  /** The same rows with other figures of queries and keys across samples. */
  AttentionRows across(Stat q, Stat k) {
    return new AttentionRows(
        queries,
        keys,
        sight,
        count,
        logitVariance,
        participation,
        statistics,
        correlation,
        q.sequential().refined(queries),
        k.sequential().refined(keys),
        weighted);
  }

  /** Mean over queries of S2. */
  public double meanParticipation() {
    return weighted(participation);
  }

  /** d ln of the mean S2 over d ln of the variance of all logits. */
  double participationElasticity() {
    double[] rise = new double[participation.length];
    for (int i = 0; i < rise.length; i++) {
      rise[i] = participation[i] * statistics[i].participationElasticity();
    }
    return weighted(rise) / meanParticipation();
  }

  /** Mean over queries of the variance of their logits. */
  double meanVariance() {
    return weighted(logitVariance);
  }

  /** Root mean square over queries of the logit deviation. */
  public double logitStd() {
    return Math.sqrt(weighted(logitVariance));
  }

  public double weighted(double[] byClass) {
    double sum = 0;
    for (int i = 0; i < byClass.length; i++) {
      sum += queries.count(i) * byClass[i];
    }
    return sum / queries.positions();
  }
}
