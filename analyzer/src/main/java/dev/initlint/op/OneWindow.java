package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;

/**
 * A window that moves over one of two maps: E[avg(x)_t y_s] from E[x_r y_s], by the lag from t to
 * s, with the windows that reach over the border as they are.
 */
final class OneWindow {
  private final Layout map;
  private final double[][][] share;
  private final Taps taps;

  /**
   * Prepares a window.
   *
   * @param taps taps of a window at every position of the map
   * @param padding whether taps in the padding count as zeros
   */
  OneWindow(Taps taps, boolean padding) {
    this.taps = taps;
    map = taps.in();
    share = new double[][][] {along(0, map.height(), padding), along(1, map.width(), padding)};
  }

  /** By lag and tap: mean weight of the tap over the positions that have a partner at the lag. */
  private double[][] along(int axis, int n, boolean padding) {
    int kernel = reach(axis).kernel();
    double[][] weight = new double[n][kernel];
    for (int t = 0; t < n; t++) {
      int inside = 0;
      for (int a = 0; a < kernel; a++) {
        int at = t + offset(axis, a);
        weight[t][a] = at >= 0 && at < n ? 1 : 0;
        inside += (int) weight[t][a];
      }
      for (int a = 0; a < kernel; a++) {
        weight[t][a] /= padding ? kernel : inside;
      }
    }
    double[][] sum = new double[n + 1][kernel];
    for (int t = 0; t < n; t++) {
      for (int a = 0; a < kernel; a++) {
        sum[t + 1][a] = sum[t][a] + weight[t][a];
      }
    }
    double[][] mean = new double[2 * n - 1][kernel];
    for (int lag = -(n - 1); lag < n; lag++) {
      int from = Math.max(0, -lag);
      int to = Math.min(n, n - lag);
      for (int a = 0; a < kernel; a++) {
        mean[lag + n - 1][a] = (sum[to][a] - sum[from][a]) / (to - from);
      }
    }
    return mean;
  }

  private int offset(int axis, int tap) {
    return tap * reach(axis).dilation() - reach(axis).pad();
  }

  private Reach reach(int axis) {
    return axis == 0 ? taps.down() : taps.right();
  }

  /** The field after the window; what lies at a lag and at its opposite is averaged. */
  Field averaged(Field f) {
    double[] other = new double[map.pairClasses()];
    for (int i = 0; i < other.length; i++) {
      int[] lag = map.lag(i);
      other[i] = (at(f, lag[0], lag[1]) + at(f, -lag[0], -lag[1])) / 2;
    }
    return new Field(new double[] {at(f, 0, 0)}, other);
  }

  private double at(Field f, int down, int right) {
    double[] vertical = share[0][down + map.height() - 1];
    double[] horizontal = share[1][right + map.width() - 1];
    double sum = 0;
    for (int a = 0; a < vertical.length; a++) {
      for (int b = 0; b < horizontal.length; b++) {
        int cell = map.lagClass(down - offset(0, a), right - offset(1, b));
        double k = cell == -2 ? 0 : cell < 0 ? f.same()[0] : f.other()[cell];
        sum += vertical[a] * horizontal[b] * k;
      }
    }
    return sum;
  }
}
