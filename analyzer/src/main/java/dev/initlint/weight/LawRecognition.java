package dev.initlint.weight;

import dev.initlint.law.Fans;
import dev.initlint.law.Law;
import dev.initlint.law.LawNames;
import dev.initlint.symbol.Expr;
import java.util.List;

/**
 * Tells which initialisation law drew a weight, by itself; {@link CommonLaw} asks all weights of a
 * model together. What is constant, orthogonal or computed by a program is told here; which law a
 * draw follows, {@link LawEvidence} tells.
 */
public final class LawRecognition {
  /** Fewer entries say nothing of a shape. */
  private static final int FEWEST = 16;

  /** Orthogonal vectors stored in half precision have cosines up to its rounding, 2⁻⁸. */
  private static final double PERPENDICULAR = 0x1p-8;

  private LawRecognition() {}

  /**
   * The law of one weight.
   *
   * @param fans for a bias, those of its layer; null where there are none
   */
  public static Recognised recognise(WeightFacts facts, Fans fans, Hints hints) {
    Recognised apparent = withoutDraw(facts);
    return apparent != null ? apparent : LawEvidence.of(facts, fans, hints).recognised();
  }

  /** What can be told without asking for the law of a draw, or null. */
  static Recognised withoutDraw(WeightFacts facts) {
    if (facts.allEqual()) {
      return certain(Law.constant(facts.min()));
    }
    if (facts.finite() < facts.count() || facts.count() == 0) {
      String why = facts.count() == 0 ? "empty" : "holds NaN or Inf";
      return unknown(why, facts.mean(), facts.variance());
    }
    MatrixFacts matrix = facts.matrix();
    if (matrix != null && matrix.identity()) {
      return certain(identity(facts));
    }
    if (matrix != null && isOrthogonal(matrix)) {
      return certain(orthogonal(facts));
    }
    Sample sample = Sample.of(facts);
    if (sample.n() < FEWEST) {
      return unknown("only " + sample.n() + " entries", facts.mean(), facts.variance());
    }
    String computed = Structure.of(facts);
    if (computed != null) {
      return unknown(computed, facts.mean(), facts.variance());
    }
    return null;
  }

  static boolean isOrthogonal(MatrixFacts matrix) {
    return matrix.largestCosine() < PERPENDICULAR;
  }

  private static Recognised certain(Law law) {
    return new Recognised(law, true, List.of());
  }

  private static Law identity(WeightFacts facts) {
    return new Law(
        Law.Family.IDENTITY, "identity", Expr.of(facts.mean()), Expr.of(facts.variance()), 1);
  }

  /** An m×n matrix with orthonormal vectors along its shorter side has Σx² = min(m, n). */
  private static Law orthogonal(WeightFacts facts) {
    MatrixFacts m = facts.matrix();
    double longer = Math.max(m.rows(), m.columns());
    double gain = Math.sqrt(facts.secondMoment() * longer);
    boolean unit = Math.abs(gain - 1) < PERPENDICULAR;
    String name = unit ? "orthogonal" : "orthogonal(gain " + LawNames.number(gain) + ")";
    Expr variance = Expr.of(unit ? 1 / longer : facts.secondMoment());
    return new Law(Law.Family.ORTHOGONAL, name, Expr.ZERO, variance, 1);
  }

  static Recognised unknown(String why, double mean, double variance) {
    String name = "unrecognised (" + why + ", std " + LawNames.number(Math.sqrt(variance)) + ")";
    Law law = new Law(Law.Family.OTHER, name, Expr.of(mean), Expr.of(variance), 0);
    return new Recognised(law, false, List.of());
  }
}
