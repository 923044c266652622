package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.stored.Floats;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * What is known of a small scalar or vector; an entry that is not known is NaN.
 *
 * @param scalar whether there are no axes; otherwise there is one
 * @param integer whether division drops the fraction
 */
record Known(double[] entries, boolean scalar, boolean integer) {
  /** Longest vector that is followed. */
  static final int MOST = 64;

  boolean isComplete() {
    for (double entry : entries) {
      if (Double.isNaN(entry)) {
        return false;
      }
    }
    return true;
  }

  /** The only entry, or NaN when it is unknown or there are more or fewer. */
  double single() {
    return entries.length == 1 ? entries[0] : Double.NaN;
  }

  /** Position in a vector of that length, as Slice and Shape count: from the end if negative. */
  static int bound(double index, int length) {
    return (int) Math.max(0, Math.min(length, index < 0 ? index + length : index));
  }

  /** The same entries, as a scalar or as a vector. */
  Known as(boolean nowScalar) {
    return new Known(entries, nowScalar, integer);
  }

  Known each(DoubleUnaryOperator f) {
    return new Known(Arrays.stream(entries).map(f).toArray(), scalar, integer);
  }

  Known cast(ElementType type) {
    double[] cast = each(v -> Double.isNaN(v) ? v : Floats.rounded(type, v)).entries;
    return new Known(cast, scalar, type.isInteger() || type == ElementType.BOOL);
  }

  /** Entries between two positions; null if they are not known. */
  Known slice(double start, double end, double step) {
    if (scalar || step != 1 || Double.isNaN(start) || Double.isNaN(end)) {
      return null;
    }
    int from = bound(start, entries.length);
    int to = Math.max(from, bound(end, entries.length));
    return new Known(Arrays.copyOfRange(entries, from, to), false, integer);
  }

  /** Entries at given positions; null if one is outside or not known. */
  Known gather(Known indices) {
    double[] picked = new double[indices.entries.length];
    for (int i = 0; i < picked.length; i++) {
      double index = indices.entries[i] + (indices.entries[i] < 0 ? entries.length : 0);
      if (!(index >= 0 && index < entries.length) || scalar) {
        return null;
      }
      picked[i] = entries[(int) index];
    }
    return new Known(picked, indices.scalar, integer);
  }

  /** Vectors one after the other; null if one is not known or all are too long. */
  static Known concat(Known[] parts) {
    double[] all = new double[MOST];
    int length = 0;
    for (Known k : parts) {
      if (k == null || k.scalar || k.entries.length > MOST - length) {
        return null;
      }
      System.arraycopy(k.entries, 0, all, length, k.entries.length);
      length += k.entries.length;
    }
    return new Known(Arrays.copyOf(all, length), false, parts[0].integer);
  }

  /** The result of an ONNX operator on two inputs; null for an operator that is not followed. */
  static Known binary(String op, Known a, Known b) {
    boolean integers = a.integer && b.integer;
    DoubleBinaryOperator f = arithmetic(op, integers);
    boolean logical = f == null;
    f = logical ? logical(op) : f;
    int n = a.entries.length;
    int m = b.entries.length;
    if (f == null || n != m && n != 1 && m != 1) {
      return null;
    }
    double[] result = new double[n == 1 ? m : n];
    for (int i = 0; i < result.length; i++) {
      result[i] = f.applyAsDouble(a.entries[n == 1 ? 0 : i], b.entries[m == 1 ? 0 : i]);
    }
    return new Known(result, a.scalar && b.scalar, integers || logical);
  }

  private static DoubleBinaryOperator arithmetic(String op, boolean integers) {
    return switch (op) {
      case "Add" -> Double::sum;
      case "Sub" -> (x, y) -> x - y;
      case "Mul" -> (x, y) -> x * y;
      case "Div" -> integers ? (x, y) -> y == 0 ? Double.NaN : cut(x / y) : (x, y) -> x / y;
      case "Mod" -> (x, y) -> x - Math.floor(x / y) * y;
      case "Min" -> Math::min;
      case "Max" -> Math::max;
      case "Pow" -> Math::pow;
      default -> null;
    };
  }

  private static double cut(double quotient) {
    return quotient < 0 ? Math.ceil(quotient) : Math.floor(quotient);
  }

  private static DoubleBinaryOperator logical(String op) {
    return switch (op) {
      case "Equal" -> (x, y) -> truth(x, y, x == y);
      case "Greater" -> (x, y) -> truth(x, y, x > y);
      case "GreaterOrEqual" -> (x, y) -> truth(x, y, x >= y);
      case "Less" -> (x, y) -> truth(x, y, x < y);
      case "LessOrEqual" -> (x, y) -> truth(x, y, x <= y);
      case "And" -> (x, y) -> x == 0 || y == 0 ? 0 : truth(x, y, true);
      case "Or" -> (x, y) -> x == 1 || y == 1 ? 1 : truth(x, y, false);
      default -> null;
    };
  }

  private static double truth(double x, double y, boolean holds) {
    return Double.isNaN(x) || Double.isNaN(y) ? Double.NaN : holds ? 1 : 0;
  }
}
