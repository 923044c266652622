package dev.initlint.gaussian;

/**
 * What an activation does to the second moments of a signal N(mean, std²) and of its gradient.
 *
 * @param mean E f
 * @param secondMoment E f²
 * @param slopeMean E f'
 * @param slopeSecondMoment E f'²
 */
public record ActivationGain(
    ScalarFunction function,
    double argumentMean,
    double argumentStd,
    double mean,
    double secondMoment,
    double slopeMean,
    double slopeSecondMoment) {

  /** By the quadrature that traces use. */
  public static ActivationGain of(ScalarFunction f, double mean, double std) {
    GaussianTransform t = GaussianTransform.of(f, mean, std * std);
    return new ActivationGain(
        f, mean, std, t.mean(), t.secondMoment(), t.slopeMean(), t.slopeSecondMoment());
  }

  /** E (f − E f)². */
  public double variance() {
    return GaussianTransform.of(function, argumentMean, argumentStd * argumentStd).variance();
  }

  /** √(E x²/E f²): the factor of weights of variance 1/fan_in that keeps the second moment. */
  public double gain() {
    return Math.sqrt(argumentSecondMoment() / secondMoment);
  }

  /** 1/√(Var f): the factor of weight-standardised layers (Brock et al. 2021, section 3.2). */
  public double standardisedGain() {
    return Math.sqrt(argumentStd * argumentStd / variance());
  }

  /** E x². */
  public double argumentSecondMoment() {
    return argumentMean * argumentMean + argumentStd * argumentStd;
  }

  /** What a layer with this gain makes of the gradient's second moment on the way back. */
  public double backward() {
    return gain() * gain() * slopeSecondMoment;
  }

  /** Whether all figures exist. */
  public boolean isFinite() {
    return Double.isFinite(mean)
        && Double.isFinite(secondMoment)
        && Double.isFinite(slopeSecondMoment);
  }

  /**
   * The two constants with which λ·(x for x &gt; 0, α·(eˣ−1) else) has mean 0 and second moment 1
   * for a standard Gaussian (Klambauer et al. 2017, eq. 14): α from E f = 0, λ from E f² = 1.
   *
   * @return λ and α
   */
  public static double[] seluConstants() {
    double positive = GaussianTransform.of(Activation.RELU, 0, 1).mean();
    double negative = GaussianTransform.of(Activation.elu(1), 0, 1).mean() - positive;
    double alpha = -positive / negative;
    double scale = 1 / Math.sqrt(GaussianTransform.of(Activation.elu(alpha), 0, 1).secondMoment());
    return new double[] {scale, alpha};
  }

  /**
   * Standard deviation of a standard Gaussian cut at ±c: √(1 − 2cφ(c)/(2Φ(c)−1)); by the series of
   * the quotient where the cut leaves next to nothing of it.
   */
  public static double truncatedStd(double c) {
    double inside = ErrorFunction.erf(c / Math.sqrt(2));
    return c < 1e-3
        ? c / Math.sqrt(3)
        : Math.sqrt(1 - 2 * c * ErrorFunction.normalDensity(c) / inside);
  }
}
