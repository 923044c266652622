package dev.initlint.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * How a layer moves the second moment of its pre-activations: q' = σ_w² E f(√q z)² + σ_b², z ~
 * N(0,1), for weights of variance σ_w²/fan_in and biases of variance σ_b² (Poole et al. 2016, eq.
 * 3). Its slope decides whether a fixed point attracts; χ = σ_w² E f'(√q z)² is what a layer makes
 * of the gradient's second moment (Schoenholz et al. 2017, eq. 6).
 */
public final class MomentMap {
  private static final double SMALLEST = 1e-6;
  private static final double LARGEST = 1e6;
  private static final int STEPS = 240;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** Size from which E f² of a function that grows as eˣ is rounding and overflow. */
  private static final double HUGE = 1e30;

  /** Relative size from which a difference is none. */
  private static final double EQUAL = 1e-9;

  private final ScalarFunction f;

  public MomentMap(ScalarFunction f) {
    this.f = f;
  }

  /**
   * A second moment that a layer leaves as it is.
   *
   * @param slope dq'/dq
   * @param gradient χ there
   */
  public record FixedPoint(double q, double slope, double gradient) {
    /** Whether layers come closer to it: attracting, repelling or neither. */
    public String stability() {
      double size = Math.abs(slope);
      return Math.abs(size - 1) < 1e-6 ? "marginal" : size < 1 ? "stable" : "unstable";
    }
  }

  /**
   * A pair of variances at which a layer leaves both the signal and its gradient as they are.
   *
   * @param weight σ_w², the variance of a weight times the fan-in
   * @param bias σ_b²
   * @param q the second moment at which it holds; 0 for the limit of small signals, NaN for any
   */
  public record Critical(double weight, double bias, double q) {}

  /** E f². */
  public double power(double q) {
    return at(q).secondMoment();
  }

  /** E f'². */
  public double slopePower(double q) {
    return at(q).slopeSecondMoment();
  }

  private GaussianTransform at(double q) {
    return GaussianTransform.of(f, 0, q);
  }

  /** dE f²/dq. */
  public double powerSlope(double q) {
    return at(q).secondMomentSlope();
  }

  /** Whether f(ax) = a·f(x) for a > 0, so that every layer multiplies every q by one factor. */
  public boolean isHomogeneous() {
    double one = power(1);
    for (double q : new double[] {1e-4, 0.04, 7, 300}) {
      if (!(Math.abs(power(q) / q - one) <= EQUAL * one)) {
        return false;
      }
    }
    return one > 0;
  }

  /** The fixed points with q between 1e-6 and 1e6, ascending; none where every q is one. */
  public List<FixedPoint> fixedPoints(double weight, double bias) {
    List<FixedPoint> points = new ArrayList<>();
    if (isHomogeneous() && bias == 0) {
      return points;
    }
    for (double q : roots(v -> Math.log((weight * power(v) + bias) / v))) {
      points.add(new FixedPoint(q, weight * powerSlope(q), weight * slopePower(q)));
    }
    if (points.isEmpty() && bias == 0 && f.value(0) == 0) {
      double slope = weight * f.slope(0) * f.slope(0);
      points.add(new FixedPoint(0, slope, slope));
    }
    return points;
  }

  /**
   * Where χ = 1 and dq'/dq = 1 at once, so that neither the signal nor its gradient leaves its size
   * at any rate but a power of the depth; null where there is no such point with σ_b² ≥ 0. For
   * ReLU-like functions every q will do; odd ones that bend, as tanh, have it in the limit of small
   * signals; GELU and SiLU at one q (Roberts, Yaida and Hanin 2022, section 5.3).
   */
  public Critical critical() {
    if (isHomogeneous()) {
      double weight = 1 / slopePower(1);
      boolean both = Math.abs(weight * power(1) - 1) <= EQUAL;
      return both ? new Critical(weight, 0, Double.NaN) : null;
    }
    for (double q : roots(this::gap)) {
      Critical c = on(q);
      if (c.bias() >= -EQUAL * q) {
        return c.bias() < 0 ? new Critical(c.weight(), 0, q) : c;
      }
    }
    double slope = f.slope(0);
    boolean smooth = Math.abs(f.slope(1e-9) - f.slope(-1e-9)) <= 1e-6 * Math.abs(slope);
    return f.value(0) == 0 && smooth && slope != 0 && isMonotone()
        ? new Critical(1 / (slope * slope), 0, 0)
        : null;
  }

