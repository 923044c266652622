package dev.initlint.gaussian;

/**
 * E ln Σe^x over the logits of a head at initialisation, and the cross-entropy that follows
 * (docs/theory/attention.md#softmax-of-gaussian-logits).
 */
public final class LogPartition {
  private LogPartition() {}

  /**
   * E ln Z of V independent logits N(0, s²), in nats.
   *
   * @throws IllegalArgumentException if V is below 1 or s negative or not finite
   */
  public static double of(double classes, double logitStd) {
    return SoftmaxStatistics.of(classes, logitStd).logPartition();
  }

  /**
   * Expected cross-entropy in nats when the labels do not depend on the logits: V−1 logits N(0, s²)
   * and the logit of the input's own token N(mu, tau²), as under a tied head.
   *
   * @param share probability that the label is the own token: 1/V for uniform labels
   */
  public static double initialCrossEntropy(
      double classes, double logitStd, double mu, double tau, double share) {
    return ClassificationHead.of(classes, logitStd).withOwnLogit(mu, tau, share).crossEntropy();
  }
}
