package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import java.util.Arrays;
import java.util.List;

/**
 * Statistics measured on the entries of a tensor: Gram matrices over classes of positions, from
 * sums of rows, so that the cost is one pass and one small product.
 */
final class TableGram {
  private final Layout layout;
  private final int features;
  private final double[][] sum;
  private final double[] square;
  private final double[] rowMeanSquare;

  private TableGram(Layout layout, int features) {
    this.layout = layout;
    this.features = features;
    sum = new double[layout.classes()][features];
    square = new double[layout.classes()];
    rowMeanSquare = new double[layout.classes()];
  }

  /**
   * Statistics of {@code values}, row-major along {@code axes}; where samples differ, means over
   * them, and what the first two have in common.
   */
  static Stat of(double[] values, Axes axes) {
    int positions = (int) (axes.size(Role.POSITION) * axes.size(Role.KEY));
    int features = (int) axes.size(Role.FEATURE);
    int samples = (int) axes.size(Role.SAMPLE);
    Layout layout = Layout.resolved(positions);
    double[][] rows = rows(values, axes, samples, positions, features);
    TableGram first = new TableGram(layout, features);
    first.add(rows, 0, positions);
    TableGram second = first;
    boolean shared =
        samples == 1 || Arrays.deepEquals(part(rows, 0, positions), part(rows, 1, positions));
    if (!shared) {
      second = new TableGram(layout, features);
      second.add(rows, 1, positions);
    }
    Field k = first.within();
    Field f = first.featureField(k, first.meanField(first));
    double[] means = first.means();
    if (shared) {
      return new Stat(layout, k, k, f, f, means, features, first.inverseDim(k), 0);
    }
    Field ka = first.against(second, rows, positions);
    for (int s = 1; s < samples; s++) {
      TableGram one = new TableGram(layout, features);
      one.add(rows, s, positions);
      Field own = one.within();
      k = k.plus(own);
      f = f.plus(one.featureField(own, one.meanField(one)));
      double[] m = one.means();
      Arrays.setAll(means, c -> means[c] + m[c]);
    }
    k = k.times(1.0 / samples);
    Arrays.setAll(means, c -> means[c] / samples);
    Field zero = Field.zero(layout);
    return new Stat(
        layout, k, ka, f.times(1.0 / samples), zero, means, features, first.inverseDim(k), 0);
  }

  private static double[][] part(double[][] rows, int sample, int positions) {
    return Arrays.copyOfRange(rows, sample * positions, (sample + 1) * positions);
  }

  /** Entries by (sample, position) and feature. */
  private static double[][] rows(
      double[] values, Axes axes, int samples, int positions, int features) {
    List<Factor> factors = axes.dims().stream().flatMap(List::stream).toList();
    double[][] rows = new double[samples * positions][features];
    int[] index = new int[factors.size()];
    for (double value : values) {
      int s = 0;
      int p = 0;
      int f = 0;
      for (int i = 0; i < index.length; i++) {
        int size = (int) factors.get(i).size();
        switch (factors.get(i).role()) {
          case SAMPLE -> s = s * size + index[i];
          case POSITION, KEY -> p = p * size + index[i];
          case FEATURE -> f = f * size + index[i];
        }
      }
      rows[s * positions + p][f] = value;
      for (int i = index.length - 1; i >= 0 && ++index[i] == factors.get(i).size(); i--) {
        index[i] = 0;
      }
    }
    return rows;
  }

  private void add(double[][] rows, int sample, int positions) {
    for (int t = 0; t < positions; t++) {
      double[] row = rows[sample * positions + t];
      int c = layout.classOf(t);
      double total = 0;
      for (int i = 0; i < features; i++) {
        sum[c][i] += row[i];
        square[c] += row[i] * row[i];
        total += row[i];
      }
      rowMeanSquare[c] += total * total / ((double) features * features);
    }
  }

  private Field within() {
    double[] same = new double[layout.classes()];
    double[] other = new double[layout.pairClasses()];
    Arrays.setAll(same, c -> square[c] / (features * layout.count(c)));
    for (int i = 0; i < other.length; i++) {
      int a = layout.first(i);
      int b = layout.second(i);
      double dot = dot(sum[a], sum[b]) / features;
      double n = layout.count(a);
      other[i] =
          a != b
              ? dot / (n * layout.count(b))
              : n > 1 ? (dot - square[a] / features) / (n * (n - 1)) : same[a];
    }
    return new Field(same, other);
  }

  /** Products of feature means. */
  private Field meanField(TableGram that) {
    double[] same = new double[layout.classes()];
    double[] other = new double[layout.pairClasses()];
    double[] own = means();
    double[] others = that == this ? own : that.means();
    Arrays.setAll(same, c -> rowMeanSquare[c] / layout.count(c));
    for (int i = 0; i < other.length; i++) {
      other[i] = own[layout.first(i)] * others[layout.second(i)];
    }
    return new Field(same, other);
  }

  private double[] means() {
    double[] means = new double[layout.classes()];
    Arrays.setAll(means, c -> Arrays.stream(sum[c]).sum() / (features * layout.count(c)));
    return means;
  }

  /** F from K and the products M of feature means: M = K/d + (1 − 1/d) F. */
  private Field featureField(Field k, Field m) {
    if (features == 1) {
      return k;
    }
    double d = features;
    return m.minus(k.times(1 / d)).times(d / (d - 1));
  }

  private Field against(TableGram that, double[][] rows, int positions) {
    double[] same = new double[layout.classes()];
    double[] other = new double[layout.pairClasses()];
    for (int t = 0; t < positions; t++) {
      int c = layout.classOf(t);
      same[c] += dot(rows[t], rows[positions + t]) / (features * layout.count(c));
    }
    for (int i = 0; i < other.length; i++) {
      int a = layout.first(i);
      int b = layout.second(i);
      other[i] = dot(sum[a], that.sum[b]) / (features * layout.count(a) * layout.count(b));
    }
    return new Field(same, other);
  }

  /** 1/d_eff from the spread of overlaps between classes about their mean. */
  private double inverseDim(Field k) {
    double q = k.meanSame(layout);
    double p = k.meanOther(layout);
    double floor = 1.0 / features;
    if (layout.classes() < 8 || q <= p) {
      return floor;
    }
    double sum = 0;
    double pairs = 0;
    for (int i = 0; i < layout.pairClasses(); i++) {
      if (layout.first(i) != layout.second(i)) {
        double d = k.other()[i] - p;
        sum += d * d;
        pairs++;
      }
    }
    return Math.min(1, Math.max(floor, sum / pairs / ((q - p) * (q - p))));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
