package dev.initlint.weight;

import dev.initlint.law.Fans;
import dev.initlint.law.Law;
import dev.initlint.law.LawNames;
import dev.initlint.symbol.Binding;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Tells which initialisation law drew a weight. A law is accepted when mean, variance, kurtosis and
 * extreme of the weight lie within the sampling errors of that law; among accepted laws the
 * likelihood decides, and between laws it cannot separate, their order in {@link KnownLaw#all}.
 * Where no known law fits, the shape alone is named, with the measured standard deviation; so is
 * what a program computed, which no law drew.
 */
public final class LawRecognition {
  /** Fewer entries say nothing of a shape. */
  private static final int FEWEST = 16;

  /** Log-likelihood by which a later law must beat an earlier one. */
  private static final double DECISIVE = 1;

  /** Orthogonal vectors stored in half precision have cosines up to its rounding, 2⁻⁸. */
  private static final double PERPENDICULAR = 0x1p-8;

  private LawRecognition() {}

  /**
   * The law of one weight.
   *
   * @param fans for a bias, those of its layer; null where there are none
   */
  public static Recognised recognise(WeightFacts facts, Fans fans, Hints hints) {
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
    return drawn(sample, facts, fans, hints);
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

  private static Recognised unknown(String why, double mean, double variance) {
    String name = "unrecognised (" + why + ", std " + LawNames.number(Math.sqrt(variance)) + ")";
    Law law = new Law(Law.Family.OTHER, name, Expr.of(mean), Expr.of(variance), 0);
    return new Recognised(law, false, List.of());
  }

  /** A law that passed, with its log-likelihood. */
  private record Accepted(KnownLaw law, double variance, double logLikelihood) {}

  private static Recognised drawn(Sample s, WeightFacts facts, Fans fans, Hints hints) {
    List<Shape> shapes = Shape.COMMON.stream().filter(shape -> shape.fits(s)).toList();
    if (shapes.isEmpty() && Shape.TRUNCATED_AT_THREE.fits(s)) {
      shapes = List.of(Shape.TRUNCATED_AT_THREE);
    }
    if (shapes.isEmpty()) {
      String why = "excess kurtosis " + LawNames.number(s.kurtosis());
      return unknown(why, facts.mean(), facts.variance());
    }
    boolean centred = s.isCentred();
    List<Accepted> accepted = centred ? accepted(s, shapes, fans, hints) : List.of();
    Accepted free = free(s, shapes);
    if (accepted.isEmpty()) {
      return measured(s, free.law().shape(), centred, share(facts, s) / 2);
    }
    return best(accepted, free, share(facts, s));
  }

  private static List<Accepted> accepted(Sample s, List<Shape> shapes, Fans fans, Hints hints) {
    Map<String, Double> values =
        fans == null
            ? Map.of()
            : Map.of("fan_in", (double) fans.fanIn(), "fan_out", (double) fans.fanOut());
    List<Accepted> accepted = new ArrayList<>();
    for (KnownLaw law : KnownLaw.all(hints)) {
      if (!shapes.contains(law.shape()) || fans == null && !constant(law)) {
        continue;
      }
      double variance = law.variance().evaluate(Binding.of(values));
      if (law.shape().scaleFits(s, variance)) {
        double l = law.shape().logLikelihood(variance, s);
        accepted.add(new Accepted(law, variance, l));
      }
    }
    return accepted;
  }

  private static boolean constant(KnownLaw law) {
    return law.variance() instanceof Expr.Constant;
  }

  /** The likeliest shape at the measured variance, less ½ ln n for the fitted parameter. */
  private static Accepted free(Sample s, List<Shape> shapes) {
    return shapes.stream()
        .map(
            shape -> {
              double v = shape.fittedVariance(s);
              double l = shape.logLikelihood(v, s);
              KnownLaw law = new KnownLaw(shape, "", Expr.of(v));
              return new Accepted(law, v, l - 0.5 * Math.log(s.n()));
            })
        .max(Comparator.comparingDouble(Accepted::logLikelihood))
        .orElseThrow();
  }

  private static Recognised measured(Sample s, Shape shape, boolean centred, double confidence) {
    double std = Math.sqrt(s.variance());
    double mean = centred ? 0 : s.mean();
    String name =
        switch (shape) {
          case NORMAL -> "normal(" + LawNames.number(mean) + ", " + LawNames.number(std) + ")";
          case TRUNCATED, TRUNCATED_AT_THREE ->
              "truncated normal("
                  + LawNames.number(mean)
                  + ", "
                  + LawNames.number(std / shape.stdAfterCut())
                  + (shape == Shape.TRUNCATED ? ")" : ") at 3σ");
          case UNIFORM -> uniform(mean, std * Math.sqrt(3));
        };
    Law law = new Law(shape.family(), name, Expr.of(mean), Expr.of(s.variance()), confidence);
    return new Recognised(law, false, List.of());
  }

  private static String uniform(double mean, double bound) {
    return mean == 0
        ? "uniform(±" + LawNames.number(bound) + ")"
        : "uniform(" + LawNames.number(mean - bound) + ", " + LawNames.number(mean + bound) + ")";
  }

  private static Recognised best(List<Accepted> accepted, Accepted free, double share) {
    double top = accepted.stream().mapToDouble(Accepted::logLikelihood).max().getAsDouble();
    List<Accepted> close =
        accepted.stream().filter(a -> a.logLikelihood() >= top - DECISIVE).toList();
    Accepted chosen = close.get(0);
    double same = 0;
    boolean other = free.law().shape() != chosen.law().shape();
    double all = other ? Math.exp(Math.min(0, free.logLikelihood() - top)) : 0;
    List<Double> counted = new ArrayList<>();
    List<String> alternatives = new ArrayList<>();
    for (Accepted a : accepted) {
      boolean equal = a.law().shape() == chosen.law().shape() && near(a, chosen);
      if (a != chosen) {
        alternatives.add(a.law().name());
      }
      if (equal) {
        same = Math.exp(chosen.logLikelihood() - top);
      } else if (!counted.contains(a.variance())) {
        counted.add(a.variance());
        all += Math.exp(a.logLikelihood() - top);
      }
    }
    KnownLaw k = chosen.law();
    double confidence = share * same / (all + same);
    Law law = new Law(k.shape().family(), k.name(), Expr.ZERO, k.variance(), confidence);
    return new Recognised(law, true, alternatives);
  }

  private static boolean near(Accepted a, Accepted b) {
    return Math.abs(a.variance() / b.variance() - 1) < 1e-9;
  }

  /** Share of the tests of independence that pass: even rows, even columns, and no skew. */
  private static double share(WeightFacts facts, Sample s) {
    int passed = Math.abs(s.skewness()) <= Shape.LIMIT * Math.sqrt(6.0 / s.n()) ? 1 : 0;
    if (facts.matrix() == null) {
      return (4 + passed) / 5.0;
    }
    passed += facts.matrix().rowSpread().isThatOfDraws() ? 1 : 0;
    passed += facts.matrix().columnSpread().isThatOfDraws() ? 1 : 0;
    return (4 + passed) / 7.0;
  }
}
