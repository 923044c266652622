package dev.initlint.weight;

import org.hipparchus.special.Erf;

/**
 * The standard normal cut at ±at.
 *
 * @param std standard deviation after the cut; 0.87962566 for a cut at 2
 * @param inside probability of lying within the cut
 */
record Cut(double at, double std, double inside) {
  static final Cut NONE = new Cut(Double.POSITIVE_INFINITY, 1, 1);

  static Cut at(double at) {
    double inside = Erf.erf(at / Math.sqrt(2));
    return new Cut(at, Math.sqrt(raw(2, at, inside)), inside);
  }

  /** M_k = (k − 1)·M_{k−2} − 2·at^{k−1}·φ(at)/P(|z| < at), by parts. */
  private static double raw(int k, double at, double inside) {
    if (k == 0) {
      return 1;
    }
    double edge = Double.isInfinite(at) ? 0 : 2 * Math.pow(at, k - 1) * density(at) / inside;
    return (k - 1) * raw(k - 2, at, inside) - edge;
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  /** Even moment k, at variance 1. */
  double moment(int k) {
    return raw(k, at, inside) / Math.pow(std, k);
  }

  /** Share of the draws beyond at·(1 − t), over t, for small t. */
  double edge() {
    return 2 * at * density(at) / inside;
  }

  /** ln P(|z| < e) for e within the cut. */
  double logInside(double e) {
    return Double.isInfinite(at)
        ? Math.log1p(-outside(e))
        : Math.log(Erf.erf(e / Math.sqrt(2)) / inside);
  }

  /** P(|z| > e) for the standard normal, uncut. */
  static double outside(double e) {
    return Erf.erfc(e / Math.sqrt(2));
  }
}
