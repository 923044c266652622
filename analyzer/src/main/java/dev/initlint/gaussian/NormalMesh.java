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

  private NormalMesh(List<double[][]> panels) {
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
    NormalMesh mesh = null;
    for (double window : WINDOWS) {
      mesh = new NormalMesh(panels(f, mean, deviation, window));
      if (!mesh.isCutOff()) {
        break;
      }
    }
    return mesh;
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
