package dev.initlint.gaussian;

import java.util.List;

/**
 * All that is told of one activation.
 *
 * @param gain under the law of the argument that was asked for
 * @param norm how weights are drawn, as {@code he}; empty for as the gain asks
 * @param weight σ_w², the variance of a weight times the fan-in
 * @param bias σ_b²
 * @param homogeneous whether f(ax) = a·f(x) for a &gt; 0
 * @param fixedPoints second moments that a layer with σ_w² and σ_b² leaves as they are
 * @param critical where neither the signal nor its gradient leaves its size; or null
 * @param criticalAtBias the points of the line χ = 1 at σ_b², where that is not 0
 * @param selu the constants λ and α by quadrature; null unless the activation is SELU
 */
public record GainSummary(
    ActivationGain gain,
    String norm,
    double weight,
    double bias,
    boolean homogeneous,
    List<MomentMap.FixedPoint> fixedPoints,
    MomentMap.Critical critical,
    List<MomentMap.Critical> criticalAtBias,
    double[] selu) {

  /**
   * Works it out.
   *
   * @param weight σ_w², or null for the square of the gain
   */
  public static GainSummary of(ActivationGain gain, String norm, Double weight, double bias) {
    MomentMap map = new MomentMap(gain.function());
    double drawn = weight == null ? gain.gain() * gain.gain() : weight;
    return new GainSummary(
        gain,
        norm,
        drawn,
        bias,
        map.isHomogeneous(),
        map.fixedPoints(drawn, bias),
        map.critical(),
        bias > 0 ? map.critical(bias) : List.of(),
        gain.function().equals(Activation.SELU) ? ActivationGain.seluConstants() : null);
  }

  /** What a layer makes of the second moment: σ_w²·E f²/E x². */
  public double forward() {
    return weight * gain.secondMoment() / gain.argumentSecondMoment();
  }

  /** What a layer makes of the gradient's second moment, for equal fans: σ_w²·E f'². */
  public double backward() {
    return weight * gain.slopeSecondMoment();
  }

  /**
   * The factor that the output of the activation is multiplied by so that weights drawn this way
   * keep the second moment: 1/√(σ_w² E f²/E x²) (Su 2021).
   */
  public double tweak() {
    return 1 / Math.sqrt(forward());
  }
}
