package dev.initlint.rules;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.law.IntendedLaw;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The law that an example states for a weight.
 *
 * @param meant the law that the library would have drawn in its place for the depth, or null
 * @param seed 0 for a weight that is described by its law; otherwise its entries are drawn and kept
 */
record WeightLaw(String function, List<Double> arguments, long seed, WeightLaw meant) {
  WeightLaw(String function, List<Double> arguments, long seed) {
    this(function, arguments, seed, null);
  }

  static final Set<String> FUNCTIONS =
      Set.of(
          "normal",
          "uniform",
          "truncated",
          "constant",
          "zeros",
          "sinusoid",
          "trained",
          "memory",
          "ramp");

  private static final double LEFT = 0.7737413035499232;

  /** A weight of the law. */
  Weight weight(String name, long... dims) {
    Weight w = (meant == null || seed != 0 ? this : withSeed(name.hashCode())).plain(name, dims);
    return meant == null
        ? w
        : w.intended(
            IntendedLaw.special(
                meant.law(), Law.normal(0, 0.02), IntendedLaw.Purpose.DEPTH_SCALED, "the library"));
  }

  /** The same law with rows of N(0, 1) at its end. */
  Weight withWideRows(String name, int wide, long... dims) {
    Elements data = drawn(dims);
    double[] values = data.values();
    Random random = new Random(seed + 1);
    for (int i = values.length - (int) (wide * dims[1]); i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Weight(
        name, ElementType.FLOAT, dims, new Weight.Stored(data), Origin.node("example", name));
  }

  private Weight plain(String name, long... dims) {
    Origin origin = Origin.node("example", name);
    if (function.equals("sinusoid")) {
      return new Weight(name, ElementType.FLOAT, dims, new Weight.Stored(sinusoid(dims)), origin);
    }
    if (seed != 0 || function.equals("memory") || function.equals("ramp")) {
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

  private Elements drawn(long[] dims) {
    Random random = new Random(seed);
    double[] values = new double[(int) Arrays.stream(dims).reduce(1, Math::multiplyExact)];
    if (function.equals("memory")) {
      // What an allocator hands out: zeros, denormals and remains of other numbers.
      double[] held = {0, 4.6e-41, 0, 1.2e37 * arguments.get(0), 0, 9.1e-44, 0};
      Arrays.setAll(values, i -> (float) held[i * 31 % held.length]);
      return new Elements(ElementType.FLOAT, dims, values);
    }
    if (function.equals("ramp")) {
      Arrays.setAll(values, i -> (float) (i * arguments.get(0)));
      return new Elements(ElementType.FLOAT, dims, values);
    }
    if (function.equals("trained")) {
      // A product of two normals has the heavy tails that no initialiser gives.
      double std = arguments.get(0);
      Arrays.setAll(values, i -> (float) (std * random.nextGaussian() * random.nextGaussian()));
      return new Elements(ElementType.FLOAT, dims, values);
    }
    Arrays.setAll(
        values, i -> (float) (arguments.get(0) + arguments.get(1) * random.nextGaussian()));
    return new Elements(ElementType.FLOAT, dims, values);
  }

  private static Elements sinusoid(long[] dims) {
    int n = (int) dims[0];
    int d = (int) dims[1];
    double[] values = new double[n * d];
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < d; i++) {
        double angle = t / Math.pow(10000, (i / 2 * 2) / (double) d);
        values[t * d + i] = (float) (i % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return new Elements(ElementType.FLOAT, dims, values);
  }
}
