package dev.initlint.gaussian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Carries the landmarks of an outer function back through an inner one. */
final class Preimage {
  private static final int LEVELS = 110;
  private static final int UNIFORM = 256;

  /** Distances from a centre, as parts of the range: two to every power of two. */
  private static final double[] SHRINKING =
      IntStream.range(0, LEVELS).mapToDouble(j -> Math.pow(2, -0.5 * j)).toArray();

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
    double[] points = new double[UNIFORM + 1 + (centres.size() + 1) * (2 * LEVELS + 1)];
    double range = high - low;
    int n = 0;
    for (int i = 0; i <= UNIFORM; i++) {
      points[n++] = low + range * i / UNIFORM;
    }
    for (int k = 0; k <= centres.size(); k++) {
      double c = k == 0 ? 0 : centres.get(k - 1).at();
      points[n++] = c;
      for (double shrink : SHRINKING) {
        points[n++] = c - range * shrink;
        points[n++] = c + range * shrink;
      }
    }
    Arrays.sort(points);
    return distinct(points, low, high);
  }

  /** Those of the ascending points that lie in [low, high], each once. */
  private static double[] distinct(double[] points, double low, double high) {
    double[] kept = new double[points.length];
    int n = 0;
    for (double p : points) {
      if (p >= low && p <= high && (n == 0 || Double.compare(kept[n - 1], p) != 0)) {
        kept[n++] = p;
      }
    }
    return Arrays.copyOf(kept, n);
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
