package dev.initlint.gaussian;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/**
 * Nodes and weights for expectations of one function and its slope under a Gaussian argument.
 * Panels in standard units are cut at every landmark, graded towards landmarks that are narrow
 * against the deviation, and halved until the Legendre expansions of value and slope have died out.
 *
 * <p>The expectation of a product of any of f, f' and a low Hermite polynomial is then the sum of
 * weight·product; the weight carries the normal density.
 */
final class NormalMesh {
  private static final double[] WINDOWS = {12, 24, 37};
  private static final double RESOLVED = 1e-11;
  private static final int MOST_PANELS = 800;
  private static final double NARROWEST = Math.pow(2, -50);

  final double[] z;
  final double[] weight;
  final double[] value;
  final double[] slope;

  /** The nodes where they are equally spaced, which a smooth function allows; null otherwise. */
  final EvenNodes even;

  private NormalMesh(EvenNodes even, double[] value, double[] slope) {
    this.even = even;
    this.z = even.z;
    this.weight = even.weight;
    this.value = value;
    this.slope = slope;
  }

  private NormalMesh(List<double[][]> panels) {
    even = null;
    int points = panels.isEmpty() ? 0 : panels.get(0)[0].length;
    int n = panels.size() * points;
    z = new double[n];
    weight = new double[n];
    value = new double[n];
    slope = new double[n];
    int at = 0;
    for (double[][] p : panels) {
      System.arraycopy(p[0], 0, z, at, points);
      System.arraycopy(p[1], 0, weight, at, points);
      System.arraycopy(p[2], 0, value, at, points);
      System.arraycopy(p[3], 0, slope, at, points);
      at += points;
    }
  }

  /** The mesh for f(mean + deviation·z). */
  static NormalMesh of(ScalarFunction f, double mean, double deviation) {
    NormalMesh mesh = even(f, mean, deviation);
    return mesh != null ? mesh : ofPanels(f, mean, deviation);
  }

  /** The mesh by panels, whether or not the function is smooth. */
  static NormalMesh ofPanels(ScalarFunction f, double mean, double deviation) {
    NormalMesh mesh = null;
    for (double window : WINDOWS) {
      mesh = new NormalMesh(panels(f, mean, deviation, window));
      if (!mesh.isCutOff()) {
        break;
      }
    }
    return mesh;
  }

  /** Spacing of nodes over the width of the narrowest transition. */
  private static final double FINE = 0.25;

  /** The mesh by equally spaced nodes; null where the function is not seen to be smooth on them. */
  private static NormalMesh even(ScalarFunction f, double mean, double deviation) {
    double reach = EvenNodes.REACH * deviation;
    double narrowest = 1 / FINE;
    for (Landmark l : f.landmarks(mean - reach, mean + reach)) {
      if (l.kink() || l.width() == 0) {
        return null;
      }
      narrowest = Math.min(narrowest, l.width() / deviation);
    }
    int first = EvenNodes.COARSEST;
    while (first <= EvenNodes.FINEST && Math.scalb(1.0, -first) > FINE * narrowest) {
      first++;
    }
    NormalMesh mesh = null;
    for (int level = first; level <= EvenNodes.FINEST; level++) {
      mesh = even(f, mean, deviation, level, mesh);
      if (mesh.isCutOff()) {
        return null;
      }
      if (mesh.isEnough(deviation)) {
        return mesh;
      }
    }
    return null;
  }

  /**
   * The mesh of one spacing.
   *
   * @param coarser that of twice the spacing, or null
   */
  private static NormalMesh even(
      ScalarFunction f, double mean, double deviation, int level, NormalMesh coarser) {
    EvenNodes nodes = EvenNodes.of(level);
    double[] value = new double[nodes.z.length];
    double[] slope = new double[nodes.z.length];
    for (int i = 0; i < value.length; i++) {
      if (coarser != null && i % 2 == 0) {
        value[i] = coarser.value[i / 2];
        slope[i] = coarser.slope[i / 2];
      } else {
        double x = mean + deviation * nodes.z[i];
        value[i] = f.value(x);
        slope[i] = f.slope(x);
      }
    }
    return new NormalMesh(nodes, value, slope);
  }

  /** Relative difference of figures by all nodes and by every other from which all are enough. */
  private static final double ALIKE = 1e-9;

