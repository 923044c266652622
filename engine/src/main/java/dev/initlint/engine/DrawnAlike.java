package dev.initlint.engine;

import dev.initlint.moment.ParameterFacts;
import dev.initlint.propagate.Propagation;
import dev.initlint.weight.WeightFacts;

/**
 * The moments of a tensor's elements with what chance leaves of them: the sample mean of n elements
 * is off by √(v/n), the logarithm of their variance by √((κ + 2)/n) and their excess kurtosis κ by
 * √(24/n).
 *
 * @param count number of elements; infinite for a law that nothing was drawn from
 * @param kurtosis excess kurtosis; NaN where it is not known
 * @param odd elements that are NaN or infinite
 */
record DrawnAlike(double count, double mean, double variance, double kurtosis, long odd) {
  /** Standard errors; one in two million pairs of draws of one law is called different. */
  private static final double LIMIT = 5;

  private static final double ROUNDING = 1e-6;

  static DrawnAlike of(ParameterFacts f, Propagation p) {
    WeightFacts facts = f.facts();
    if (facts != null) {
      return new DrawnAlike(
          facts.count(),
          facts.mean(),
          facts.variance(),
          facts.excessKurtosis(),
          facts.nans() + facts.infinities());
    }
    double variance;
    try {
      variance = p.evaluation().number(f.variance());
    } catch (RuntimeException notKnown) {
      variance = Double.NaN;
    }
    return new DrawnAlike(Double.POSITIVE_INFINITY, f.mean(), variance, Double.NaN, 0);
  }

  /** Whether chance explains what tells the two apart. */
  boolean isLike(DrawnAlike other) {
    if (odd != 0 || other.odd != 0 || Double.isNaN(variance) || Double.isNaN(other.variance)) {
      return odd == other.odd && Double.isNaN(variance) == Double.isNaN(other.variance);
    }
    double size = Math.max(rms(), other.rms());
    double atMean =
        LIMIT * Math.sqrt(variance / count + other.variance / other.count) + ROUNDING * size;
    if (Math.abs(mean - other.mean) > atMean) {
      return false;
    }
    if (variance == 0 || other.variance == 0) {
      return Math.max(variance, other.variance) <= Math.pow(ROUNDING * size, 2);
    }
    double atVariance = LIMIT * Math.sqrt(spread() + other.spread()) + ROUNDING;
    double atKurtosis = LIMIT * Math.sqrt(24 / count + 24 / other.count) + 0.05;
    boolean shaped = Math.abs(kurtosis - other.kurtosis) > atKurtosis;
    return Math.abs(Math.log(variance / other.variance)) <= atVariance && !shaped;
  }

  private double rms() {
    return Math.sqrt(variance + mean * mean);
  }

  private double spread() {
    return Double.isInfinite(count) ? 0 : (2 + (Double.isNaN(kurtosis) ? 0 : kurtosis)) / count;
  }
}
