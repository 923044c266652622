package dev.initlint.rules;

import dev.initlint.law.Law;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Stat;
import dev.initlint.propagate.Head;
import dev.initlint.symbol.Elasticity;
import dev.initlint.symbol.Expr;
import dev.initlint.unit.Model;

/**
 * A head with what multiplies its scores, as a function of the width.
 *
 * @param width features that it reads
 * @param multiplier product of all scalars between the last norm or sum and the scores
 */
record Readout(Head head, double width, double multiplier, double lawExponent) {
  private static final double CLOSE = 1e-3;

  static Readout of(Model model, Head head) {
    Stat read = model.figure(head.hidden().stat());
    double multiplier = model.factor(head.hidden()) * model.factor(head.logits());
    return new Readout(
        head,
        read == null ? Double.NaN : read.features(),
        Math.abs(multiplier),
        lawExponent(model, head.weight()));
  }

  /**
   * The exponent of the multiplier over the width: 0 where there is none, −½ for 1/√width, as tied
   * tables of std 1 have it, and −1 for any other below 1, which is base width/width where a model
   * has one at all. NaN for one above 1.
   */
  double multiplierExponent() {
    if (!(multiplier > 0) || multiplier > 1) {
      return Double.NaN;
    }
    if (multiplier == 1) {
      return 0;
    }
    return Math.abs(multiplier * Math.sqrt(width) - 1) < CLOSE ? -0.5 : -1;
  }

  /** Whether the scores have a factor as µP gives it to them. */
  boolean isScaledByWidth() {
    return multiplierExponent() == -1;
  }

  /** The exponent of E[y²]/E[x²], scores over what the head reads; NaN where it is not known. */
  double exponent() {
    return 1 + lawExponent + 2 * multiplierExponent();
  }

  /**
   * d ln var/d ln fan_in of the law of a weight, from its formula; NaN where no law is known, for
   * one over both fans, which is no power of one of them, and for a number in source, which may be
   * computed from a width there.
   */
  static double lawExponent(Model model, ParameterFacts weight) {
    Law law = weight.law();
    boolean computed = model.source().isPresent() && law != null && isNumber(law);
    if (law == null || !weight.isRandom() || computed) {
      return Double.NaN;
    }
    return new Elasticity(
            e -> Double.NaN,
            e -> e instanceof Expr.Symbol s ? s.name().equals("fan_in") ? 1 : 0 : Double.NaN)
        .of(law.variance());
  }

  private static boolean isNumber(Law law) {
    return law.variance() instanceof Expr.Constant;
  }
}