  /**
   * Whether every other node gives the same, and value and slope belong together as those of a
   * smooth function do: E z·f = σ·E f′ and E z·f² = 2σ·E f·f′ (Stein 1981, lemma 1), which an
   * oscillation that falls between the nodes breaks. The error of an analytic function by all nodes
   * is then about the square of the difference.
   */
  private boolean isEnough(double deviation) {
    double[] all = figures(1);
    double[] half = figures(2);
    double q = all[0] * all[0] + all[2];
    double s = all[1] * all[1] + all[3];
    double spread = all[2] + ROUNDED * q;
    double[] size = {
      Math.sqrt(q), Math.sqrt(s), spread, all[3] + ROUNDED * s, Math.sqrt(q * s), Math.sqrt(q * s)
    };
    for (int k = 0; k < size.length; k++) {
      if (!(Math.abs(all[k] - half[k]) <= ALIKE * size[k])) {
        return false;
      }
    }
    return Math.abs(all[6] - deviation * all[1]) <= ALIKE * Math.sqrt(spread)
        && Math.abs(all[7] - 2 * deviation * all[4]) <= ALIKE * q;
  }

  /** Part of a second moment below which a variance is noise of the figures themselves. */
  private static final double ROUNDED = 1e-14;

  /**
   * Means and variances of value and slope, E f·f′, E z·f·f′, E z·f and E z·f², by every {@code
   * step}th node.
   */
  private double[] figures(int step) {
    double m = 0;
    double s = 0;
    for (int i = 0; i < z.length; i += step) {
      m += weight[i] * value[i];
      s += weight[i] * slope[i];
    }
    m *= step;
    s *= step;
    double spread = 0;
    double slopeSpread = 0;
    double cross = 0;
    double tilted = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < z.length; i += step) {
      double d = value[i] - m;
      double e = slope[i] - s;
      double term = weight[i] * value[i] * slope[i];
      spread += weight[i] * d * d;
      slopeSpread += weight[i] * e * e;
      cross += term;
      tilted += term * z[i];
      first += weight[i] * z[i] * d;
      second += weight[i] * z[i] * value[i] * value[i];
    }
    return new double[] {
      m,
      s,
      step * spread,
      step * slopeSpread,
      step * cross,
      step * tilted,
      step * first,
      step * second
    };
  }

  /**
   * The mesh for f(mean + deviation·F(z)) with F by its values at the nodes of {@link
   * QuantileMesh}: two points a cell, cells cut where f is not smooth.
   */
  static NormalMesh of(ScalarFunction f, double mean, double deviation, double[] law) {
    double first = mean + deviation * law[0];
    double last = mean + deviation * law[law.length - 1];
    double[] kinks = f.kinks(first, last);
    List<double[][]> cells = new ArrayList<>();
    int k = 0;
    double total = 0;
    for (int i = 0; i + 1 < law.length; i++) {
      double x = mean + deviation * law[i];
      double rise = deviation * (law[i + 1] - law[i]);
      double from = 0;
      while (k < kinks.length && kinks[k] <= x + rise) {
        double cut = rise > 0 ? Math.max(0, (kinks[k] - x) / rise) : 0;
        if (cut > from && cut < 1) {
          cells.add(cell(f, i, from, cut, x, rise));
          from = cut;
        }
        k++;
      }
      cells.add(cell(f, i, from, 1, x, rise));
    }
    for (double[][] c : cells) {
      total += c[1][0] + c[1][1];
    }
    for (double[][] c : cells) {
      c[1][0] /= total;
      c[1][1] /= total;
    }
    return new NormalMesh(cells);
  }

  private static double[][] cell(
      ScalarFunction f, int at, double from, double to, double x, double rise) {
    double[][] p = new double[4][2];
    for (int j = 0; j < 2; j++) {
      double share = 0.5 * (from + to) + (j == 0 ? -0.5 : 0.5) * (to - from) / Math.sqrt(3);
      double z = QuantileMesh.NODE[at] + share * QuantileMesh.SPACING;
      p[0][j] = z;
      p[1][j] = 0.5 * (to - from) * QuantileMesh.SPACING * ErrorFunction.normalDensity(z);
      p[2][j] = f.value(x + share * rise);
      p[3][j] = f.slope(x + share * rise);
    }
    return p;
  }

  /** Whether the squares at the border are not yet negligible: the function grows like eˣ. */
  private boolean isCutOff() {
    double most = 0;
    for (int i = 0; i < z.length; i++) {
      most = Math.max(most, value[i] * value[i] * ErrorFunction.normalDensity(z[i]));
    }
    for (int i : new int[] {0, z.length - 1}) {
      if (value[i] * value[i] * ErrorFunction.normalDensity(z[i]) > 1e-20 * most) {
        return true;
      }
    }
    return false;
  }

  private static List<double[][]> panels(
      ScalarFunction f, double mean, double deviation, double window) {
    double[] cuts = cuts(f, mean, deviation, window);
    List<double[][]> all = new ArrayList<>();
    double valueSize = 0;
    double slopeSize = 0;
    for (int i = 0; i + 1 < cuts.length; i++) {
      double[][] p = panel(f, mean, deviation, cuts[i], cuts[i + 1]);
      valueSize = Math.max(valueSize, size(p, 2));
      slopeSize = Math.max(slopeSize, size(p, 3));
      all.add(p);
    }
    List<double[][]> done = new ArrayList<>();
    Deque<double[]> work = new ArrayDeque<>();
    for (int i = 0; i + 1 < cuts.length; i++) {
      if (isResolved(all.get(i), valueSize, slopeSize)) {
        done.add(all.get(i));
      } else {
        halve(work, cuts[i], cuts[i + 1]);
      }
      while (!work.isEmpty()) {
        double[] span = work.pop();
        double[][] p = panel(f, mean, deviation, span[0], span[1]);
        boolean enough = done.size() + work.size() > MOST_PANELS || span[1] - span[0] < NARROWEST;
        if (enough || isResolved(p, valueSize, slopeSize)) {
          done.add(p);
        } else {
          halve(work, span[0], span[1]);
        }
      }
    }
    return done;
  }

  private static void halve(Deque<double[]> work, double left, double right) {
    double mid = 0.5 * (left + right);
    work.push(new double[] {mid, right});
    work.push(new double[] {left, mid});
  }

  private static double[] cuts(ScalarFunction f, double mean, double deviation, double window) {
    TreeSet<Double> cuts = new TreeSet<>();
    for (double z = -window; z <= window; z++) {
      cuts.add(z);
    }
    for (Landmark l : f.landmarks(mean - window * deviation, mean + window * deviation)) {
      double at = (l.at() - mean) / deviation;
      cuts.add(at);
      double narrow = Math.max(NARROWEST, l.width() / deviation);
      for (double d = narrow; d < 1; d *= 2) {
        cuts.add(at - d);
        cuts.add(at + d);
      }
    }
    cuts.removeIf(z -> z < -window || z > window);
    double[] sorted = new double[cuts.size()];
    int n = 0;
    for (double z : cuts) {
      if (n == 0 || z - sorted[n - 1] > 1e-16 * Math.abs(z)) {
        sorted[n++] = z;
      }
    }
    return java.util.Arrays.copyOf(sorted, n);
  }

  private static double[][] panel(
      ScalarFunction f, double mean, double deviation, double left, double right) {
    double[][] p = new double[4][GaussLegendre.POINTS];
    double mid = 0.5 * (left + right);
    double half = 0.5 * (right - left);
    for (int j = 0; j < GaussLegendre.POINTS; j++) {
      double z = mid + half * GaussLegendre.node(j);
      double x = mean + deviation * z;
      p[0][j] = z;
      p[1][j] = half * GaussLegendre.weight(j) * ErrorFunction.normalDensity(z);
      p[2][j] = f.value(x);
      p[3][j] = f.slope(x);
    }
    return p;
  }

  /** Largest entry in a row, seen with the root of the density. */
  private static double size(double[][] panel, int row) {
    double most = 0;
    for (int j = 0; j < GaussLegendre.POINTS; j++) {
      most = Math.max(most, Math.abs(panel[row][j]) * amplitude(panel[0][j]));
    }
    return most;
  }

  private static double amplitude(double z) {
    return Math.exp(-0.25 * z * z);
  }

  private static boolean isResolved(double[][] p, double valueSize, double slopeSize) {
    double first = p[0][0];
    double last = p[0][GaussLegendre.POINTS - 1];
    double nearest = first * last <= 0 ? 0 : Math.min(Math.abs(first), Math.abs(last));
    double seen = amplitude(nearest);
    return !(GaussLegendre.tail(p[2], 0) * seen > RESOLVED * valueSize)
        && !(GaussLegendre.tail(p[3], 0) * seen > RESOLVED * slopeSize);
  }
}
