package dev.initlint.gaussian;

import java.util.function.DoubleUnaryOperator;

/**
 * The logits of a classification or language-model head at initialisation
 * (docs/theory/loss.md#cross-entropy).
 *
 * @param classes V, at least 1
 * @param logitMean mean of every logit
 * @param logitStd standard deviation of a logit
 * @param own the logit of the input's own token under a tied head, one of the V; null if none
 * @param softCap c of c·tanh(x/c) applied to the logits; infinite if none
 * @param labelSmoothing share of the label spread evenly over the classes
 */
public record ClassificationHead(
    double classes,
    double logitMean,
    double logitStd,
    OwnLogit own,
    double softCap,
    double labelSmoothing) {
  /**
   * Logit deviation from which the loss is that of the largest logit alone and grows in proportion:
   * ln V is less than a thousandth of it.
   */
  private static final double FROZEN = 50;

  private static final double STEP = 0.25;
  private static final double REACH = 9;
  private static final double LEFT = 40;
  private static final double RIGHT = 4;

  /**
   * A logit that differs from the others.
   *
   * @param mean its mean before the cap
   * @param std its standard deviation before the cap
   * @param share probability that it is the label's
   */
  public record OwnLogit(double mean, double std, double share) {}

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException if there is no class, a deviation is negative or not finite,
   *     or the cap is not positive
   */
  public ClassificationHead {
    boolean bad = !(classes >= 1) || !(logitStd >= 0) || !(softCap > 0) || logitStd > 1e6;
    if (bad || own != null && !(own.std() >= 0)) {
      throw new OutOfRange(
          "a head needs at least one class, deviations from 0 to 1e6 and a positive cap, not V="
              + classes
              + ", std="
              + logitStd
              + ", cap="
              + softCap);
    }
  }

  /** V independent logits N(0, s²). */
  public static ClassificationHead of(double classes, double logitStd) {
    return new ClassificationHead(classes, 0, logitStd, null, Double.POSITIVE_INFINITY, 0);
  }

  /** The same with the logit of the own token set apart. */
  public ClassificationHead withOwnLogit(double mean, double std, double share) {
    OwnLogit apart = new OwnLogit(mean, std, share);
    return new ClassificationHead(classes, logitMean, logitStd, apart, softCap, labelSmoothing);
  }

  /** The same with logits of another mean. */
  public ClassificationHead withLogitMean(double mean) {
    return new ClassificationHead(classes, mean, logitStd, own, softCap, labelSmoothing);
  }

  /** The same with a soft cap. */
  public ClassificationHead withSoftCap(double cap) {
    return new ClassificationHead(classes, logitMean, logitStd, own, cap, labelSmoothing);
  }

  /** The same with smoothed labels. */
  public ClassificationHead withLabelSmoothing(double smoothing) {
    return new ClassificationHead(classes, logitMean, logitStd, own, softCap, smoothing);
  }

  /** All logits times a number. */
  private ClassificationHead times(double factor) {
    OwnLogit scaled =
        own == null ? null : new OwnLogit(own.mean() * factor, own.std() * factor, own.share());
    return new ClassificationHead(
        classes, logitMean * factor, logitStd * factor, scaled, softCap, labelSmoothing);
  }

  /** Expected cross-entropy in nats for labels independent of the other logits. */
  public double crossEntropy() {
    double extreme =
        own == null ? logitStd : Math.max(logitStd, Math.max(own.std(), own.mean() / 20));
    if (extreme > FROZEN && softCap == Double.POSITIVE_INFINITY) {
      double shrink = FROZEN / extreme;
      return times(shrink).crossEntropy() / shrink;
    }
    double plain = Logit.of(logitMean, logitStd, softCap).mean();
    double label = plain;
    if (own != null) {
      double apart = Logit.of(own.mean(), own.std(), softCap).mean();
      double weight = (1 - labelSmoothing) * own.share() + labelSmoothing / classes;
      label = weight * apart + (1 - weight) * plain;
    }
    return logPartition() - label;
  }

  /** What the cross-entropy has above ln V, the loss of equal logits. */
  public double excess() {
    return crossEntropy() - Math.log(classes);
  }

  /** E ln Z in nats: ∫(L − Lᵛ⁻¹·L_own)du + E x, over the lattice of u = ln t. */
  public double logPartition() {
    if (own == null && softCap == Double.POSITIVE_INFINITY) {
      return logitMean + LogPartition.of(classes, logitStd);
    }
    Logit other = Logit.of(logitMean, logitStd, softCap);
    Logit apart = own == null ? other : Logit.of(own.mean(), own.std(), softCap);
    double from = -Math.max(other.most(), apart.most()) - LEFT;
    double to = -Math.min(other.least(), apart.least()) + RIGHT;
    int n = (int) Math.ceil((to - from) / STEP) + 1;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double t = Math.exp(from + i * STEP);
      double l = other.laplace(t);
      double all = Math.log1p(-Math.min(1, other.laplaceMissing(t))) * (classes - 1);
      sum += l - (classes > 1 ? Math.exp(all) : 1) * apart.laplace(t);
    }
    return other.mean() + STEP * sum;
  }

  /** Nodes and weights of one logit's law, by the trapezoidal rule on the standard Gaussian. */
  private record Logit(double[] node, double[] grown, double[] weight) {
    static Logit of(double mean, double std, double cap) {
      DoubleUnaryOperator capped =
          cap == Double.POSITIVE_INFINITY ? x -> x : x -> cap * Math.tanh(x / cap);
      double h = Math.min(0.5, STEP / std);
      int reach = std == 0 ? 0 : (int) Math.ceil(REACH / h);
      int n = 2 * reach + 1;
      Logit made = new Logit(new double[n], new double[n], new double[n]);
      for (int j = 0; j < n; j++) {
        double z = (j - reach) * h;
        made.node[j] = capped.applyAsDouble(mean + std * z);
        made.grown[j] = Math.exp(made.node[j]);
        made.weight[j] = std == 0 ? 1 : h * ErrorFunction.normalDensity(z);
      }
      return made;
    }

    double least() {
      return node[0];
    }

    double most() {
      return node[node.length - 1];
    }

    double mean() {
      double sum = 0;
      for (int j = 0; j < node.length; j++) {
        sum += weight[j] * node[j];
      }
      return sum;
    }

    /** E e^(−te^x). */
    double laplace(double t) {
      double sum = 0;
      for (int j = 0; j < grown.length && t * grown[j] < 745; j++) {
        sum += weight[j] * Math.exp(-t * grown[j]);
      }
      return sum;
    }

    /** 1 − E e^(−te^x), accurate where it is small. */
    double laplaceMissing(double t) {
      double sum = 0;
      for (int j = 0; j < grown.length; j++) {
        sum -= weight[j] * Math.expm1(-t * grown[j]);
      }
      return sum;
    }
  }
}
