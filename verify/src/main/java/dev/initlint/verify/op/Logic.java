package dev.initlint.verify.op;

import dev.initlint.graph.ElementType;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.Map;
import java.util.function.DoublePredicate;

/** Comparisons and Boolean operators. */
final class Logic {
  /** A relation of two numbers; booleans are 0 and 1. */
  @FunctionalInterface
  private interface Relation {
    boolean holds(double a, double b);
  }

  private Logic() {}

  static void register(Map<String, Operator> operators) {
    relation(operators, "Equal", (a, b) -> a == b);
    relation(operators, "Less", (a, b) -> a < b);
    relation(operators, "LessOrEqual", (a, b) -> a <= b);
    relation(operators, "Greater", (a, b) -> a > b);
    relation(operators, "GreaterOrEqual", (a, b) -> a >= b);
    relation(operators, "And", (a, b) -> a != 0 && b != 0);
    relation(operators, "Or", (a, b) -> a != 0 || b != 0);
    relation(operators, "Xor", (a, b) -> (a != 0) != (b != 0));
    predicate(operators, "Not", v -> v == 0);
    predicate(operators, "IsNaN", Double::isNaN);
    Plumbing.register(
        operators,
        "IsInf",
        call -> {
          boolean above = call.attributes().integer("detect_positive", 1) != 0;
          boolean below = call.attributes().integer("detect_negative", 1) != 0;
          return tested(call, v -> Double.isInfinite(v) && (v > 0 ? above : below));
        });
  }

  private static void relation(Map<String, Operator> operators, String name, Relation relation) {
    Plumbing.register(
        operators,
        name,
        call -> {
          int[] dims = Extents.broadcast(call.need(0).dims(), call.need(1).dims());
          double[] a = dense(call, 0, dims);
          double[] b = dense(call, 1, dims);
          long[] result = new long[a.length];
          for (int i = 0; i < a.length; i++) {
            result[i] = relation.holds(a[i], b[i]) ? 1 : 0;
          }
          return Tensor.of(ElementType.BOOL, dims, result);
        });
  }

  private static void predicate(
      Map<String, Operator> operators, String name, DoublePredicate predicate) {
    Plumbing.register(operators, name, call -> tested(call, predicate));
  }

  private static Tensor tested(Call call, DoublePredicate predicate) {
    Tensor x = call.need(0);
    long[] result = new long[x.size()];
    double[] v = x.doubles();
    for (int i = 0; i < v.length; i++) {
      result[i] = predicate.test(v[i]) ? 1 : 0;
    }
    return Tensor.of(ElementType.BOOL, x.dims(), result);
  }

  private static double[] dense(Call call, int input, int[] dims) {
    Tensor t = call.need(input);
    Tensor expanded = Broadcasting.expand(call.machine(), t, dims);
    double[] elements = expanded.doubles();
    if (expanded != t) {
      call.arena().discard(expanded);
    }
    return elements;
  }
}
