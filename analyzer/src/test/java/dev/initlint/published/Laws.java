package dev.initlint.published;

import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;

/** Initialisation laws that published models draw their weights from. */
final class Laws {
  static final Law ZEROS = law(Law.Family.ZEROS, "zeros", 0);

  private Laws() {}

  static Law normal(double std) {
    return law(Law.Family.NORMAL, "normal(0, " + std + ")", std * std);
  }

  static Law uniform(double bound) {
    return law(Law.Family.UNIFORM, "uniform(±" + bound + ")", bound * bound / 3);
  }

  /** PyTorch's default of a linear map and of its bias: uniform with variance 1/(3 fan_in). */
  static Law torchLinear(long fanIn) {
    return uniform(1 / Math.sqrt(fanIn));
  }

  /** Glorot and Bengio 2010, eq. 16: variance 2/(fan_in + fan_out). */
  static Law xavier(long fanIn, long fanOut) {
    return uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
  }

  /** He et al. 2015, eq. 10: variance 2/fan_in. */
  static Law he(long fanIn) {
    return normal(Math.sqrt(2.0 / fanIn));
  }

  private static Law law(Law.Family family, String name, double variance) {
    return new Law(family, name, Expr.of(0), Expr.of(variance), 1);
  }
}
