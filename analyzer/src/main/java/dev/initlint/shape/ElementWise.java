package dev.initlint.shape;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.special.Erf;

/** Operators whose output element depends on the input elements at the same place. */
final class ElementWise {
  private ElementWise() {}

  static void register(Operators r) {
    unary(r, "Abs", Math::abs);
    unary(r, "Sign", Math::signum);
    unary(r, "Sqrt", Math::sqrt);
    unary(r, "Exp", Math::exp);
    unary(r, "Log", Math::log);
    unary(r, "Reciprocal", x -> 1 / x);
    unary(r, "Erf", x -> Erf.erf(x));
    unary(r, "Tanh", Math::tanh);
    unary(r, "Sigmoid", x -> 1 / (1 + Math.exp(-x)));
    unary(r, "Floor", Math::floor);
    unary(r, "Ceil", Math::ceil);
    unary(r, "Round", Math::rint);
    unary(r, "Relu", x -> Math.max(x, 0));
    unary(r, "Not", x -> x == 0 ? 1 : 0);
    unary(r, "BitwiseNot", x -> ~(long) x);
    // Neg turns one 64-bit extreme into the other.
    r.add("Neg", Operator::same, (o, out) -> map(o, negation(out.type())));
    r.add("Identity", Operator::same, (o, out) -> o.constant(0).elements());
    r.add("IsNaN", o -> Operator.same(o, ElementType.BOOL), test(Double::isNaN));
    r.add("IsInf", o -> Operator.same(o, ElementType.BOOL), test(Double::isInfinite));
    activations(r);
    trigonometry(r);
    conversions(r);
    arithmetic(r);
    comparisons(r);
  }

  private static DoubleUnaryOperator negation(ElementType type) {
    return type.isInteger() ? x -> 0 - x : x -> -x;
  }

  private static void activations(Operators r) {
    for (String op : ActivationOperators.names()) {
      r.add(
          op,
          Operator::same,
          (o, out) -> map(o, out.type(), ActivationOperators.of(op, o.attributes())::value));
    }
    r.add("Shrink", Operator::same, (o, out) -> map(o, out.type(), shrink(o.attributes())));
  }

  private static DoubleUnaryOperator shrink(Attributes a) {
    double lambda = a.real("lambd", 0.5);
    double bias = a.real("bias", 0);
    return x -> x < -lambda ? x + bias : x > lambda ? x - bias : 0;
  }

  private static void trigonometry(Operators r) {
    unary(r, "Sin", Math::sin);
    unary(r, "Cos", Math::cos);
    unary(r, "Tan", Math::tan);
    unary(r, "Asin", Math::asin);
    unary(r, "Acos", Math::acos);
    unary(r, "Atan", Math::atan);
    unary(r, "Sinh", Math::sinh);
    unary(r, "Cosh", Math::cosh);
    unary(r, "Asinh", x -> Math.copySign(Math.log(Math.abs(x) + Math.hypot(x, 1)), x));
    unary(r, "Acosh", x -> Math.log(x + Math.sqrt(x * x - 1)));
    unary(r, "Atanh", x -> 0.5 * Math.log((1 + x) / (1 - x)));
  }

  private static void conversions(Operators r) {
    r.add(
        "Cast",
        o -> Operator.same(o, ElementTypes.of(o.attributes().integer("to", 0))),
        (o, out) -> cast(o, out.type()));
    r.add("CastLike", o -> Operator.same(o, o.type(1)), (o, out) -> cast(o, out.type()));
    r.add("Clip", Operator::same, (o, out) -> clip(o));
  }

  private static double[] cast(Operands o, ElementType to) {
    ElementType from = o.type(0);
    return map(o, x -> Representable.cast(from, to, x));
  }

  private static double[] clip(Operands o) {
    double low = o.attributes().real("min", Double.NEGATIVE_INFINITY);
    double high = o.attributes().real("max", Double.POSITIVE_INFINITY);
    double from = o.has(1) ? o.scalar(1) : low;
    double to = o.has(2) ? o.scalar(2) : high;
    return map(o, x -> Double.isNaN(x) ? x : Math.min(to, Math.max(from, x)));
  }

