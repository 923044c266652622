package dev.initlint.propagate;

import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.gaussian.CrossParticipation;
import dev.initlint.gaussian.SoftmaxStatistics;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.Arrays;

/**
 * The gradients of a mean cross-entropy at step zero, in its own size
 * (docs/theory/loss.md#gradient-of-the-loss).
 *
 * <p>At the logits of one of N scored positions it is δ = (p − t)/N with p the softmax and t the
 * label, of which a share ε may be spread over the V classes. For labels that are independent of
 * the input, E Σδ² = (E Σp² + (1−ε)² + (2ε(1−ε) + ε²)/V − 2/V)/N², and two positions have in common
 * E Σδδ' = (E Σpp' − 1/V)/N²: what their softmaxes agree on beyond chance.
 */
public final class LossGradient {
  /** Correlations at which the participation of two softmaxes is computed; lines join them. */
  private static final int KNOTS = 4;

  /** Logit deviation up to which two softmaxes agree by the exponential law to a thousandth. */
  private static final double SMALL = 0.05;

  private static final double LARGEST = 64;

  private final Propagation propagation;
  private final Head head;
  private final Backward backward;

  private LossGradient(Propagation propagation, Head head, Backward backward) {
    this.propagation = propagation;
    this.head = head;
    this.backward = backward;
  }

  static LossGradient of(Propagation p, Head head, double labelSmoothing) {
    Quantity<Stat> seed =
        Quantity.of(
            e ->
                seed(
                    head.logits().stat().in(e),
                    head.loss().in(e).withLabelSmoothing(labelSmoothing),
                    e.number(Expr.symbol("batch"))));
    return new LossGradient(p, head, Backward.from(head.logits(), seed));
  }

  /** The head whose loss it is. */
  public Head head() {
    return head;
  }

  /** The gradient at a signal, or null when the logits do not depend on it. */
  public Quantity<Stat> at(Signal s) {
    return backward.at(s);
  }

  /** Second moment of an entry of a weight's gradient, or null when the logits do not need it. */
  public Quantity<Double> of(ParameterFacts weight) {
    Weight w = propagation.graph().weights().get(weight.usedName());
    return backward.of(weight.usedName(), w == null ? 0 : w.count());
  }

  /** Number of positions that the mean is over. */
  public double scored(Evaluation e) {
    return e.number(Expr.symbol("batch")) * head.logits().stat().in(e).layout().positions();
  }

  private static Stat seed(Stat logits, ClassificationHead loss, double batch) {
    double v = loss.classes();
    double scored = batch * logits.layout().positions();
    double unit = 1 / (v * scored * scored);
    double apart = agreement(loss, 1);
    double eps = loss.labelSmoothing();
    double label = (1 - eps) * (1 - eps) + (2 * eps * (1 - eps) + eps * eps) / v;
    double q = Math.max(0, apart + label - 2 / v) * unit;
    double[] knots = new double[KNOTS + 1];
    for (int k = 0; k <= KNOTS; k++) {
      knots[k] = Math.max(0, agreement(loss, (double) k / KNOTS) - 1 / v) * unit;
    }
    double spread = varying(logits.within(), logits.featureWithin()).meanSame(logits.layout());
    Field within = shared(logits.within(), logits.featureWithin(), spread, knots);
    Field across = shared(logits.across(), logits.featureAcross(), spread, knots);
    double[] own = within.same().clone();
    Arrays.fill(own, q);
    double[] mean = new double[own.length];
    Field none = Field.zero(logits.layout());
    return Stat.independent(logits.layout(), 0, q, v)
        .withFields(new Field(own, within.other()), across, none, none, mean)
        .withInverseDim(0);
  }

  /** What differs between classes: a shift of all logits leaves a softmax as it is. */
  private static Field varying(Field same, Field otherFeature) {
    return same.minus(otherFeature);
  }

  private static Field shared(Field same, Field otherFeature, double spread, double[] knots) {
    return varying(same, otherFeature).map(c -> spread > 0 ? between(c / spread, knots) : 0);
  }

  private static double between(double correlation, double[] knots) {
    double at = Math.max(0, Math.min(1, correlation)) * KNOTS;
    int k = Math.min(KNOTS - 1, (int) at);
    return knots[k] + (at - k) * (knots[k + 1] - knots[k]);
  }

  /** E Σpp' of two softmaxes whose logits correlate so; E Σp² of one where that is 1. */
  private static double agreement(ClassificationHead loss, double correlation) {
    double v = loss.classes();
    double s = Math.min(loss.logitStd(), LARGEST);
    double plain =
        s <= SMALL
            ? Math.exp(correlation * s * s) / v
            : correlation == 1
                ? SoftmaxStatistics.of(v, s).s2()
                : CrossParticipation.of(s, correlation).of(v);
    if (loss.own() == null || correlation < 1) {
      return plain;
    }
    double own = 1 / (1 + Math.exp(SoftmaxStatistics.of(v, s).logPartition() - loss.own().mean()));
    return own * own + (1 - own) * (1 - own) * plain;
  }
}
