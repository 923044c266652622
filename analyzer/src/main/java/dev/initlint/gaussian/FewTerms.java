package dev.initlint.gaussian;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The law of a sum of few terms x with random weights: given the terms it is Gaussian with their
 * mean square S, so that it is √S·z.
 *
 * <p>Terms come in groups of {@code alike} that are correlated, as the taps of one channel, and
 * {@code groups} independent ones of these. Of one group terms are F at √ρ·z₀ + √(1 − ρ)·z_i: given
 * z₀ they are independent, and their mean square is taken as lognormal with the mean and variance
 * that it has then. Where ρ is near one and the law holds zeros, as behind a rectifier, whole
 * groups are zero, and so is what is made of them (docs/theory/elementwise.md#sum-of-few-terms).
 */
final class FewTerms {
  private static final int COMMON = 48;
  private static final int OWN = 32;
  private static final double REACH = 5;

  /** Values that a law of S is thinned to. */
  private static final int KEPT = 96;

  private final double[] value;
  private final double[] share;

  private FewTerms(double[] value, double[] share) {
    this.value = value;
    this.share = share;
  }

  /** The law of S for one group, or for the mean of several. */
  static FewTerms of(
      Marginal law, double mean, double variance, double correlation, double alike, double groups) {
    double rho = Math.max(0, Math.min(1, law.gaussianCorrelation(correlation)));
    double deviation = Math.sqrt(variance);
    double[] z = nodes(COMMON);
    double[] own = nodes(OWN);
    double[] weight = weights(own);
    double[] outer = weights(z);
    double[] value = new double[COMMON * 5];
    double[] share = new double[COMMON * 5];
    for (int i = 0; i < COMMON; i++) {
      double square = 0;
      double fourth = 0;
      for (int j = 0; j < OWN; j++) {
        double x =
            mean + deviation * law.quantile(Math.sqrt(rho) * z[i] + Math.sqrt(1 - rho) * own[j]);
        square += weight[j] * x * x;
        fourth += weight[j] * x * x * x * x;
      }
      double relative = square > 0 ? Math.max(0, fourth / (square * square) - 1) / alike : 0;
      double width = Math.sqrt(Math.log1p(relative));
      for (int k = 0; k < 5; k++) {
        value[5 * i + k] =
            square * Math.exp(width * GaussianTransform.NODE[k] - 0.5 * width * width);
        share[5 * i + k] = outer[i] * GaussianTransform.SHARE[k];
      }
    }
    return new FewTerms(value, share).thinned().averaged(Math.max(1, Math.round(groups)));
  }

  /**
   * E[S | x] over E S for an entry x of the law, one of the terms.
   *
   * @param size E x²
   */
  static DoubleUnaryOperator given(
      Marginal law, double mean, double variance, double correlation, double alike, double groups) {
    double rho = Math.max(0, Math.min(1, law.gaussianCorrelation(correlation)));
    double deviation = Math.sqrt(variance);
    double size = mean * mean + variance;
    double[] own = nodes(OWN);
    double[] weight = weights(own);
    return x -> {
      double z = Math.max(-REACH, Math.min(REACH, law.gaussian((x - mean) / deviation)));
      double others = 0;
      for (int j = 0; j < OWN; j++) {
        double y = mean + deviation * law.quantile(rho * z + Math.sqrt(1 - rho * rho) * own[j]);
        others += weight[j] * y * y;
      }
      double group = (x * x + (alike - 1) * others) / alike;
      return (group / size + groups - 1) / groups;
    };
  }

  /** Of the mean of {@code n} independent S, by doubling. */
  private FewTerms averaged(long n) {
    FewTerms sum = null;
    FewTerms power = this;
    for (long left = n; left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        sum = sum == null ? power : sum.plus(power);
      }
      if (left > 1) {
        power = power.plus(power);
      }
    }
    return sum;
  }

  private FewTerms plus(FewTerms that) {
    double[] v = new double[value.length * that.value.length];
    double[] w = new double[v.length];
    for (int i = 0; i < value.length; i++) {
      for (int j = 0; j < that.value.length; j++) {
        v[i * that.value.length + j] = value[i] + that.value[j];
        w[i * that.value.length + j] = share[i] * that.share[j];
      }
    }
    return new FewTerms(v, w).thinned();
  }

  /** The same law by {@link #KEPT} values: means of neighbours of about equal weight. */
  private FewTerms thinned() {
    Integer[] order = new Integer[value.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(value[i], value[j]));
    double[] v = new double[KEPT];
    double[] w = new double[KEPT];
    double before = 0;
    for (int at : order) {
      // Finer in the upper tail, where S is large: by the share of sum that lies above.
      double middle = before + 0.5 * share[at];
      int bin = (int) Math.min(KEPT - 1, KEPT * (1 - Math.pow(Math.max(0, 1 - middle), THIN)));
      v[bin] += share[at] * value[at];
      w[bin] += share[at];
      before += share[at];
    }
    int n = 0;
    for (int i = 0; i < KEPT; i++) {
      if (w[i] > 0) {
        v[n] = v[i] / w[i];
        w[n++] = w[i];
      }
    }
    return new FewTerms(Arrays.copyOf(v, n), Arrays.copyOf(w, n));
  }

  private static final double THIN = 0.25;

  /** Values at the nodes of {@link QuantileMesh} of √S·z. */
  double[] quantiles() {
    double mean = 0;
    double most = 0;
    for (int i = 0; i < value.length; i++) {
      mean += share[i] * value[i];
      most = Math.max(most, value[i]);
    }
    if (!(mean > 0)) {
      return QuantileMesh.NODE;
    }
    double[] root = Arrays.stream(value).map(Math::sqrt).toArray();
    double end = QuantileMesh.LAST * Math.sqrt(most);
    return QuantileMesh.quantiles(
        new double[] {-end, end},
        new double[] {0, 0.2 * Math.sqrt(mean)},
        x -> below(root, x),
        x -> below(root, -x));
  }

  private double below(double[] root, double x) {
    double sum = 0;
    for (int i = 0; i < root.length; i++) {
      double p = root[i] > 0 ? ErrorFunction.normalBelow(x / root[i]) : x > 0 ? 1 : x < 0 ? 0 : 0.5;
      sum += share[i] * p;
    }
    return sum;
  }

  private static double[] nodes(int count) {
    double[] z = new double[count];
    Arrays.setAll(z, i -> REACH * (2 * (i + 0.5) / count - 1));
    return z;
  }

  private static double[] weights(double[] z) {
    double[] w = Arrays.stream(z).map(ErrorFunction::normalDensity).toArray();
    double all = Arrays.stream(w).sum();
    return Arrays.stream(w).map(v -> v / all).toArray();
  }
}