  /** ln of χ over dq'/dq; not a number where either is beyond reach. */
  private double gap(double q) {
    double gradient = slopePower(q);
    double slope = powerSlope(q);
    return gradient < HUGE && slope < HUGE ? Math.log(gradient / slope) : Double.NaN;
  }

  /** Whether small signals stay where χ = 1: E f² does not outgrow q near 0. */
  private boolean isMonotone() {
    double slope = f.slope(0) * f.slope(0);
    return power(1e-3) <= slope * 1e-3 * (1 + 1e-12);
  }

  /** The point of the line χ = 1 at a second moment. */
  public Critical on(double q) {
    double weight = 1 / slopePower(q);
    return new Critical(weight, q - weight * power(q), q);
  }

  /** The points of the line χ = 1 at a variance of biases, ascending by q. */
  public List<Critical> critical(double bias) {
    List<Critical> points = new ArrayList<>();
    for (double q : roots(v -> on(v).bias() - bias)) {
      points.add(on(q));
    }
    return points;
  }

  /** Where a function of q is zero, on the scale of ln q; two roots may lie close together. */
  private static List<Double> roots(DoubleUnaryOperator g) {
    double[] q = new double[STEPS + 1];
    double[] v = new double[STEPS + 1];
    double step = Math.log(LARGEST / SMALLEST) / STEPS;
    for (int i = 0; i <= STEPS; i++) {
      // Off the round numbers, at which roots like to lie.
      q[i] = SMALLEST * Math.exp((i - 0.3) * step);
      v[i] = g.applyAsDouble(q[i]);
    }
    List<Double> found = new ArrayList<>();
    for (int i = 1; i <= STEPS; i++) {
      if (v[i - 1] * v[i] <= 0) {
        found.add(bisect(g, q[i - 1], q[i]));
      } else if (i < STEPS && v[i] * v[i + 1] > 0 && isNearest(v, i)) {
        double turn = turn(g, q[i - 1], q[i + 1]);
        if (g.applyAsDouble(turn) * v[i] < 0) {
          found.add(bisect(g, q[i - 1], turn));
          found.add(bisect(g, turn, q[i + 1]));
        }
      }
    }
    return found;
  }

  private static boolean isNearest(double[] v, int i) {
    return Math.abs(v[i]) < Math.abs(v[i - 1]) && Math.abs(v[i]) < Math.abs(v[i + 1]);
  }

  /** Where |g| is smallest between two points, by golden section. */
  private static double turn(DoubleUnaryOperator g, double low, double high) {
    double a = Math.log(low);
    double b = Math.log(high);
    double sign = Math.signum(g.applyAsDouble(low));
    for (int i = 0; i < 40; i++) {
      double left = b - GOLDEN * (b - a);
      double right = a + GOLDEN * (b - a);
      if (sign * g.applyAsDouble(Math.exp(left)) < sign * g.applyAsDouble(Math.exp(right))) {
        b = right;
      } else {
        a = left;
      }
    }
    return Math.exp((a + b) / 2);
  }

  private static double bisect(DoubleUnaryOperator g, double low, double high) {
    double a = Math.log(low);
    double b = Math.log(high);
    double start = g.applyAsDouble(low);
    for (int i = 0; i < 60; i++) {
      double middle = (a + b) / 2;
      if (start * g.applyAsDouble(Math.exp(middle)) > 0) {
        a = middle;
      } else {
        b = middle;
      }
    }
    return Math.exp((a + b) / 2);
  }
}
