package dev.initlint.gaussian;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Softmax statistics for many different deviations, as the rows of a causal attention have: exact
 * families on a lattice of ln(1+s), filled as they are asked for, and polynomials of degree 7
 * between them. Within 1e-6 of {@link SoftmaxStatistics#of}. The caller owns it; thread-safe.
 */
public final class SoftmaxTable {
  private static final double SPACING = 0.025;
  private static final int STENCIL = 8;

  private final ConcurrentHashMap<Integer, SoftmaxStatistics.Family> families =
      new ConcurrentHashMap<>();

  /**
   * The statistics of n keys under logits of deviation s.
   *
   * @throws IllegalArgumentException if n is below 1 or the deviation negative or not finite
   */
  public SoftmaxStatistics at(double keys, double logitStd) {
    if (!(logitStd >= 0) || !Double.isFinite(logitStd)) {
      return SoftmaxStatistics.of(keys, logitStd);
    }
    double position = Math.log1p(logitStd) / SPACING;
    int first = Math.max(0, (int) position - STENCIL / 2 + 1);
    SoftmaxStatistics[] node = new SoftmaxStatistics[STENCIL];
    for (int i = 0; i < STENCIL; i++) {
      node[i] = family(first + i).at(keys);
    }
    double[] weight = lagrange(position - first);
    double s2 = Math.exp(blend(weight, node, p -> Math.log(p.s2())));
    double logPartition = blend(weight, node, SoftmaxStatistics::logPartition);
    return new SoftmaxStatistics(
        keys,
        logitStd,
        logPartition,
        s2,
        Math.exp(blend(weight, node, p -> Math.log(p.s3()))),
        Math.exp(blend(weight, node, p -> Math.log(p.s4()))),
        Math.exp(blend(weight, node, p -> Math.log(p.squaredParticipation()))),
        blend(weight, node, SoftmaxStatistics::entropy),
        blend(weight, node, SoftmaxStatistics::selfCheck));
  }

  /**
   * E max p of n keys under logits of deviation s.
   *
   * @throws IllegalArgumentException if n is below 1 or the deviation negative or not finite
   */
  public double largestProbability(double keys, double logitStd) {
    if (!(logitStd >= 0) || !Double.isFinite(logitStd)) {
      return SoftmaxStatistics.Family.of(logitStd).largestProbability(keys);
    }
    double position = Math.log1p(logitStd) / SPACING;
    int first = Math.max(0, (int) position - STENCIL / 2 + 1);
    double[] weight = lagrange(position - first);
    double log = 0;
    for (int i = 0; i < STENCIL; i++) {
      log += weight[i] * Math.log(family(first + i).largestProbability(keys));
    }
    return Math.min(1, Math.exp(log));
  }

  private SoftmaxStatistics.Family family(int index) {
    return families.computeIfAbsent(
        index, i -> SoftmaxStatistics.Family.of(Math.expm1(i * SPACING)));
  }

  private static double blend(
      double[] weight, SoftmaxStatistics[] node, ToDoubleFunction<SoftmaxStatistics> figure) {
    double sum = 0;
    for (int i = 0; i < STENCIL; i++) {
      sum += weight[i] * figure.applyAsDouble(node[i]);
    }
    return sum;
  }

  /** Weights of the polynomial through the nodes 0, 1, … at a position. */
  private static double[] lagrange(double position) {
    double[] weight = new double[STENCIL];
    for (int i = 0; i < STENCIL; i++) {
      double w = 1;
      for (int j = 0; j < STENCIL; j++) {
        if (j != i) {
          w *= (position - j) / (i - j);
        }
      }
      weight[i] = w;
    }
    return weight;
  }
}
