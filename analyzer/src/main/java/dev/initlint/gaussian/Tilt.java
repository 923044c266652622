package dev.initlint.gaussian;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * How a gradient g = δ·s depends on the entry x of the tensor at which it stands, by the slopes s
 * that it has met: m(x) = E[s | x] and w(x) = E[s² | x], each over its mean
 * (docs/theory/state.md#dependence-of-a-gradient-on-its-entry).
 *
 * <p>Two slopes that a gradient meets one after another are not independent where both are of one
 * entry: behind y = φ(f(u) + c) it has met φ′(f(u) + c)², which given u is w(f(u)) with w(a) = E
 * φ′(a + c)² over c, before it meets f′(u)². Worked out when it is first needed. Immutable.
 */
public final class Tilt {
  private static final int STEPS = 160;
  private static final double REACH = 6;

  private record Given(DoubleUnaryOperator mean, DoubleUnaryOperator square) {}

  private final Supplier<Given> rule;
  private volatile Given given;

  private Tilt(Supplier<Given> rule) {
    this.rule = rule;
  }

  private Given given() {
    Given known = given;
    if (known == null) {
      known = rule.get();
      given = known;
    }
    return known;
  }

  private double mean(double x) {
    return given().mean().applyAsDouble(x);
  }

  private double square(double x) {
    return given().square().applyAsDouble(x);
  }

  /**
   * The dependence on u of a gradient at f(u) after it has met f′(u).
   *
   * @param outer of the gradient at f(u); null where it does not depend on it
   * @param mean of u
   * @param variance of u
   */
  public static Tilt slopes(
      ScalarFunction f, Tilt outer, double mean, double variance, Marginal law) {
    return new Tilt(
        () -> {
          DoubleUnaryOperator m = u -> f.slope(u) * (outer == null ? 1 : outer.mean(f.value(u)));
          DoubleUnaryOperator w =
              u -> {
                double slope = f.slope(u);
                return slope == 0
                    ? 0
                    : slope * slope * (outer == null ? 1 : outer.square(f.value(u)));
              };
          return new Given(over(m, mean, variance, law), over(w, mean, variance, law));
        });
  }

  /**
   * That on x of a gradient that goes to x where it is the largest of {@code count} entries of one
   * correlation: with z the Gaussian that x is a function of, the others are below it with
   * probability Φ(z·√((1 − ρ)/(1 + ρ))) each, exact for two.
   *
   * @param outer of the gradient at the largest; null where it does not depend on it
   */
  public static Tilt selected(
      Tilt outer, double count, double rho, double mean, double variance, Marginal law) {
    double deviation = Math.sqrt(variance);
    double sharp = Math.sqrt((1 - rho) / (1 + rho));
    DoubleUnaryOperator chance =
        x -> {
          double z =
              law.isGaussian() ? (x - mean) / deviation : law.gaussian((x - mean) / deviation);
          return Math.pow(ErrorFunction.normalBelow(z * sharp), count - 1);
        };
    return new Tilt(
        () -> {
          DoubleUnaryOperator m =
              x -> chance.applyAsDouble(x) * (outer == null ? 1 : outer.mean(x));
          DoubleUnaryOperator w =
              x -> chance.applyAsDouble(x) * (outer == null ? 1 : outer.square(x));
          return new Given(over(m, mean, variance, law), over(w, mean, variance, law));
        });
  }

  /**
   * What a dependence that is told over several tensors side by side leaves to one of them.
   *
   * @param share E[w] over the entries of that one, of which the mean over all is 1
   * @param overlap E[m]² likewise
   */
  public record Part(double share, double overlap, Tilt tilt) {}

  /** The part of one of several tensors side by side, with entries of a law. */
  public Part part(double mean, double variance, Marginal law) {
    double deviation = Math.sqrt(variance);
    double m = QuantileMesh.expectation(law.values(), v -> mean(mean + deviation * v));
    double w = QuantileMesh.expectation(law.values(), v -> square(mean + deviation * v));
    return new Part(
        w,
        m * m,
        new Tilt(
            () ->
                new Given(
                    m == 0 ? x -> 1 : x -> mean(x) / m, w == 0 ? x -> 1 : x -> square(x) / w)));
  }

  /**
   * What a dependence on a product a·b leaves to the gradient at a, which is that at the product
   * times b: {@code share} is E[w·b²]/E b², {@code overlap} E[m·b]²/(E b)² or the same where b has
   * no mean.
   */
  public Part factor(
      double mean,
      double variance,
      Marginal law,
      double otherMean,
      double otherVariance,
      Marginal other) {
    double wide = Math.sqrt(otherVariance);
    double from = mean - REACH * Math.sqrt(variance);
    double step = 2 * REACH * Math.sqrt(variance) / STEPS;
    double size = otherMean * otherMean + otherVariance;
    DoubleUnaryOperator w =
        table(
            from,
            step,
            x ->
                QuantileMesh.expectation(
                    other.values(),
                    v -> {
                      double b = otherMean + wide * v;
                      return square(x * b) * b * b / size;
                    }));
    DoubleUnaryOperator m =
        table(
            from,
            step,
            x ->
                QuantileMesh.expectation(
                    other.values(),
                    v -> mean(x * (otherMean + wide * v)) * (otherMean + wide * v)));
    double deviation = Math.sqrt(variance);
    double share =
        QuantileMesh.expectation(law.values(), v -> w.applyAsDouble(mean + deviation * v));
    double one = QuantileMesh.expectation(law.values(), v -> m.applyAsDouble(mean + deviation * v));
    boolean centred = otherMean * otherMean < 1e-6 * size;
    Tilt tilt =
        new Tilt(
            () ->
                new Given(
                    centred || one == 0 ? x -> 1 : x -> m.applyAsDouble(x) / one,
                    share == 0 ? x -> 1 : x -> w.applyAsDouble(x) / share));
    return new Part(share, centred ? share : one * one / (otherMean * otherMean), tilt);
  }

  private static DoubleUnaryOperator over(
      DoubleUnaryOperator f, double mean, double variance, Marginal law) {
    double deviation = Math.sqrt(variance);
    double all = QuantileMesh.expectation(law.values(), v -> f.applyAsDouble(mean + deviation * v));
    return all == 0 || !Double.isFinite(all) ? x -> 1 : x -> f.applyAsDouble(x) / all;
  }

  /**
   * That on x, one of the few terms of a sum y with random weights, of a gradient at y: through the
   * size of y, which is √S·z with the mean square S of the terms.
   *
   * @param size of S given x, over its mean
   * @param variance of y
   * @param mean of x
   * @param own variance of x
   */
  static Tilt behindFew(
      Tilt outer,
      DoubleUnaryOperator size,
      double variance,
      double mean,
      double own,
      Marginal law) {
    double from = mean - REACH * Math.sqrt(own);
    double step = 2 * REACH * Math.sqrt(own) / STEPS;
    double[] z = QuantileMesh.NODE;
    DoubleUnaryOperator m =
        x -> {
          double deviation = Math.sqrt(variance * size.applyAsDouble(x));
          return QuantileMesh.expectation(z, v -> outer.mean(deviation * v));
        };
    DoubleUnaryOperator w =
        x -> {
          double deviation = Math.sqrt(variance * size.applyAsDouble(x));
          return QuantileMesh.expectation(z, v -> outer.square(deviation * v));
        };
    return new Tilt(
        () ->
            new Given(
                over(table(from, step, m), mean, own, law),
                over(table(from, step, w), mean, own, law)));
  }

  /** That on x of a gradient at scale·x + shift. */
  public Tilt behind(double scale, double shift) {
    return scale == 1 && shift == 0
        ? this
        : new Tilt(() -> new Given(x -> mean(scale * x + shift), x -> square(scale * x + shift)));
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
    double from = mean - REACH * Math.sqrt(variance);
    double step = 2 * REACH * Math.sqrt(variance) / STEPS;
    double wide = Math.sqrt(otherVariance);
    return new Tilt(
        () ->
            new Given(
                table(
                    from,
                    step,
                    x ->
                        QuantileMesh.expectation(
                            other.values(), v -> mean(x + otherMean + wide * v))),
                table(
                    from,
                    step,
                    x ->
                        QuantileMesh.expectation(
                            other.values(), v -> square(x + otherMean + wide * v)))));
  }

  private static DoubleUnaryOperator table(double from, double step, DoubleUnaryOperator f) {
    double[] values = new double[STEPS + 1];
    Arrays.setAll(values, k -> f.applyAsDouble(from + k * step));
    return x -> {
      double place = step > 0 ? (x - from) / step : 0;
      int cell = (int) Math.max(0, Math.min(STEPS - 1, Math.floor(place)));
      double share = Math.max(0, Math.min(1, place - cell));
      return values[cell] + share * (values[cell + 1] - values[cell]);
    };
  }

  /**
   * That of the sum of two gradients at one tensor that have nothing else in common.
   *
   * @param a null where the first does not depend on the entry
   * @param qa second moment of the first
   */
  public static Tilt sum(Tilt a, double qa, Tilt b, double qb) {
    if (a == null && b == null || !(qa + qb > 0)) {
      return null;
    }
    double share = qa / (qa + qb);
    return new Tilt(
        () ->
            new Given(
                x -> mixed(share, a == null ? 1 : a.mean(x), b == null ? 1 : b.mean(x)),
                x -> mixed(share, a == null ? 1 : a.square(x), b == null ? 1 : b.square(x))));
  }

  private static double mixed(double share, double a, double b) {
    return share * a + (1 - share) * b;
  }

  /** E[m·x]: the mean of x as the gradient weighs it. */
  public double meanArgument(double mean, double variance, Marginal law) {
    double deviation = Math.sqrt(variance);
    return QuantileMesh.expectation(
        law.values(), v -> (mean + deviation * v) * mean(mean + deviation * v));
  }

  /** E[w·x²]: the second moment of x as that of the gradient weighs it. */
  public double secondMomentOfArgument(double mean, double variance, Marginal law) {
    double deviation = Math.sqrt(variance);
    return QuantileMesh.expectation(
        law.values(),
        v -> (mean + deviation * v) * (mean + deviation * v) * square(mean + deviation * v));
  }

  /**
   * By how much slopes met before f′ change what it leaves.
   *
   * @param equal E[s²f′²] over E s²·E f′²
   * @param independent that of E[s s̃ f′ f̃′] at two independent entries
   */
  public record Excess(double equal, double independent) {
    public static final Excess NONE = new Excess(1, 1);

    /** Between the two, by the correlation of the entries; linear in the logarithm. */
    public double at(double correlation) {
      double rho = Math.min(1, Math.abs(correlation));
      return Math.pow(equal, rho) * Math.pow(independent, 1 - rho);
    }
  }

  /**
   * What the slopes of f at u add to those that a gradient at f(u) has met.
   *
   * @param mean of u
   * @param variance of u
   */
  public Excess excess(ScalarFunction f, double mean, double variance, Marginal law) {
    if (!(variance > 0)) {
      return Excess.NONE;
    }
    NormalMesh mesh = NormalMesh.of(f, mean, Math.sqrt(variance), law.values());
    double[] sum = new double[6];
    for (int i = 0; i < mesh.z.length; i++) {
      double p = mesh.weight[i];
      double slope = mesh.slope[i];
      double m = mean(mesh.value[i]);
      double w = square(mesh.value[i]);
      sum[0] += p * m;
      sum[1] += p * slope;
      sum[2] += p * m * slope;
      sum[3] += p * w;
      sum[4] += p * slope * slope;
      sum[5] += p * w * slope * slope;
    }
    double once = sum[2] / (sum[0] * sum[1]);
    double equal = sum[5] / (sum[3] * sum[4]);
    return Double.isFinite(once) && Double.isFinite(equal)
        ? new Excess(equal, once * once)
        : Excess.NONE;
  }
}
