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
 * What the entries of one weight say of the law that drew them. A law is accepted when mean,
 * variance, kurtosis and extreme lie within the sampling errors of that law; among accepted laws
 * the likelihood decides, and between laws it cannot separate, their order in {@link KnownLaw#all}.
 * Where no known law fits, the shape alone is named, with the measured standard deviation.
 *
 * @param shapes that the entries can be of; empty where none fits
 * @param accepted known laws that pass, in the order of {@link KnownLaw#all}
 * @param free the likeliest shape at the measured variance; null where none fits
 * @param share of the tests of independence that pass
 */
record LawEvidence(
    WeightFacts facts,
    Sample sample,
    List<Shape> shapes,
    List<Accepted> accepted,
    Accepted free,
    double share) {

  /** Log-likelihood by which another law must beat an earlier one. */
  static final double DECISIVE = 1;

  /** A law that passed, with its log-likelihood. */
  record Accepted(KnownLaw law, double variance, double logLikelihood) {}

  static LawEvidence of(WeightFacts facts, Fans fans, Hints hints) {
    Sample s = Sample.of(facts);
    List<Shape> shapes = Shape.COMMON.stream().filter(shape -> shape.fits(s)).toList();
    if (shapes.isEmpty() && Shape.TRUNCATED_AT_THREE.fits(s)) {
      shapes = List.of(Shape.TRUNCATED_AT_THREE);
    }
    if (shapes.isEmpty()) {
      return new LawEvidence(facts, s, shapes, List.of(), null, 0);
    }
    List<Accepted> accepted = s.isCentred() ? accepted(s, shapes, fans, hints) : List.of();
    return new LawEvidence(facts, s, shapes, accepted, free(s, shapes), share(facts, s));
  }

  /** The law by this weight alone. */
  Recognised recognised() {
    if (shapes.isEmpty()) {
      String why = "excess kurtosis " + LawNames.number(sample.kurtosis());
      return LawRecognition.unknown(why, facts.mean(), facts.variance());
    }
    return accepted.isEmpty() ? measured(free.law().shape(), share / 2) : best();
  }

  /** The log-likelihood of the law by this weight alone; of a fitted one, less its price. */
  double logLikelihood() {
    return accepted.stream()
        .mapToDouble(Accepted::logLikelihood)
        .max()
        .orElseGet(() -> free.logLikelihood());
  }

  private static List<Accepted> accepted(Sample s, List<Shape> shapes, Fans fans, Hints hints) {
    Map<String, Double> values =
        fans == null
            ? Map.of()
            : Map.of("fan_in", (double) fans.fanIn(), "fan_out", (double) fans.fanOut());
    Binding binding = Binding.of(values);
    List<Accepted> accepted = new ArrayList<>();
    for (KnownLaw law : KnownLaw.all(hints)) {
      if (!shapes.contains(law.shape()) || fans == null && !constant(law)) {
        continue;
      }
      double variance = law.variance().evaluate(binding);
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

  private Recognised measured(Shape shape, double confidence) {
    double mean = sample.isCentred() ? 0 : sample.mean();
    return new Recognised(fitted(shape, mean, sample.variance(), confidence), false, List.of());
  }

  /** A law of which mean and variance were measured. */
  static Law fitted(Shape shape, double mean, double variance, double confidence) {
    double std = Math.sqrt(variance);
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
    return new Law(shape.family(), name, Expr.of(mean), Expr.of(variance), confidence);
  }

  private static String uniform(double mean, double bound) {
    return mean == 0
        ? "uniform(±" + LawNames.number(bound) + ")"
        : "uniform(" + LawNames.number(mean - bound) + ", " + LawNames.number(mean + bound) + ")";
  }

  private Recognised best() {
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
