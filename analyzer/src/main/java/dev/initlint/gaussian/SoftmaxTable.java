package dev.initlint.gaussian;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Softmax statistics for many different deviations, as the rows of a causal attention have: exact
 * families on a lattice of ln(1+s), filled as they are asked for, and polynomials of degree 7
 * between them. Within 1e-6 of {@link SoftmaxStatistics#of}. Thread-safe.
 */
public final class SoftmaxTable {
  private static final double SPACING = 0.025;
  private static final int STENCIL = 8;

  /** Different numbers of keys that are remembered at most. */
  private static final int MOST_ROWS = 4096;

  private static SoftReference<SoftmaxTable> common = new SoftReference<>(null);

  private final ConcurrentHashMap<Integer, SoftmaxStatistics.Family> families =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Double, Row> rows = new ConcurrentHashMap<>();

  /** What is interpolated, of one number of keys, by place on the lattice. */
  private static final class Row {
    private volatile double[][] nodes = new double[0][];
  }

  /** One table for all models of a process, as long as there is memory for it. */
  public static synchronized SoftmaxTable common() {
    SoftmaxTable table = common.get();
    if (table == null) {
      table = new SoftmaxTable();
      common = new SoftReference<>(table);
    }
    return table;
  }

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
    double[][] node = nodes(keys, first);
    double[] weight = lagrange(position - first);
    return new SoftmaxStatistics(
        keys,
        logitStd,
        blend(weight, node, first, 0),
        Math.exp(blend(weight, node, first, 1)),
        Math.exp(blend(weight, node, first, 2)),
        Math.exp(blend(weight, node, first, 3)),
        Math.exp(blend(weight, node, first, 4)),
        blend(weight, node, first, 5),
        blend(weight, node, first, 6));
  }

  /**
   * What is interpolated, by place on the lattice, of which a stencil from {@code first} is known.
   */
  private double[][] nodes(double keys, int first) {
    Row row = rows.get(keys);
    if (row == null) {
      if (rows.size() > MOST_ROWS) {
        rows.clear();
      }
      row = rows.computeIfAbsent(keys, k -> new Row());
    }
    double[][] nodes = row.nodes;
    int missing = first;
    while (missing < first + STENCIL && missing < nodes.length && nodes[missing] != null) {
      missing++;
    }
    if (missing < first + STENCIL) {
      nodes = Arrays.copyOf(nodes, Math.max(nodes.length, first + STENCIL));
      for (int i = missing; i < first + STENCIL; i++) {
        nodes[i] = nodes[i] == null ? node(family(i).at(keys)) : nodes[i];
      }
      row.nodes = nodes; // a race loses what the other thread found, which is then found again
    }
    return nodes;
  }

  private static double[] node(SoftmaxStatistics s) {
    return new double[] {
      s.logPartition(),
      Math.log(s.s2()),
      Math.log(s.s3()),
      Math.log(s.s4()),
      Math.log(s.squaredParticipation()),
      s.entropy(),
      s.selfCheck()
    };
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
    SoftmaxStatistics.Family known = families.get(index);
    if (known != null) {
      return known;
    }
    return families.computeIfAbsent(
        index, i -> SoftmaxStatistics.Family.of(Math.expm1(i * SPACING)));
  }

  private static double blend(double[] weight, double[][] node, int first, int figure) {
    double sum = 0;
    for (int i = 0; i < STENCIL; i++) {
      sum += weight[i] * node[first + i][figure];
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
