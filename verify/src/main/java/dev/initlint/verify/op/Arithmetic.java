package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Operators of two operands under broadcasting, on reals and on integers. */
final class Arithmetic implements Operator {
  /** How the gradient of one operand follows from that of the result. */
  private sealed interface Pull {
    /** It is the same. */
    record Same() implements Pull {}

    /** It is its negative. */
    record Negative() implements Pull {}

    /** It is a formula of the gradient and the other operand. */
    record WithOther(Kernel kernel) implements Pull {}

    /** It is multiplied by a slope that both operands enter. */
    record Slope(Kernel slope) implements Pull {}
  }

  private final Kernel value;
  private final Pull first;
  private final Pull second;
  private final LongBinaryOperator onIntegers;

  private Arithmetic(Kernel value, Pull first, Pull second, LongBinaryOperator onIntegers) {
    this.value = value;
    this.first = first;
    this.second = second;
    this.onIntegers = onIntegers;
  }

  static void register(Map<String, Operator> operators) {
    Pull same = new Pull.Same();
    Pull times = new Pull.WithOther(Kernel.PRODUCT);
    operators.put("Add", new Arithmetic(Kernel.SUM, same, same, Long::sum));
    operators.put(
        "Sub", new Arithmetic(Kernel.DIFFERENCE, same, new Pull.Negative(), (a, b) -> a - b));
    operators.put("Mul", new Arithmetic(Kernel.PRODUCT, times, times, (a, b) -> a * b));
    operators.put(
        "Div",
        new Arithmetic(
            Kernel.QUOTIENT,
            new Pull.WithOther(Kernel.QUOTIENT),
            slope((a, b) -> -a / (b * b)),
            Arithmetic::integerQuotient));
    operators.put(
        "Pow",
        new Arithmetic(
            Kernel.each(Arithmetic::power),
            slope((a, b) -> b == 0 ? 0 : b * power(a, b - 1)),
            slope((a, b) -> a > 0 ? Math.pow(a, b) * Math.log(a) : 0),
            (a, b) -> (long) Math.pow(a, b)));
    operators.put(
        "PRelu",
        new Arithmetic(
            Kernel.each((a, b) -> a < 0 ? a * b : a),
            slope((a, b) -> a < 0 ? b : 1),
            slope((a, b) -> a < 0 ? a : 0),
            (a, b) -> a < 0 ? a * b : a));
    operators.put("Mod", new Modulo());
  }

  private static Pull slope(DoubleBinaryOperator f) {
    return new Pull.Slope(Kernel.each(f));
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor a = call.need(0);
    Tensor b = call.need(1);
    int[] dims = Extents.broadcast(a.dims(), b.dims());
    if (!a.isReal() && !b.isReal()) {
      return new Tensor[] {integers(call, a, b, dims, onIntegers)};
    }
    Tensor y = result(call, dims);
    if (isConstantExponent(call) && a.isReal()) {
      call.remember(Activations.power(b.store().get(0)));
      Elementwise.apply(call.machine(), (Curve) call.remembered(), a.reals(), y.reals());
      return new Tensor[] {y};
    }
    value.evaluate(call.machine(), real(call, a), real(call, b), y);
    return new Tensor[] {y};
  }

  /** An operand that is not needed any more, where it has the shape of the result. */
  private static Tensor result(Call call, int[] dims) {
    for (int i = 0; i < 2; i++) {
      if (call.isSpare(i) && Arrays.equals(call.dims(i), dims)) {
        return call.over(i);
      }
    }
    return call.arena().reals(dims);
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    if (call.remembered() instanceof Curve curve) {
      Tensor g = call.arena().reals(call.dims(0));
      Elementwise.pull(call.machine(), curve, call.in(0).reals(), gradients[0].reals(), g.reals());
      return new Tensor[] {g, null};
    }
    return new Tensor[] {
      call.wants(0) ? gradient(call, gradients[0], first, 0) : null,
      call.wants(1) ? gradient(call, gradients[0], second, 1) : null
    };
  }

  @Override
  public Keep keeps() {
    boolean linear = first instanceof Pull.Same && !(second instanceof Pull.WithOther);
    return linear ? Keep.NOTHING : Keep.INPUTS;
  }

  /** The exponent of a square or a root is no parameter. */
  private static boolean isConstantExponent(Call call) {
    return call.node().op().equals("Pow")
        && Extents.size(call.dims(1)) == 1
        && call.dims(1).length <= call.dims(0).length;
  }

  private Tensor gradient(Call call, Tensor g, Pull pull, int operand) {
    if (pull instanceof Pull.Same) {
      return Broadcasting.reduce(call.machine(), g, call.dims(operand));
    }
    if (isConstantFactor(call, g, operand)) {
      double sum = Broadcasting.dot(call.machine(), g, call.in(1 - operand));
      double c = call.in(operand).store().get(0);
      double factor = value == Kernel.PRODUCT ? 1 : -1 / (c * c);
      return call.arena().of(new double[] {factor * sum}, call.dims(operand));
    }
    Tensor full = call.arena().reals(g.dims());
    if (pull instanceof Pull.Negative) {
      Elementwise.apply(
          call.machine(), Activations.each(true, v -> -v, v -> -1), g.reals(), full.reals());
    } else if (pull instanceof Pull.WithOther other) {
      other.kernel().evaluate(call.machine(), g, real(call, call.in(1 - operand)), full);
    } else if (pull instanceof Pull.Slope s) {
      Tensor a = real(call, call.in(0));
      Tensor b = real(call, call.in(1));
      s.slope().pull(call.machine(), a, b, g, full);
    }
    return Broadcasting.reduceTemporary(call.machine(), full, call.dims(operand));
  }

  /** True for c in x·c and x/c, whose gradients are g·x summed, times 1 and -1/c². */
  private boolean isConstantFactor(Call call, Tensor g, int operand) {
    Tensor other = call.in(1 - operand);
    return (value == Kernel.PRODUCT || value == Kernel.QUOTIENT && operand == 1)
        && Extents.size(call.dims(operand)) == 1
        && other.isReal()
        && other.size() == g.size();
  }

  /** Integers as reals: Pow takes an exponent of another type than its base. */
  private static Tensor real(Call call, Tensor t) {
    return t.isReal() ? t : call.arena().of(t.doubles(), t.dims());
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
}