  private static void arithmetic(Operators r) {
    binary(r, "Add", (a, b) -> a + b);
    binary(r, "Sub", (a, b) -> a - b);
    binary(r, "Mul", (a, b) -> a * b);
    r.add("Div", ElementWise::broadcastOf, (o, out) -> rounded(o, out, division(out.type())));
    r.add("Mod", ElementWise::broadcastOf, (o, out) -> rounded(o, out, remainder(o, out.type())));
    r.add("Pow", ElementWise::broadcastOf, (o, out) -> rounded(o, out, Math::pow));
    binary(r, "PRelu", (x, slope) -> x < 0 ? slope * x : x);
    r.add("Min", ElementWise::broadcastOf, (o, out) -> fold(o, out, Math::min));
    r.add("Max", ElementWise::broadcastOf, (o, out) -> fold(o, out, Math::max));
    r.add("Sum", ElementWise::broadcastOf, (o, out) -> rounded(o, out, Double::sum));
    r.add("Mean", ElementWise::broadcastOf, ElementWise::mean);
    binary(r, "BitwiseAnd", (a, b) -> (long) a & (long) b);
    binary(r, "BitwiseOr", (a, b) -> (long) a | (long) b);
    binary(r, "BitwiseXor", (a, b) -> (long) a ^ (long) b);
    r.add("BitShift", ElementWise::broadcastOf, (o, out) -> rounded(o, out, shift(o)));
  }

  private static DoubleBinaryOperator division(ElementType type) {
    if (!type.isInteger()) {
      return (a, b) -> a / b;
    }
    return (a, b) -> {
      requireNonZero(b);
      return (double) ((long) a / (long) b);
    };
  }

  /** The remainder has the divisor's sign, or the dividend's where {@code fmod} is set. */
  private static DoubleBinaryOperator remainder(Operands o, ElementType type) {
    boolean ofDividend = o.attributes().integer("fmod", 0) != 0;
    return (a, b) -> {
      if (type.isInteger()) {
        requireNonZero(b);
      }
      double rest = a % b;
      return ofDividend || rest == 0 || rest < 0 == b < 0 ? rest : rest + b;
    };
  }

  private static void requireNonZero(double divisor) {
    if (divisor == 0) {
      throw new IllegalArgumentException("an integer is divided by zero");
    }
  }

  private static DoubleBinaryOperator shift(Operands o) {
    boolean left = o.attributes().text("direction", "").equals("LEFT");
    return left
        ? (a, b) -> b >= 64 || b < 0 ? 0 : a * Math.pow(2, b)
        : (a, b) -> b >= 63 || b < 0 ? (a < 0 ? -1 : 0) : (long) a >> (long) b;
  }

  private static void comparisons(Operators r) {
    truth(r, "And", (a, b) -> a != 0 && b != 0);
    truth(r, "Or", (a, b) -> a != 0 || b != 0);
    truth(r, "Xor", (a, b) -> (a != 0) != (b != 0));
    truth(r, "Equal", (a, b) -> a == b);
    truth(r, "Less", (a, b) -> a < b);
    truth(r, "Greater", (a, b) -> a > b);
    truth(r, "LessOrEqual", (a, b) -> a <= b);
    truth(r, "GreaterOrEqual", (a, b) -> a >= b);
    r.add(
        "Where",
        o -> {
          long[] dims = Extents.broadcast(o.dims(0), Extents.broadcast(o.dims(1), o.dims(2)));
          return Inferred.Known.of(o.type(o.type(1) == ElementType.UNDEFINED ? 2 : 1), dims);
        },
        ElementWise::where);
  }

