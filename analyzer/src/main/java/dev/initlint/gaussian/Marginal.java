package dev.initlint.gaussian;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * The law of one entry of a tensor in its own standard units, as a non-decreasing function of one
 * standard Gaussian: x = mean + deviation·F(z) with E F = 0 and E F² = 1
 * (docs/theory/state.md#law-of-one-entry).
 *
 * <p>A linear F is a Gaussian, a step a point mass, and what functions, sums, products, mixtures
 * and maxima of entries give is again an F. Two entries are a pair (z, z′) of correlated Gaussians
 * (a Gaussian copula): with F = Σ cₙhₙ in orthonormal Hermite polynomials, entries of correlation r
 * have the ρ that solves Σ cₙ²ρⁿ = r. Immutable; computed when it is first needed. Equal only to
 * itself.
 */
public final class Marginal {
  /** The law of Gaussians. */
  public static final Marginal GAUSSIAN = new Marginal(() -> QuantileMesh.NODE, null, false);

  private final Supplier<double[]> rule;

  /** The law given the channel of the entry; null where that is this one. */
  private final Supplier<Marginal> channel;

  /** F at the nodes of {@link QuantileMesh}; a race computes it twice. */
  private volatile double[] values;

  private volatile HermiteSeries series;

  private volatile double[] inverse;

  /** Steps of the table by which correlations of entries are carried to those of z. */
  private static final int STEPS = 128;

  private final boolean joined;

  private Marginal(Supplier<double[]> rule, Supplier<Marginal> channel, boolean joined) {
    this.rule = rule;
    this.channel = channel;
    this.joined = joined;
  }

  /**
   * Number of laws of sums, products and scales that this process has worked out: what a test
   * counts to see that a model that is followed again shares them.
   */
  public static long worked() {
    return LawMemory.MADE.sum();
  }

  /** A law by the values of F at the nodes, in any units; a Gaussian where they hardly vary. */
  static Marginal of(Supplier<double[]> quantiles) {
    return of(quantiles, null);
  }

  private static Marginal of(Supplier<double[]> quantiles, Supplier<Marginal> channel) {
    return new Marginal(() -> QuantileMesh.standard(quantiles.get()), channel, false);
  }

  /** E (mean + deviation·F)⁴. */
  public double fourthMoment(double mean, double variance) {
    double deviation = Math.sqrt(variance);
    double square = mean * mean;
    return square * square
        + 6 * square * variance
        + 4 * mean * variance * deviation * skewness()
        + variance * variance * kurtosis();
  }

  /** Whether entries are those of several tensors side by side, each with figures of its own. */
  public boolean isJoined() {
    return joined;
  }

  /**
   * The law after each channel was put into its own standard units: channels of several tensors
   * side by side, or of several scales, no longer differ by those.
   */
  public Marginal byChannel() {
    return channel == null ? this : channel.get();
  }

  public boolean isGaussian() {
    return this == GAUSSIAN;
  }

  double[] values() {
    double[] known = values;
    if (known == null) {
      known = rule.get();
      values = known;
    }
    return known;
  }

  /** F(z), linear between the nodes and beyond them. */
  public double quantile(double z) {
    return isGaussian() ? z : QuantileMesh.at(values(), z);
  }

  /** The largest z with F(z) ≤ x. */
  double gaussian(double x) {
    return isGaussian() ? x : QuantileMesh.inverse(values(), x);
  }

  /** P(F(Z) ≤ x). */
  public double below(double x) {
    return ErrorFunction.normalBelow(gaussian(x));
  }

  /** E F³. */
  public double skewness() {
    return isGaussian() ? 0 : QuantileMesh.expectation(values(), v -> v * v * v);
  }

  /** E F⁴, 3 for a Gaussian. */
  public double kurtosis() {
    return isGaussian() ? 3 : QuantileMesh.expectation(values(), v -> v * v * v * v);
  }

  /** The law of −x. */
  public Marginal negative() {
    return isGaussian()
        ? this
        : of(
            () -> {
              double[] v = values();
              double[] w = new double[v.length];
              Arrays.setAll(w, i -> -v[v.length - 1 - i]);
              return w;
            });
  }

  /** The law of f(x) for x of this law, a mean and a variance. */
  public Marginal image(ScalarFunction f, double mean, double variance) {
    if (variance == 0 || f.equals(Activation.IDENTITY)) {
      return this;
    }
    double deviation = Math.sqrt(variance);
    return of(() -> QuantileMesh.image(values(), v -> f.value(mean + deviation * v)));
  }

  /**
   * The law of a + b for independent a and b.
   *
   * @param varianceA variance of a; only the ratio of the two matters
   */
  public static Marginal sum(Marginal a, double varianceA, Marginal b, double varianceB) {
    double all = varianceA + varianceB;
    if (!(all > 0) || Double.isInfinite(all)) {
      return GAUSSIAN;
    }
    if (a.isGaussian() && b.isGaussian() || varianceA < TINY * all) {
      return b;
    }
    if (varianceB < TINY * all) {
      return a;
    }
    double sa = Math.sqrt(varianceA / all);
    double sb = Math.sqrt(varianceB / all);
    return b.isGaussian()
        ? of(() -> QuantileAlgebra.sum(a, sa, b, sb))
        : of(() -> QuantileAlgebra.sum(b, sb, a, sa));
  }

  /** Shares of a variance below which they change no law. */
  private static final double TINY = 1e-6;

  /** The law of a·b for independent a and b of the given means and variances. */
  public static Marginal product(
      Marginal a, double meanA, double varianceA, Marginal b, double meanB, double varianceB) {
    if (varianceA <= TINY * meanA * meanA) {
      return meanA < 0 ? b.negative() : b;
    }
    if (varianceB <= TINY * meanB * meanB) {
      return meanB < 0 ? a.negative() : a;
    }
    double sa = Math.sqrt(varianceA);
    double sb = Math.sqrt(varianceB);
    return of(() -> QuantileAlgebra.product(a, meanA, sa, b, meanB, sb));
  }

  /** Relative differences of scale that change the kurtosis of a mixture by 3·10⁻⁴ of it. */
  private static final double ALIKE = 0.01;

  /** The law of an entry that is one of several with the given probabilities. */
  public static Marginal mixture(
      double[] share, double[] mean, double[] variance, Marginal[] laws) {
    boolean alike = true;
    for (int i = 1; i < share.length; i++) {
      alike &=
          laws[i] == laws[0]
              && Math.abs(mean[i] - mean[0]) <= ALIKE * Math.sqrt(Math.max(0, variance[0]))
              && Math.abs(variance[i] - variance[0]) <= ALIKE * variance[0];
    }
    if (alike) {
      return laws[0];
    }
    double[] deviation = Arrays.stream(variance).map(v -> Math.sqrt(Math.max(0, v))).toArray();
    return new Marginal(
        () -> QuantileMesh.standard(QuantileAlgebra.mixture(share, mean, deviation, laws)),
        () -> {
          double[] one = new double[share.length];
          Arrays.fill(one, 1);
          Marginal[] each = Arrays.stream(laws).map(Marginal::byChannel).toArray(Marginal[]::new);
          return mixture(share, new double[one.length], one, each);
        },
        true);
  }

  /**
   * Entries that a sum with random weights without mean has few of.
   *
   * @param law of the entries, with {@code mean} and {@code variance}
   * @param correlation of the entries of one group with each other
   * @param alike entries of one group
   * @param groups number of groups that are independent of each other
   */
  public record Few(
      Marginal law, double mean, double variance, double correlation, double alike, double groups) {

    /**
     * The law of the sum: √S·z for Gaussian z and the mean square S of the entries.
     *
     * @param withinChannel relative variance of S within one channel, over its mean there
     */
    public Marginal sum(DoubleSupplier withinChannel) {
      return variance > 0
          ? of(
              () -> FewTerms.of(law, mean, variance, correlation, alike, groups).quantiles(),
              () -> of(scales(withinChannel)))
          : GAUSSIAN;
    }

    /**
     * How a gradient at the sum depends on one of the entries.
     *
     * @param outer how it depends on the sum; null where it does not
     * @param sum variance of the sum
     */
    public Tilt behind(Tilt outer, double sum) {
      return outer == null || !(variance > 0)
          ? null
          : Tilt.behindFew(
              outer,
              FewTerms.given(law, mean, variance, correlation, alike, groups),
              sum,
              mean,
              variance,
              law);
    }
  }

  /**
   * The law of √S·z for Gaussian z and a scale S of a relative variance, taken as lognormal: of
   * sums of terms with random weights.
   *
   * @param relativeVariance of S over channels and within them
   * @param withinChannel of S within one channel, over its mean there
   */
  public static Marginal scales(DoubleSupplier relativeVariance, DoubleSupplier withinChannel) {
    return of(scales(relativeVariance), () -> of(scales(withinChannel)));
  }

  private static Supplier<double[]> scales(DoubleSupplier relativeVariance) {
    return () -> QuantileAlgebra.scales(Math.log1p(Math.max(0, relativeVariance.getAsDouble())));
  }

  /**
   * The largest of several entries in the standard units of one.
   *
   * @param law its law, in units of its own
   * @param pair covariance of the largest of two sets of entries of which each of one has a
   *     correlation with each of the other
   */
  public record Largest(double mean, double secondMoment, Marginal law, DoubleUnaryOperator pair) {
    public double covariance(double correlation) {
      return pair.applyAsDouble(correlation);
    }
  }

  /**
   * The largest of {@code count} entries of one correlation: F at √ρ·z₀ + √(1 − ρ)·(the largest of
   * independent z).
   */
  public Largest largest(double count, double correlation) {
    double rho = Math.max(0, gaussianCorrelation(correlation));
    MaxOfGaussians most = MaxOfGaussians.of(count);
    double mean = most.mean(0, 1, rho);
    double q = most.secondMoment(0, 1, rho);
    double variance = q - mean * mean;
    Marginal independent = of(() -> QuantileMesh.largest(count));
    Marginal z = count > 1 && rho < 1 ? sum(independent, variance - rho, GAUSSIAN, rho) : GAUSSIAN;
    if (isGaussian()) {
      return new Largest(mean, q, z, r -> r);
    }
    double deviation = Math.sqrt(variance);
    double[] peak = QuantileMesh.image(z.values(), v -> quantile(mean + deviation * v));
    double[] m = QuantileMesh.meanAndVariance(peak);
    Marginal law = of(() -> peak);
    return new Largest(
        m[0],
        m[1] + m[0] * m[0],
        law,
        r -> {
          double both = Math.max(-1, Math.min(1, gaussianCorrelation(r) / variance));
          return m[1]
              * HermiteSeries.product(law.series(), law.series(), z.gaussianCorrelation(both));
        });
  }

  /**
   * The mean of entries that are worth {@code count} independent ones: the share of the law beside
   * a Gaussian whose skewness is 1/√count of its own.
   */
  public Marginal averaged(double count) {
    double share = Math.cbrt(1 / Math.max(1, count));
    return isGaussian() ? this : sum(this, share, GAUSSIAN, 1 - share);
  }

  /** The correlation of (z, z′) of two entries of correlation {@code r}. */
  double gaussianCorrelation(double r) {
    if (isGaussian()) {
      return r;
    }
    double[] table = inverse;
    if (table == null) {
      HermiteSeries s = series();
      table = new double[2 * STEPS + 1];
      for (int i = 0; i <= 2 * STEPS; i++) {
        table[i] = HermiteSeries.product(s, s, (i - STEPS) / (double) STEPS);
      }
      inverse = table;
    }
    int n = table.length;
    if (r >= table[n - 1]) {
      return 1;
    }
    if (r <= table[0]) {
      return -1;
    }
    int at = Arrays.binarySearch(table, r);
    if (at >= 0) {
      return (at - STEPS) / (double) STEPS;
    }
    int high = -at - 1;
    double rise = table[high] - table[high - 1];
    double share = rise > 0 ? Math.max(0, Math.min(1, (r - table[high - 1]) / rise)) : 0;
    return (high - 1 - STEPS + share) / STEPS;
  }

  /** The correlation of (z, z′) of two entries of two laws, of correlation {@code r}. */
  static double gaussianCorrelation(Marginal a, Marginal b, double r) {
    if (a == b) {
      return a.gaussianCorrelation(r);
    }
    HermiteSeries s = a.series();
    HermiteSeries t = b.series();
    double low = -1;
    double high = 1;
    for (int i = 0; i < 30; i++) {
      double mid = 0.5 * (low + high);
      if (HermiteSeries.product(s, t, mid) < r) {
        low = mid;
      } else {
        high = mid;
      }
    }
    return 0.5 * (low + high);
  }

  HermiteSeries series() {
    HermiteSeries known = series;
    if (known == null) {
      known = QuantileMesh.series(values());
      series = known;
    }
    return known;
  }
}
