package dev.initlint.gaussian;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * How a gradient depends on the entry of the tensor at which it stands: w(x) = E[g² | x], up to a
 * constant.
 *
 * <p>Two slopes that a gradient meets one after another are not independent where both are of one
 * entry: behind y = φ(f(u) + c) it has met φ′(f(u) + c)², which given u is w(f(u)) with w(a) =
 * E φ′(a + c)² over c, before it meets f′(u)². Immutable.
 */
public final class Tilt {
  private static final int STEPS = 160;
  private static final double REACH = 6;

  private final Supplier<DoubleUnaryOperator> rule;
  private volatile DoubleUnaryOperator weight;

  private Tilt(Supplier<DoubleUnaryOperator> rule) {
    this.rule = rule;
  }

  /** A dependence that is worked out when it is first needed. */
  private static Tilt of(Supplier<DoubleUnaryOperator> rule) {
    return new Tilt(rule);
  }

  /** w(x). */
  public double at(double x) {
    DoubleUnaryOperator known = weight;
    if (known == null) {
      known = rule.get();
      weight = known;
    }
    return known.applyAsDouble(x);
  }

  /**
   * The dependence on u of a gradient at f(u), {@code outer} or none, after it has met f′(u).
   *
   * @param outer of the gradient at f(u); null where it does not depend on it
   */
  public static Tilt slopes(ScalarFunction f, Tilt outer) {
    return of(
        () ->
            u -> {
              double slope = f.slope(u);
              double met = slope * slope;
              return outer == null || met == 0 ? met : met * outer.at(f.value(u));
            });
  }

  /** That on x of a gradient at scale·x + shift. */
  public Tilt behind(double scale, double shift) {
    return scale == 1 && shift == 0 ? this : of(() -> x -> at(scale * x + shift));
  }

  /**
   * That on x of a gradient at x + c.
   *
   * @param mean of x
   * @param variance of x
   * @param other law of c, which is independent of x, with its mean and variance
   */
  public Tilt behindSum(
      double mean, double variance, Marginal other, double otherMean, double otherVariance) {
    return of(
        () -> {
          double deviation = Math.sqrt(variance);
          double wide = Math.sqrt(otherVariance);
          double[] table = new double[STEPS + 1];
          Arrays.setAll(
              table,
              k -> {
                double x = mean + deviation * REACH * (2.0 * k / STEPS - 1);
                return QuantileMesh.expectation(
                    other.values(), v -> at(x + otherMean + wide * v));
              });
          double step = deviation * 2 * REACH / STEPS;
          return x -> read(table, step > 0 ? (x - mean) / step + STEPS / 2.0 : STEPS / 2.0);
        });
  }

  private static double read(double[] table, double place) {
    int cell = (int) Math.max(0, Math.min(STEPS - 1, Math.floor(place)));
    double share = Math.max(0, Math.min(1, place - cell));
    return table[cell] + share * (table[cell + 1] - table[cell]);
  }

  /**
   * That of the sum of two gradients at one tensor that have nothing else in common.
   *
   * @param a null where the first does not depend on the entry
   * @param qa second moment of the first
   * @param x law of the entry, in units of its own
   */
  public static Tilt sum(Tilt a, double qa, Tilt b, double qb) {
    if (a == null && b == null || !(qa + qb > 0)) {
      return null;
    }
    return of(() -> x -> (a == null ? qa : qa * a.at(x)) + (b == null ? qb : qb * b.at(x)));
  }

  /**
   * By how much E[g²f′(u)²] exceeds E g²·E f′(u)².
   *
   * @param mean of u
   * @param variance of u
   */
  public double excess(ScalarFunction f, double mean, double variance, Marginal law) {
    if (variance == 0) {
      return 1;
    }
    NormalMesh mesh = NormalMesh.of(f, mean, Math.sqrt(variance), law.values());
    double both = 0;
    double weight = 0;
    double met = 0;
    for (int i = 0; i < mesh.z.length; i++) {
      double w = mesh.weight[i] * at(mesh.value[i]);
      double slope = mesh.slope[i] * mesh.slope[i];
      weight += w;
      both += w * slope;
      met += mesh.weight[i] * slope;
    }
    double apart = weight * met;
    return apart > 0 && Double.isFinite(both) ? both / apart : 1;
  }
}
