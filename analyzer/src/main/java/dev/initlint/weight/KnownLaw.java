package dev.initlint.weight;

import static dev.initlint.law.Law.Symbols.FAN_IN;
import static dev.initlint.law.Law.Symbols.FAN_OUT;

import dev.initlint.law.LawNames;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * A zero-mean law in common use, by shape and variance.
 *
 * @param variance of an entry, after any cutting
 */
record KnownLaw(Shape shape, String name, Expr variance) {

  /** Standard deviations that models and frameworks give as numbers, beside 0.02. */
  private static final double[] STDS = {1, 0.01, 0.05, 0.1, 0.006, 0.005, 0.002, 0.001, 1e-4};

  private static final double[] BOUNDS = {0.1, 0.05, 0.08, 0.07, 0.01, 0.02, 0.001, 0.5, 1};

  /** Share of the variance that cutting at two standard deviations leaves, 0.7737. */
  private static final double CUT = Math.pow(Shape.TRUNCATED.stdAfterCut(), 2);

  private static final List<KnownLaw> WITHOUT_HINTS = withoutHints();

  /**
   * All known laws. Where a weight cannot tell two of them apart the earlier is taken: laws that
   * the architecture hints at, then 0.02, then laws over fan-in, over both fans, over fan-out, then
   * other numbers, then variants of single libraries.
   */
  static List<KnownLaw> all(Hints hints) {
    List<KnownLaw> laws = new ArrayList<>(WITHOUT_HINTS.size() + 3);
    hinted(laws, hints);
    laws.addAll(WITHOUT_HINTS);
    return laws;
  }

  private static List<KnownLaw> withoutHints() {
    List<KnownLaw> laws = new ArrayList<>();
    number(laws, 0.02);
    fanIn(laws);
    bothFans(laws);
    fanOut(laws);
    for (double std : STDS) {
      number(laws, std);
    }
    for (double bound : BOUNDS) {
      laws.add(
          new KnownLaw(
              Shape.UNIFORM,
              "uniform(±" + LawNames.number(bound) + ")",
              Expr.of(bound * bound / 3)));
    }
    libraries(laws);
    return List.copyOf(laws);
  }

  private static void hinted(List<KnownLaw> laws, Hints hints) {
    if (hints.residualBranches() > 0) {
      double branches = hints.residualBranches();
      Expr gpt2 = Expr.of(0.02 * 0.02 / branches);
      Expr lecun = Expr.of(1 / branches).over(FAN_IN);
      laws.add(new KnownLaw(Shape.NORMAL, "normal(0, 0.02/√(2L))", gpt2));
      laws.add(new KnownLaw(Shape.NORMAL, "normal(0, 1/√(fan_in·2L))", lecun));
    }
    if (hints.headDim() > 0) {
      Expr variance = Expr.of(1.0 / hints.headDim()).over(FAN_IN);
      laws.add(new KnownLaw(Shape.NORMAL, "normal(0, 1/√(fan_in·d_k))", variance));
    }
  }

  private static void number(List<KnownLaw> laws, double std) {
    String law = "normal(0, " + LawNames.number(std) + ")";
    laws.add(new KnownLaw(Shape.NORMAL, law, Expr.of(std * std)));
    laws.add(new KnownLaw(Shape.TRUNCATED, "truncated " + law, Expr.of(std * std * CUT)));
  }

  private static void fanIn(List<KnownLaw> laws) {
    Expr lecun = Expr.power(FAN_IN, -1);
    Expr he = Expr.of(2).over(FAN_IN);
    Expr torch = Expr.of(1 / 3.0).over(FAN_IN);
    laws.add(new KnownLaw(Shape.NORMAL, "normal(0, 1/√fan_in)", lecun));
    laws.add(new KnownLaw(Shape.TRUNCATED, "lecun-normal", lecun));
    laws.add(new KnownLaw(Shape.UNIFORM, "torch default uniform(±1/√fan_in)", torch));
    laws.add(new KnownLaw(Shape.UNIFORM, "lecun-uniform", lecun));
    laws.add(new KnownLaw(Shape.NORMAL, "he-normal", he));
    laws.add(new KnownLaw(Shape.TRUNCATED, "he-normal, truncated", he));
    laws.add(new KnownLaw(Shape.UNIFORM, "he-uniform", he));
    laws.add(
        new KnownLaw(Shape.TRUNCATED, "truncated normal(0, 1/√fan_in)", Expr.of(CUT).over(FAN_IN)));
    laws.add(
        new KnownLaw(
            Shape.TRUNCATED, "truncated normal(0, √(2/fan_in))", Expr.of(2 * CUT).over(FAN_IN)));
  }

  private static void bothFans(List<KnownLaw> laws) {
    Expr xavier = Expr.of(2).over(FAN_IN.plus(FAN_OUT));
    Expr fused = Expr.of(2).over(FAN_IN.plus(Expr.of(3).times(FAN_OUT)));
    laws.add(new KnownLaw(Shape.NORMAL, "xavier-normal", xavier));
    laws.add(new KnownLaw(Shape.TRUNCATED, "xavier-normal, truncated", xavier));
    laws.add(new KnownLaw(Shape.UNIFORM, "xavier-uniform", xavier));
    laws.add(new KnownLaw(Shape.UNIFORM, "xavier-uniform over fused q, k, v", fused));
    laws.add(new KnownLaw(Shape.NORMAL, "xavier-normal over fused q, k, v", fused));
  }

  private static void fanOut(List<KnownLaw> laws) {
    Expr lecun = Expr.power(FAN_OUT, -1);
    Expr he = Expr.of(2).over(FAN_OUT);
    Expr torch = Expr.of(1 / 3.0).over(FAN_OUT);
    laws.add(new KnownLaw(Shape.NORMAL, "he-normal over fan_out", he));
    laws.add(new KnownLaw(Shape.TRUNCATED, "he-normal over fan_out, truncated", he));
    laws.add(new KnownLaw(Shape.UNIFORM, "he-uniform over fan_out", he));
    laws.add(new KnownLaw(Shape.NORMAL, "normal(0, 1/√fan_out)", lecun));
    laws.add(new KnownLaw(Shape.TRUNCATED, "lecun-normal over fan_out", lecun));
    laws.add(new KnownLaw(Shape.UNIFORM, "uniform(±1/√fan_out)", torch));
  }

  /** DL4J's WeightInit and DJL's XavierInitializer(GAUSSIAN, AVG, 3), by their sources. */
  private static void libraries(List<KnownLaw> laws) {
    Expr fans = FAN_IN.plus(FAN_OUT);
    Expr three = Expr.of(3).over(FAN_IN);
    Expr six = Expr.of(6).over(fans);
    Expr sigmoid = Expr.of(32).over(fans);
    Expr legacy = Expr.power(fans, -1);
    laws.add(new KnownLaw(Shape.UNIFORM, "DL4J LECUN_UNIFORM uniform(±3/√fan_in)", three));
    laws.add(new KnownLaw(Shape.UNIFORM, "DL4J VAR_SCALING_UNIFORM_FAN_AVG", six));
    laws.add(new KnownLaw(Shape.UNIFORM, "DL4J SIGMOID_UNIFORM", sigmoid));
    laws.add(new KnownLaw(Shape.NORMAL, "DL4J XAVIER_LEGACY", legacy));
    laws.add(new KnownLaw(Shape.NORMAL, "DJL XavierInitializer(GAUSSIAN, AVG, 3)", six));
  }
}
