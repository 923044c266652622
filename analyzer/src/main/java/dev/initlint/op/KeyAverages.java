package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;

/**
 * Averages of a field over the keys that queries see: at equal keys, and over pairs of different
 * ones.
 */
final class KeyAverages {
  private final Field field;
  private final Layout keys;
  private final double[][] visible;
  private final double[] count;
  private final double[][] reached;
  private final double[] same;
  private final double[] other;
  private final boolean weighted;

  private KeyAverages(Field field, Layout keys, double[][] visible, boolean weighted) {
    this.weighted = weighted;
    this.field = field;
    this.keys = keys;
    this.visible = visible;
    int rows = visible.length;
    int n = keys.classes();
    count = new double[rows];
    reached = Reached.sums(visible, field, keys);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < n; j++) {
        count[i] += visible[i][j];
      }
    }
    same = new double[rows];
    other = new double[rows];
    for (int i = 0; i < rows; i++) {
      same[i] = weighted ? weightedSame(i) : sameSum(i, i) / count[i];
      other[i] = count[i] > 1 ? otherSum(i, i) / (count[i] * (count[i] - 1)) : same[i];
    }
  }

  static KeyAverages of(Field field, Layout keys, double[][] visible) {
    return new KeyAverages(field, keys, visible, false);
  }

  /**
   * Averages by weights.
   *
   * @param weighted whether a key of which part is seen is seen in part, rather than some keys
   *     whole
   */
  static KeyAverages of(Field field, Layout keys, double[][] visible, boolean weighted) {
    return new KeyAverages(field, keys, visible, weighted);
  }

  /** What two query classes see of the same keys of a class. */
  private double shared(int a, int b, int j) {
    return weighted
        ? visible[a][j] * visible[b][j] / keys.count(j)
        : Math.min(visible[a][j], visible[b][j]);
  }

  private double weightedSame(int i) {
    double sum = 0;
    for (int j = 0; j < keys.classes(); j++) {
      sum += visible[i][j] * field.same()[j];
    }
    return sum / count[i];
  }

  double[] count() {
    return count;
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
    return count[i] > 1 ? same[i] - other[i] : 0;
  }

  /** Number of keys that query classes {@code a} and {@code b} both see. */
  double common(int a, int b) {
    double sum = 0;
    for (int j = 0; j < keys.classes(); j++) {
      sum += shared(a, b, j);
    }
    return sum;
  }

  /** Sum at equal keys over those that both see. */
  double sameSum(int a, int b) {
    double sum = 0;
    for (int j = 0; j < keys.classes(); j++) {
      sum += shared(a, b, j) * field.same()[j];
    }
    return sum;
  }

  /** Sum over pairs of different keys, the first seen by {@code a} and the second by {@code b}. */
  double otherSum(int a, int b) {
    double sum = 0;
    for (int j = 0; j < keys.classes(); j++) {
      sum += visible[b][j] * reached[a][j] - shared(a, b, j) * field.other()[keys.pair(j, j)];
    }
    return sum;
  }
}
