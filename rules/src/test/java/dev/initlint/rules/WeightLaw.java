package dev.initlint.rules;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.symbol.Expr;
import dev.initlint.weight.Law;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The law that an example states for a weight.
 *
 * @param seed 0 for a weight that is described by its law; otherwise its entries are drawn and kept
 */
record WeightLaw(String function, List<Double> arguments, long seed) {
  static final Set<String> FUNCTIONS =
      Set.of("normal", "uniform", "truncated", "constant", "zeros", "sinusoid", "trained");

  private static final double LEFT = 0.7737413035499232;

  /** A weight of the law. */
  Weight weight(String name, long... dims) {
    Origin origin = Origin.node("example", name);
    if (function.equals("sinusoid")) {
      return new Weight(name, ElementType.FLOAT, dims, new Weight.Stored(sinusoid(dims)), origin);
    }
    if (seed != 0) {
      return new Weight(name, ElementType.FLOAT, dims, new Weight.Stored(drawn(dims)), origin);
    }
    return new Weight(name, ElementType.FLOAT, dims, new Weight.Drawn(law()), origin);
  }

  /** The same law with entries drawn. */
  WeightLaw withSeed(long value) {
    return new WeightLaw(function, arguments, value);
  }

  private Law law() {
    if (function.equals("constant") && arguments.get(0) == 0) {
      return law(Law.Family.ZEROS, "zeros", 0, 0);
    }
    return switch (function) {
      case "normal" ->
          law(Law.Family.NORMAL, "normal(" + list() + ")", arguments.get(0), arguments.get(1));
      case "uniform" ->
          law(Law.Family.UNIFORM, "uniform(±" + list() + ")", 0, arguments.get(0) / Math.sqrt(3));
      case "truncated" ->
          law(
              Law.Family.TRUNCATED_NORMAL,
              "truncated normal(0, " + list() + ")",
              0,
              arguments.get(0) * Math.sqrt(LEFT));
      case "constant" -> law(Law.Family.CONSTANT, "constant(" + list() + ")", arguments.get(0), 0);
      case "zeros" -> law(Law.Family.ZEROS, "zeros", 0, 0);
      default -> throw new IllegalArgumentException("no law is called " + function);
    };
  }

  private static Law law(Law.Family family, String name, double mean, double std) {
    return new Law(family, name, Expr.of(mean), Expr.of(std * std), 1);
  }

  private String list() {
    return String.join(", ", arguments.stream().map(String::valueOf).toList());
  }

  private ArrayData drawn(long[] dims) {
    Random random = new Random(seed);
    double[] values = new double[(int) Arrays.stream(dims).reduce(1, Math::multiplyExact)];
    if (function.equals("trained")) {
      // A product of two normals has the heavy tails that no initialiser gives.
      double std = arguments.get(0);
      Arrays.setAll(values, i -> (float) (std * random.nextGaussian() * random.nextGaussian()));
      return new ArrayData(ElementType.FLOAT, dims, values);
    }
    Arrays.setAll(
        values, i -> (float) (arguments.get(0) + arguments.get(1) * random.nextGaussian()));
    return new ArrayData(ElementType.FLOAT, dims, values);
  }

  private static ArrayData sinusoid(long[] dims) {
    int n = (int) dims[0];
    int d = (int) dims[1];
    double[] values = new double[n * d];
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < d; i++) {
        double angle = t / Math.pow(10000, (i / 2 * 2) / (double) d);
        values[t * d + i] = (float) (i % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return new ArrayData(ElementType.FLOAT, dims, values);
  }
}
