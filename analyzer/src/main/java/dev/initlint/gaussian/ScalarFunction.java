package dev.initlint.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * A real function of one real argument with its derivative and the points where it changes its
 * behaviour. Functions of one common argument compose: written operator by operator,
 * x·½·(1+erf(x/√2)) is GELU, slope and all.
 *
 * <p>Two functions are equal when their names are: a name must determine its function, parameters
 * included.
 */
public final class ScalarFunction {

  /** Finds the landmarks of a function that lie in an interval. */
  @FunctionalInterface
  public interface Landmarks {
    /** Landmarks in [low, high], in any order. */
    List<Landmark> within(double low, double high);
  }

  /** Of functions that are alike everywhere. */
  private static final Landmarks NONE = (low, high) -> List.of();

  private final String name;
  private final DoubleUnaryOperator value;
  private final DoubleUnaryOperator slope;
  private final Landmarks landmarks;
  private final ClosedForm closedForm;

  private ScalarFunction(
      String name,
      DoubleUnaryOperator value,
      DoubleUnaryOperator slope,
      Landmarks landmarks,
      ClosedForm closedForm) {
    this.name = Objects.requireNonNull(name);
    this.value = Objects.requireNonNull(value);
    this.slope = Objects.requireNonNull(slope);
    this.landmarks = Objects.requireNonNull(landmarks);
    this.closedForm = closedForm;
  }

  /**
   * A function with a fixed set of landmarks.
   *
   * @param slope the derivative; at a kink, what frameworks return there
   */
  public static ScalarFunction of(
      String name, DoubleUnaryOperator value, DoubleUnaryOperator slope, Landmark... landmarks) {
    List<Landmark> all = List.of(landmarks);
    Landmarks finder =
        all.isEmpty()
            ? NONE
            : (low, high) -> all.stream().filter(l -> l.at() >= low && l.at() <= high).toList();
    return new ScalarFunction(name, value, slope, finder, null);
  }

  /** The same function with exact Gaussian expectations. */
  ScalarFunction withClosedForm(ClosedForm form) {
    return new ScalarFunction(name, value, slope, landmarks, form);
  }

  /** The same function under another name. */
  public ScalarFunction named(String newName) {
    return new ScalarFunction(newName, value, slope, landmarks, closedForm);
  }

  /** Name, parameters included, as {@code leakyRelu(0.01)}. */
  public String name() {
    return name;
  }

  /** f(x). */
  public double value(double x) {
    return value.applyAsDouble(x);
  }

  /** f'(x). */
  public double slope(double x) {
    return slope.applyAsDouble(x);
  }

  /** Kinks and centres of smooth transitions in [low, high], in any order. */
  public List<Landmark> landmarks(double low, double high) {
    return landmarks.within(low, high);
  }

  /** Points of [low, high] where the function or its slope is not smooth, ascending. */
  public double[] kinks(double low, double high) {
    return landmarks(low, high).stream()
        .filter(Landmark::kink)
        .mapToDouble(Landmark::at)
        .sorted()
        .distinct()
        .toArray();
  }

  /** Whether f(a·x) = a·f(x) for a > 0, by doubling over twelve decades. */
  boolean isHomogeneous() {
    if (closedForm instanceof ClosedForm.BentLine) {
      return true;
    }
    for (double x = 1e-6; x < 1e6; x *= 2) {
      if (!isDoubled(x) || !isDoubled(-x)) {
        return false;
      }
    }
    return true;
  }

  private boolean isDoubled(double x) {
    double one = value(x);
    return Math.abs(value(2 * x) - 2 * one) <= 1e-9 * Math.abs(one);
  }

  Optional<ClosedForm> closedForm() {
    return Optional.ofNullable(closedForm);
  }

  /**
   * outer∘this. The landmarks of the outer function are carried back through this one by bracketing
   * on a grid; where this function only touches such a point without crossing it, the slope of the
   * composition is continuous and no landmark is needed.
   */
  public ScalarFunction then(ScalarFunction outer) {
    if (outer.equals(Activation.IDENTITY)) {
      return this;
    }
    if (equals(Activation.IDENTITY)) {
      return outer;
    }
    if (Activation.isIdempotent(outer) && isOutcomeOf(outer)) {
      return this;
    }
    return new ScalarFunction(
        outer.name + "∘(" + name + ")",
        x -> outer.value(value(x)),
        x -> product(outer.slope(value(x)), slope(x)),
        outer.landmarks == NONE
            ? landmarks
            : proportion().isPresent()
                ? stretched(outer, proportion().getAsDouble())
                : (low, high) -> Preimage.landmarks(this, outer, low, high),
        composed(outer));
  }

