package dev.initlint.op;

import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;

/** Which functions of other tensors are followed when two tensors are compared. */
final class Forms {
  private Forms() {}

  /** {@code left + sign·right}. */
  record Sum(Signal left, Signal right, double sign) implements Signal.Form {}

  /** Entry by entry, {@code left·right}. */
  record Product(Signal left, Signal right) implements Signal.Form {}

  /**
   * {@code W·input}.
   *
   * @param draw what is equal for all uses of the same matrix; null when there is but this one
   */
  record Matrix(Signal input, Object draw, Expr fanIn, Expr fanOut, Expr variance, double mean)
      implements Signal.Form {

    Stat forward(Stat x, Evaluation e) {
      return Linear.project(x, e.number(fanIn), e.number(variance), mean, e.number(fanOut));
    }

    Stat backward(Stat g, Evaluation e) {
      return Linear.project(g, e.number(fanOut), e.number(variance), mean, e.number(fanIn));
    }
  }

  /**
   * {@code input} times a number a position.
   *
   * @param centred whether the feature mean was taken out before
   */
  record Scaled(Signal input, Quantity<double[]> factor, boolean centred) implements Signal.Form {}

  /**
   * {@code input} and a table of entries added.
   *
   * @param table what is equal for all uses of the same table
   */
  record Biased(Signal input, Quantity<Stat> stat, Object table) implements Signal.Form {}

  /** {@code input} times a table of entries. */
  record Gained(Signal input, Quantity<Stat> stat, Object table) implements Signal.Form {}

  /** A share of the features of {@code input}, from feature {@code from} of axis {@code axis}. */
  record Part(Signal input, int axis, int from, double share) implements Signal.Form {}

  /** {@code input} as often as {@code copies} says, side by side. */
  record Repeated(Signal input, double copies) implements Signal.Form {}

  /** Softmax weights times values. */
  record Attended(Attention.Weights weights, Signal value, boolean oneSource)
      implements Signal.Form {}
}
