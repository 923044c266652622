package dev.initlint.propagate;

import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;

/** How far the mean square of one tensor is from its expectation, from its own finite size. */
final class Sampling {
  private Sampling() {}

  /**
   * Relative variance of the mean of x² over a batch of Gaussian entries: 2/d for features that are
   * independent, less as far as positions differ.
   */
  static double variance(Stat s, Evaluation e) {
    double batch = e.number(Expr.symbol("batch"));
    double q = s.secondMoment();
    if (q <= 0) {
      return 0;
    }
    double n = s.layout().positions();
    double p = s.tokenOverlap() / q;
    double b = s.across().meanAll(s.layout()) / q;
    double pairs = (1 + (n - 1) * p * p + (batch - 1) * n * b * b) / (batch * n);
    return 2 * pairs / s.features();
  }
}
