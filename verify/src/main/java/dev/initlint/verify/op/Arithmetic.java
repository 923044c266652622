package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Operators of two operands under broadcasting, on reals and on integers. */
final class Arithmetic implements Operator {

  /** result = f(a, b) for the first {@code n} elements. */
  @FunctionalInterface
  interface Formula {
    void of(double[] a, double[] b, double[] result, int n);
  }

  private final Formula value;
  private final Formula slopeA;
  private final Formula slopeB;
  private final LongBinaryOperator onIntegers;

  /**
   * One operator.
   *
   * @param slopeA slope in the first operand; null where it is 1
   * @param slopeB slope in the second operand; null where it is 1
   */
  private Arithmetic(
      Formula value, Formula slopeA, Formula slopeB, LongBinaryOperator onIntegers) {
    this.value = value;
    this.slopeA = slopeA;
    this.slopeB = slopeB;
    this.onIntegers = onIntegers;
  }

  static void register(Map<String, Operator> operators) {
    operators.put("Add", new Arithmetic(Arithmetic::sum, null, null, Long::sum));
    operators.put(
        "Sub", new Arithmetic(Arithmetic::difference, null, constant(-1), (a, b) -> a - b));
    operators.put(
        "Mul",
        new Arithmetic(Arithmetic::product, Arithmetic::second, Arithmetic::first, (a, b) -> a * b));
    operators.put(
        "Div",
        new Arithmetic(
            Arithmetic::quotient,
            each((a, b) -> 1 / b),
            each((a, b) -> -a / (b * b)),
            Arithmetic::integerQuotient));
    operators.put(
        "Pow",
        new Arithmetic(
            each(Arithmetic::power),
            each((a, b) -> b == 0 ? 0 : b * power(a, b - 1)),
            each((a, b) -> a > 0 ? Math.pow(a, b) * Math.log(a) : 0),
            (a, b) -> (long) Math.pow(a, b)));
    operators.put(
        "PRelu",
        new Arithmetic(
            each((a, b) -> a < 0 ? a * b : a),
            each((a, b) -> a < 0 ? b : 1),
            each((a, b) -> a < 0 ? a : 0),
            (a, b) -> a < 0 ? a * b : a));
    operators.put("Mod", new Modulo());
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor a = call.need(0);
    Tensor b = call.need(1);
    int[] dims = Extents.broadcast(a.dims(), b.dims());
    if (!a.isReal() && !b.isReal()) {
      return new Tensor[] {integers(call, a, b, dims, onIntegers)};
    }
    Tensor y = call.arena().reals(dims);
    evaluate(call, real(call, a), real(call, b), y, value);
    return new Tensor[] {y};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    return new Tensor[] {
      call.wants(0) ? gradient(call, gradients[0], slopeA, 0) : null,
      call.wants(1) ? gradient(call, gradients[0], slopeB, 1) : null
    };
  }

  @Override
  public Keep keeps() {
    boolean needsNothing =
        slopeA == null && (slopeB == null || slopeB instanceof ConstantSlope);
    return needsNothing ? Keep.NOTHING : Keep.INPUTS;
  }

  private static Tensor gradient(Call call, Tensor g, Formula slope, int operand) {
    if (slope == null) {
      return Broadcasting.reduce(call.machine(), g, call.dims(operand));
    }
    Tensor full = call.arena().reals(g.dims());
    Tensor a = slope instanceof ConstantSlope ? g : real(call, call.in(0));
    Tensor b = slope instanceof ConstantSlope ? g : real(call, call.in(1));
    Reals upstream = g.reals();
    evaluate(
        call,
        a,
        b,
        full,
        slope,
        (result, dense, n) -> {
          double[] up = new double[n];
          upstream.load(dense, up, 0, n);
          for (int i = 0; i < n; i++) {
            result[i] *= up[i];
          }
        });
    return Broadcasting.reduceTemporary(call.machine(), full, call.dims(operand));
  }

  /** Integers as reals: Pow takes an exponent of another type than its base. */
  private static Tensor real(Call call, Tensor t) {
    return t.isReal() ? t : call.arena().of(t.doubles(), t.dims());
  }

  /** What happens to a block before it is stored. */
  @FunctionalInterface
  private interface After {
    void to(double[] block, int dense, int n);
  }

  private static void evaluate(Call call, Tensor a, Tensor b, Tensor y, Formula f) {
    evaluate(call, a, b, y, f, (block, dense, n) -> {});
  }

  private static void evaluate(Call call, Tensor a, Tensor b, Tensor y, Formula f, After after) {
    Reals result = y.reals();
    new Pairing(a.dims(), b.dims(), y.dims())
        .each(
            a.reals(),
            b.reals(),
            call.workers(),
            (x, z, dense, n) -> {
              double[] block = new double[n];
              f.of(x, z, block, n);
              after.to(block, dense, n);
              result.store(dense, block, 0, n);
            });
  }

  /** The operator on integers or booleans of any shapes that broadcast. */
  static Tensor integers(Call call, Tensor a, Tensor b, int[] dims, LongBinaryOperator f) {
    long[] x = Broadcasting.expand(call.machine(), a, dims).longs();
    long[] y = Broadcasting.expand(call.machine(), b, dims).longs();
    long[] result = new long[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = f.applyAsLong(x[i], y[i]);
    }
    return Tensor.of(a.type(), dims, result);
  }

  /** Powers that exporters write for squares, cubes and roots are exact and fast. */
  static double power(double a, double b) {
    if (b == 2) {
      return a * a;
    }
    if (b == 3) {
      return a * a * a;
    }
    return b == 1 ? a : b == 0.5 ? Math.sqrt(a) : Math.pow(a, b);
  }

  private static long integerQuotient(long a, long b) {
    if (b == 0) {
      throw new Unsupported("an integer is divided by zero");
    }
    return a / b;
  }

  private static Formula each(DoubleBinaryOperator f) {
    return (a, b, y, n) -> {
      for (int i = 0; i < n; i++) {
        y[i] = f.applyAsDouble(a[i], b[i]);
      }
    };
  }

  /** A slope that no operand is needed for. */
  private record ConstantSlope(double slope) implements Formula {
    @Override
    public void of(double[] a, double[] b, double[] y, int n) {
      Arrays.fill(y, 0, n, slope);
    }
  }

  private static Formula constant(double slope) {
    return new ConstantSlope(slope);
  }

  private static void sum(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b[i];
    }
  }

  private static void difference(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b[i];
    }
  }

  private static void product(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] * b[i];
    }
  }

  private static void quotient(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] / b[i];
    }
  }

  private static void first(double[] a, double[] b, double[] y, int n) {
    System.arraycopy(a, 0, y, 0, n);
  }

  private static void second(double[] a, double[] b, double[] y, int n) {
    System.arraycopy(b, 0, y, 0, n);
  }
}
