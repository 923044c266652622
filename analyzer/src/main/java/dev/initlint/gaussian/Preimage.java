package dev.initlint.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Carries the landmarks of an outer function back through an inner one. */
final class Preimage {
  private static final int LEVELS = 110;
  private static final int UNIFORM = 256;

  private Preimage() {}

  /** Landmarks of outer∘inner in [low, high]. */
  static List<Landmark> landmarks(
      ScalarFunction inner, ScalarFunction outer, double low, double high) {
    List<Landmark> found = new ArrayList<>(inner.landmarks(low, high));
    double[] x = grid(found, low, high);
    double[] y = new double[x.length];
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      y[i] = inner.value(x[i]);
      if (Double.isFinite(y[i])) {
        least = Math.min(least, y[i]);
        most = Math.max(most, y[i]);
      }
    }
    if (least > most) {
      return found;
    }
    for (Landmark mark : outer.landmarks(least, most)) {
      for (int i = 0; i + 1 < x.length; i++) {
        double left = y[i] - mark.at();
        double right = y[i + 1] - mark.at();
        if (left == 0 && right != 0 || left * right < 0) {
          double root = left == 0 ? x[i] : bisect(inner, mark.at(), x[i], x[i + 1]);
          double width = mark.width() == 0 ? 0 : mark.width() / Math.abs(inner.slope(root));
          found.add(new Landmark(root, Double.isNaN(width) ? 0 : width, mark.kink()));
        }
      }
    }
    return found;
  }

  /** Uniform points and, about the origin and each known landmark, points at every magnitude. */
  private static double[] grid(List<Landmark> centres, double low, double high) {
    TreeSet<Double> points = new TreeSet<>();
    double range = high - low;
    for (int i = 0; i <= UNIFORM; i++) {
      points.add(low + range * i / UNIFORM);
    }
    List<Double> around = new ArrayList<>();
    around.add(0.0);
    centres.forEach(c -> around.add(c.at()));
    for (double c : around) {
      points.add(c);
      for (int j = 0; j < LEVELS; j++) {
        double d = range * Math.pow(2, -0.5 * j);
        points.add(c - d);
        points.add(c + d);
      }
    }
    return points.stream().filter(p -> p >= low && p <= high).mapToDouble(p -> p).toArray();
  }

  private static double bisect(ScalarFunction f, double target, double a, double b) {
    boolean rising = f.value(b) > target;
    double left = a;
    double right = b;
    for (int i = 0; i < 200; i++) {
      double mid = 0.5 * (left + right);
      if (mid == left || mid == right) {
        break;
      }
      if (f.value(mid) > target == rising) {
        right = mid;
      } else {
        left = mid;
      }
    }
    double misses = Math.abs(f.value(left) - target) - Math.abs(f.value(right) - target);
    return misses < 0 ? left : right;
  }
}
