package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import java.util.List;

/**
 * {@code Greater}, {@code Less} and their like of a tensor and one number, a step of the tensor;
 * and {@code Where} by such a step, a function in pieces: softplus as exporters guard it against
 * overflow, thresholds, shrinkages.
 */
final class Comparison {
  /** Arguments beyond which nothing that is computed in single precision lies. */
  private static final double FAR = 80;

  private Comparison() {}

  /** 1 where the first is larger than the second; where it is smaller, unless {@code above}. */
  static Op of(boolean above) {
    return site -> {
      int at = site.signalOrNull(0) != null ? 0 : 1;
      double bound = site.scalar(1 - at);
      if (Double.isNaN(bound)) {
        throw new Op.NotModelled("a comparison with more than one number");
      }
      ScalarFunction step = Activation.step(bound, above == (at == 0));
      return Site.known(Elementwise.apply(site.signal(at), step, site.q(at)));
    };
  }

  /** A choice by a step between functions of the tensor it is a step of; null for any other. */
  static List<Belief> chosen(Site site) {
    Signal condition = site.signalOrNull(0);
    if (condition == null || condition.view() == null) {
      return null;
    }
    ScalarFunction a = piece(site, 1, condition);
    ScalarFunction b = piece(site, 2, condition);
    if (a == null || b == null) {
      return null;
    }
    for (int i = 1; i <= 2; i++) {
      Signal whole = site.signalOrNull(3 - i);
      if (whole != null && isGuard(condition.view(), i == 1, a, b)) {
        return Site.known(whole.seenAs(whole.axes()).formula(site.q(3 - i)));
      }
    }
    ScalarFunction f = ScalarFunction.choice(condition.view(), a, b);
    Signal.Builder y = Elementwise.view(condition, condition.base(), f);
    return Site.known(
        y.formula(Effective.function("E[" + f.name() + "²]", y.stat(), site.q(0)))
            .step("a function in pieces"));
  }

  private static ScalarFunction piece(Site site, int i, Signal condition) {
    Signal s = site.signalOrNull(i);
    if (s != null) {
      boolean one =
          s.base().root() == condition.base().root() && s.axes().rank() == condition.axes().rank();
      return !one ? null : s.view() == null ? Activation.IDENTITY : s.view();
    }
    double c = site.scalar(i);
    return Double.isNaN(c) ? null : Activation.constant(c);
  }

  /** Whether a piece is what the other would be there, but for rounding. */
  private static boolean isGuard(
      ScalarFunction condition, boolean first, ScalarFunction a, ScalarFunction b) {
    for (double x = -FAR; x <= FAR; x += 0.25) {
      double there = a.value(x);
      double difference = Math.abs(there - b.value(x));
      if ((condition.value(x) != 0) == first && !(difference < 1e-6 * (1 + Math.abs(there)))) {
        return false;
      }
    }
    return true;
  }
}
