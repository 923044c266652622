package dev.initlint.javasource.tensor;

import dev.initlint.graph.Dim;
import dev.initlint.javasource.eval.Formula;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/** Arithmetic on symbolic extents. */
public final class Sizes {
  /** The symbol of the batch axis. */
  public static final Expr BATCH = Expr.symbol("N");

  private Sizes() {}

  /** A fixed extent. */
  public static Expr of(long n) {
    return Expr.of(n);
  }

  /** Extents of numbers and symbols. */
  public static List<Expr> of(Object... extents) {
    List<Expr> dims = new ArrayList<>();
    for (Object e : extents) {
      dims.add(e instanceof Expr x ? x : Expr.of(((Number) e).doubleValue()));
    }
    return dims;
  }

  /** The number, or -1 when the extent is open. */
  public static long fixed(Expr e) {
    Double v = Formula.constant(e);
    return v == null ? -1 : v.longValue();
  }

  /** The product of extents {@code from} up to {@code to}. */
  public static Expr product(List<Expr> dims, int from, int to) {
    Expr p = Expr.ONE;
    for (Expr d : dims.subList(from, to)) {
      p = p.times(d);
    }
    return p;
  }

  /** Integer quotient, rounded down. */
  public static Expr floorDiv(Expr a, long b) {
    return b == 1 ? a : rounded("floor", Math::floor, a, b);
  }

  /** Integer quotient, rounded up. */
  public static Expr ceilDiv(Expr a, long b) {
    return b == 1 ? a : rounded("ceil", Math::ceil, a, b);
  }

  private static Expr rounded(
      String name, java.util.function.DoubleUnaryOperator rule, Expr a, long b) {
    Double v = Formula.constant(a);
    if (v != null) {
      return Expr.of(rule.applyAsDouble(v / b));
    }
    if (a instanceof Expr.Product p
        && p.factors().get(0) instanceof Expr.Constant c
        && c.value() % b == 0) {
      return a.over(Expr.of(b));
    }
    return Expr.call(name, x -> rule.applyAsDouble(x[0]), a.over(Expr.of(b)));
  }

  /**
   * Extent after a window slides over an axis.
   *
   * @param padding total of both sides
   */
  public static Expr window(Expr in, long kernel, long stride, long padding, long dilation) {
    long reach = dilation * (kernel - 1) + 1;
    return floorDiv(in.plus(Expr.of(padding - reach)), stride).plus(Expr.ONE);
  }

  /** The extents as a graph declares them; the batch keeps its name. */
  static List<Dim> declared(List<Expr> dims, OpenSizes sizes) {
    if (dims == null) {
      return null;
    }
    return dims.stream()
        .map(
            d ->
                sizes.extent(d) >= 0 && !d.equals(BATCH)
                    ? Dim.of(sizes.extent(d))
                    : Dim.of(Formula.print(d)))
        .toList();
  }

  /** The extents of a weight, -1 for open ones. */
  public static long[] longs(List<Expr> dims) {
    return dims.stream().mapToLong(Sizes::fixed).toArray();
  }

  /** Extents of an element-wise result; null when either side is not known. */
  public static List<Expr> broadcast(List<Expr> a, List<Expr> b) {
    if (a == null || b == null) {
      return a == null || b != null && !b.isEmpty() ? null : a;
    }
    int n = Math.max(a.size(), b.size());
    List<Expr> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Expr x = i < n - a.size() ? Expr.ONE : a.get(i - n + a.size());
      Expr y = i < n - b.size() ? Expr.ONE : b.get(i - n + b.size());
      out.add(x.equals(Expr.ONE) ? y : x);
    }
    return out;
  }
}
