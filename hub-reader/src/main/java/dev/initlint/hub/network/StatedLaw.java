package dev.initlint.hub.network;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.law.IntendedLaw;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The law that is stated for a weight.
 *
 * @param meant the law that the library would have drawn in its place for the depth, or null
 * @param seed 0 for a weight that is described by its law; otherwise its entries are drawn and kept
 */
record StatedLaw(String function, List<Double> arguments, long seed, StatedLaw meant) {
  StatedLaw(String function, List<Double> arguments, long seed) {
    this(function, arguments, seed, null);
  }

  /** Laws with the number of numbers that each takes. */
  private static final Map<String, Integer> ARITIES =
      Map.of(
          "normal", 2,
          "uniform", 1,
          "truncated", 1,
          "constant", 1,
          "zeros", 0,
          "sinusoid", 0,
          "trained", 1,
          "memory", 1,
          "ramp", 1);

  static final Set<String> FUNCTIONS = ARITIES.keySet();

  /** Entries of a weight that is stored and not described by its law. */
  private static final long MOST_ENTRIES = 1 << 26;

  /**
   * The law that a call states.
   *
   * @throws Fault if its numbers state none
   */
  static StatedLaw of(Term.Call call, List<Double> numbers, StatedLaw meant) {
    if (numbers.size() != ARITIES.get(call.function()) || !call.named().isEmpty()) {
      throw new Fault(call.column(), "a law is one of " + STATED);
    }
    boolean drawn = call.seed() != 0;
    if (drawn && !call.function().equals("normal") && !call.function().equals("trained")) {
      throw new Fault(call.column(), "only normal(…) and trained(…) are drawn with a seed");
    }
    int std = call.function().equals("normal") ? 1 : 0;
    boolean spread = !Set.of("constant", "zeros", "sinusoid").contains(call.function());
    if (spread && numbers.get(std) < 0) {
      throw new Fault(call.column(), "what a law is spread by is not negative");
    }
    return new StatedLaw(call.function(), numbers, call.seed(), meant);
  }

  private static final String STATED =
      "normal(MEAN, STD), uniform(BOUND), truncated(STD), constant(VALUE), zeros, sinusoid,"
          + " trained(STD), memory(SCALE) and ramp(STEP)";

  private static final double LEFT = 0.7737413035499232;

  /** A weight of the law. */
  Weight weight(String name, Origin origin, long... dims) {
    Weight w =
        (meant == null || seed != 0 ? this : withSeed(name.hashCode())).plain(name, origin, dims);
    return meant == null
        ? w
        : w.intended(
            IntendedLaw.special(
                meant.law(), Law.normal(0, 0.02), IntendedLaw.Purpose.DEPTH_SCALED, "the library"));
  }

  /** The same law with rows of N(0, 1) at its end. */
  Weight withWideRows(Weight weight, int wide) {
    long[] dims = weight.dims();
    Elements data = drawn(dims);
    double[] values = data.values();
    Random random = new Random(seed + 1);
    for (int i = values.length - (int) (wide * dims[1]); i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Weight(
        weight.name(), ElementType.FLOAT, dims, new Weight.Stored(data), weight.origin());
  }

  private Weight plain(String name, Origin origin, long... dims) {
    if (function.equals("sinusoid")) {
      return new Weight(name, ElementType.FLOAT, dims, new Weight.Stored(sinusoid(dims)), origin);
    }
    if (seed != 0 || function.equals("memory") || function.equals("ramp")) {
      return new Weight(name, ElementType.FLOAT, dims, new Weight.Stored(drawn(dims)), origin);
    }
    return new Weight(name, ElementType.FLOAT, dims, new Weight.Drawn(law()), origin);
  }

  /** The same law with entries drawn. */
  StatedLaw withSeed(long value) {
    return new StatedLaw(function, arguments, value);
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
    double[] values = new double[entries(dims)];
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

  private static int entries(long[] dims) {
    long entries = Arrays.stream(dims).reduce(1, Math::multiplyExact);
    if (entries > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "a weight of " + entries + " entries is too large to be drawn; state its law alone");
    }
    return (int) entries;
  }

  private static Elements sinusoid(long[] dims) {
    entries(dims);
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