  private static double[] where(Operands o, Inferred.Known out) {
    double[] choice = AxisMap.broadcast(o.constant(0), out.dims());
    double[] yes = AxisMap.broadcast(o.constant(1), out.dims());
    double[] no = AxisMap.broadcast(o.constant(2), out.dims());
    double[] result = new double[choice.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = choice[i] != 0 ? yes[i] : no[i];
    }
    return result;
  }

  private static void unary(Operators r, String op, DoubleUnaryOperator f) {
    r.add(op, Operator::same, (o, out) -> map(o, out.type(), f));
  }

  private static void binary(Operators r, String op, DoubleBinaryOperator f) {
    r.add(op, ElementWise::broadcastOf, (o, out) -> rounded(o, out, f));
  }

  /** A relation of two operands. */
  @FunctionalInterface
  private interface Relation {
    boolean holds(double a, double b);
  }

  private static void truth(Operators r, String op, Relation f) {
    r.add(
        op,
        o -> Inferred.Known.of(ElementType.BOOL, broadcastOf(o).dims()),
        (o, out) -> fold(o, out, compared(o.type(0), f)));
  }

  private static DoubleBinaryOperator compared(ElementType type, Relation f) {
    return (a, b) -> {
      if (type.isInteger() && Representable.isHuge(a) && Representable.isHuge(b)) {
        throw Representable.inexact();
      }
      return f.holds(a, b) ? 1 : 0;
    };
  }

  private static Operator.OneKernel test(DoublePredicate p) {
    return (o, out) -> map(o, x -> p.test(x) ? 1 : 0);
  }

  /** All inputs broadcast; below opset 7 a stated {@code broadcast} keeps the first's extents. */
  static Inferred.Known broadcastOf(Operands o) {
    long[] dims = o.dims(0);
    if (o.attributes().integer("broadcast", 0) == 0) {
      for (int i = 1; i < o.size(); i++) {
        dims = Extents.broadcast(dims, o.dims(i));
      }
    }
    return Inferred.Known.of(o.type(0), dims);
  }

  private static double[] map(Operands o, ElementType type, DoubleUnaryOperator f) {
    return map(o, x -> Representable.of(type, f.applyAsDouble(x), x, x));
  }

  private static double[] map(Operands o, DoubleUnaryOperator f) {
    double[] in = o.constant(0).elements();
    double[] out = new double[in.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = f.applyAsDouble(in[i]);
    }
    return out;
  }

  private static double[] rounded(Operands o, Inferred.Known out, DoubleBinaryOperator f) {
    ElementType type = out.type();
    return fold(o, out, (a, b) -> Representable.of(type, f.applyAsDouble(a, b), a, b));
  }

  private static double[] fold(Operands o, Inferred.Known out, DoubleBinaryOperator f) {
    long[] dims = out.dims();
    double[] result = spread(o, 0, dims).clone();
    for (int input = 1; input < o.size(); input++) {
      double[] next = spread(o, input, dims);
      for (int i = 0; i < result.length; i++) {
        result[i] = f.applyAsDouble(result[i], next[i]);
      }
    }
    return result;
  }

  private static double[] mean(Operands o, Inferred.Known out) {
    double[] sum = fold(o, out, Double::sum);
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Representable.of(out.type(), sum[i] / o.size(), sum[i], sum[i]);
    }
    return sum;
  }

  private static double[] spread(Operands o, int input, long[] dims) {
    Array a = o.constant(input);
    boolean legacy = o.attributes().integer("broadcast", 0) != 0 && a.rank() > 0 && input > 0;
    return AxisMap.broadcast(legacy ? aligned(o, a, dims.length) : a, dims);
  }

  /** Below opset 7 the second operand's axes start at the attribute {@code axis}. */
  private static Array aligned(Operands o, Array a, int rank) {
    int axis = o.axis("axis", rank - a.rank(), rank);
    if (axis + a.rank() > rank) {
      throw new IllegalArgumentException(o.node().op() + "'s axis " + axis + " is too large");
    }
    return a.reshaped(Extents.concat(a.dims(), Extents.ones(rank - axis - a.rank())));
  }
}