  /** What is known of outer∘this: of a proportion, and of the square of a bent line. */
  private ClosedForm composed(ScalarFunction outer) {
    if (outer.closedForm != null && proportion().isPresent()) {
      return outer.closedForm.stretched(proportion().getAsDouble());
    }
    return outer.equals(Activation.SQUARE) ? product(closedForm, closedForm) : null;
  }

  /** What is known of the product of two functions: that of two bent lines is a bent parabola. */
  private static ClosedForm product(ClosedForm f, ClosedForm g) {
    return f instanceof ClosedForm.BentLine a && g instanceof ClosedForm.BentLine b
        ? ClosedForm.BentSquare.of(a, b)
        : null;
  }

  private boolean isOutcomeOf(ScalarFunction outer) {
    return equals(outer) || name.startsWith(outer.name + "∘(");
  }

  /** a where this is a·x. */
  private OptionalDouble proportion() {
    return closedForm instanceof ClosedForm.BentLine b && b.below() == b.above() && b.above() != 0
        ? OptionalDouble.of(b.above())
        : OptionalDouble.empty();
  }

  /** Landmarks of outer(a·x). */
  private static Landmarks stretched(ScalarFunction outer, double a) {
    return (low, high) ->
        outer.landmarks(Math.min(a * low, a * high), Math.max(a * low, a * high)).stream()
            .map(l -> new Landmark(l.at() / a, l.width() / Math.abs(a), l.kink()))
            .toList();
  }

  /** f + g. */
  public ScalarFunction plus(ScalarFunction other) {
    return new ScalarFunction(
        "(" + name + " + " + other.name + ")",
        x -> value(x) + other.value(x),
        x -> slope(x) + other.slope(x),
        union(other),
        null);
  }

  /** f·g. */
  public ScalarFunction times(ScalarFunction other) {
    return new ScalarFunction(
        "(" + name + "·" + other.name + ")",
        x -> value(x) * other.value(x),
        x -> product(slope(x), other.value(x)) + product(value(x), other.slope(x)),
        union(other),
        product(closedForm, other.closedForm));
  }

  /** f/g. */
  public ScalarFunction over(ScalarFunction other) {
    return times(other.power(-1));
  }

  /** max(f, g), as frameworks spell leaky ReLU; where they cross, the slope of g. */
  public ScalarFunction max(ScalarFunction other) {
    ScalarFunction gap = plus(other.times(-1)).then(Activation.ABS);
    return new ScalarFunction(
        "max(" + name + ", " + other.name + ")",
        x -> Math.max(value(x), other.value(x)),
        x -> value(x) > other.value(x) ? slope(x) : other.slope(x),
        gap.landmarks,
        null);
  }

  /** min(f, g). */
  public ScalarFunction min(ScalarFunction other) {
    return times(-1).max(other.times(-1)).times(-1).named("min(" + name + ", " + other.name + ")");
  }

  /** {@code a} where {@code condition} is not 0, and {@code b} elsewhere. */
  public static ScalarFunction choice(
      ScalarFunction condition, ScalarFunction a, ScalarFunction b) {
    return new ScalarFunction(
        "where(" + condition.name + ", " + a.name + ", " + b.name + ")",
        x -> condition.value(x) != 0 ? a.value(x) : b.value(x),
        x -> condition.value(x) != 0 ? a.slope(x) : b.slope(x),
        (low, high) -> {
          List<Landmark> all = new ArrayList<>(condition.landmarks(low, high));
          all.addAll(a.landmarks(low, high));
          all.addAll(b.landmarks(low, high));
          return all;
        },
        null);
  }

  /** a·f. */
  public ScalarFunction times(double factor) {
    return factor == 1
        ? this
        : new ScalarFunction(
            "(" + factor + "·" + name + ")",
            x -> factor * value(x),
            x -> factor * slope(x),
            landmarks,
            closedForm == null ? null : closedForm.scaled(factor));
  }

  /** f + c. */
  public ScalarFunction plus(double constant) {
    return constant == 0
        ? this
        : new ScalarFunction(
            "(" + name + " + " + constant + ")", x -> value(x) + constant, slope, landmarks, null);
  }

  /** f^e; not a number where f is negative and e is not an integer. */
  public ScalarFunction power(double exponent) {
    return exponent == 1 ? this : then(Activation.power(exponent));
  }

  private Landmarks union(ScalarFunction other) {
    if (landmarks == NONE || other.landmarks == NONE) {
      return landmarks == NONE ? other.landmarks : landmarks;
    }
    return (low, high) -> {
      List<Landmark> both = new ArrayList<>(landmarks(low, high));
      both.addAll(other.landmarks(low, high));
      return both;
    };
  }

  /** A product in which an exact zero wins: a saturated factor times one that overflowed is 0. */
  private static double product(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ScalarFunction f && name.equals(f.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
