package dev.initlint.propagate;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Derivatives of smooth functions of ln x at a point, through the polynomial that takes their
 * values at points around it.
 */
final class Differences {
  /** Half of the interval of ln x for a size that can have any value. */
  private static final double REACH = 0.15;

  /** Chebyshev's extremal points of degree 4, in the order of their distance from the middle. */
  private static final double[] NODES = {0, -Math.sqrt(0.5), Math.sqrt(0.5), -1, 1};

  private final double[] at;
  private final double[] weights;
  private final double[] coarse;

  /**
   * @param at abscissas, of which the first is where the derivative is taken
   */
  private Differences(double[] at) {
    this.at = at;
    double[] logs = Arrays.stream(at).map(Math::log).toArray();
    weights = weights(logs, logs.length);
    coarse = weights(logs, Math.max(2, logs.length - 2));
  }

  /**
   * Of a size that can have any value.
   *
   * @param fine whether five points are taken in place of three
   */
  static Differences continuous(double x, boolean fine) {
    return new Differences(
        Arrays.stream(NODES).limit(fine ? 5 : 3).map(t -> x * Math.exp(REACH * t)).toArray());
  }

  /** Of one that is a whole number, by steps that are whole. */
  static Differences whole(double x, double step) {
    return x - step >= 1
        ? new Differences(new double[] {x, x - step, x + step})
        : new Differences(new double[] {x, x + step, x + 2 * step});
  }

  /** Of one that is known at its halves and doubles alone. */
  static Differences doubled(double x) {
    return new Differences(new double[] {x, x / 2, 2 * x});
  }

  double[] at() {
    return at;
  }

  /** The derivative of Lagrange's polynomial through the first {@code n} points at the first. */
  private static double[] weights(double[] x, int n) {
    double[] w = new double[n];
    for (int j = 1; j < n; j++) {
      double product = 1 / (x[j] - x[0]);
      for (int k = 1; k < n; k++) {
        product *= k == j ? 1 : (x[0] - x[k]) / (x[j] - x[k]);
      }
      w[j] = product;
      w[0] -= product;
    }
    return w;
  }

  /** d ln f/d ln x, from the value of f at each abscissa; that of a power is exact. */
  double exponent(IntToDoubleFunction f) {
    return slope(values(f), weights);
  }

  /** By how much the exponent may be off: its difference to that through fewer points. */
  double error(IntToDoubleFunction f) {
    double[] values = values(f);
    return Math.abs(slope(values, weights) - slope(values, coarse));
  }

  private double[] values(IntToDoubleFunction f) {
    return IntStream.range(0, at.length).mapToDouble(f).toArray();
  }

  /** Of the logarithm, or where the sign changes of the value. */
  private static double slope(double[] values, double[] weights) {
    double sign = Math.signum(values[0]);
    boolean log = Arrays.stream(values).allMatch(v -> v * sign > 0);
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * (log ? Math.log(values[i] * sign) : values[i]);
    }
    return log ? sum : sum / values[0];
  }
}
