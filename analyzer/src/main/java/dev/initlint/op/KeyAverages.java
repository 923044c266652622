package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;

/**
 * Averages of a field over the keys that queries see: at equal keys, and over pairs of different
 * ones.
 */
final class KeyAverages {
  private final Field field;
  private final Sight sight;
  private final Sight.Common common;
  private final double[][] reached;
  private final double[] diagonal;
  private final double[] ownSame;
  private final double[] ownDiagonal;
  private final double[] same;
  private final double[] other;

  /** By pair of query classes, Σ over keys seen by the second of what the first has reached. */
  private final double[][] met;

  private KeyAverages(Field field, Sight sight, boolean weighted) {
    this.field = field;
    this.sight = sight;
    Layout keys = sight.keys();
    double[][] visible = sight.visible();
    double[] count = sight.count();
    common = sight.common(weighted);
    reached = Reached.sums(visible, field, keys);
    diagonal = Sight.diagonal(field, keys);
    ownSame = common.own(field.same());
    ownDiagonal = common.own(diagonal);
    int rows = visible.length;
    met = new double[rows][];
    same = new double[rows];
    other = new double[rows];
    for (int i = 0; i < rows; i++) {
      same[i] = weighted ? weightedSame(i) : ownSame[i] / count[i];
      other[i] = count[i] > 1 ? own(i) / (count[i] * (count[i] - 1)) : same[i];
    }
  }

  /** Of keys of which those that are seen are seen whole. */
  static KeyAverages of(Field field, Sight sight) {
    return new KeyAverages(field, sight, false);
  }

  /**
   * Averages by weights.
   *
   * @param weighted whether a key of which part is seen is seen in part, rather than some keys
   *     whole
   */
  static KeyAverages of(Field field, Sight sight, boolean weighted) {
    return new KeyAverages(field, sight, weighted);
  }

  private double weightedSame(int i) {
    double sum = 0;
    for (int j = 0; j < field.same().length; j++) {
      sum += sight.visible()[i][j] * field.same()[j];
    }
    return sum / sight.count()[i];
  }

  /** {@link #otherSum} of a query class with itself. */
  private double own(int i) {
    double sum = 0;
    double[] seen = sight.visible()[i];
    for (int j = 0; j < seen.length; j++) {
      sum += seen[j] * reached[i][j];
    }
    return sum - ownDiagonal[i];
  }

  /** Mean at equal keys over what query class {@code i} sees. */
  double same(int i) {
    return same[i];
  }

  /** Mean over pairs of different keys of query class {@code i}. */
  double other(int i) {
    return other[i];
  }

  /** Mean at equal keys less mean between different ones. */
  double difference(int i) {
    return sight.count()[i] > 1 ? same[i] - other[i] : 0;
  }

  /** Number of keys that query classes {@code a} and {@code b} both see. */
  double common(int a, int b) {
    return common.keys(a, b);
  }

  /** Sum at equal keys over those that both see. */
  double sameSum(int a, int b) {
    return common.sum(a, b, field.same(), ownSame);
  }

  /** Sum over pairs of different keys, the first seen by {@code a} and the second by {@code b}. */
  double otherSum(int a, int b) {
    if (met[a] == null) {
      met[a] = sight.sums(reached[a]);
    }
    return met[a][b] - common.sum(a, b, diagonal, ownDiagonal);
  }
}
