package dev.initlint.javasource.eval;

import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Map;

/**
 * Conversions of the evaluator's values: boxed primitives, strings, {@code Object[]} for arrays,
 * lists and maps, {@link JavaObject}, {@link HostObject}, {@link Closure}, {@link EnumConstant},
 * {@link Unknown}, and null.
 */
public final class Values {
  private Values() {}

  /** True for numbers and characters. */
  static boolean isNumber(Object v) {
    return v instanceof Number || v instanceof Character;
  }

  /** True for a number, known or not. */
  public static boolean isScalar(Object v) {
    return isNumber(v) || v instanceof Unknown;
  }

  /** The number as a double, or null when it is not known to be one. */
  public static Double asDouble(Object v) {
    if (v instanceof Number n) {
      return n.doubleValue();
    }
    return v instanceof Character c ? Double.valueOf(c) : null;
  }

  /** The number as a long, or null when it is not known to be one. */
  public static Long asLong(Object v) {
    if (v instanceof Number n) {
      return n.longValue();
    }
    return v instanceof Character c ? Long.valueOf(c) : null;
  }

  /** The value as a symbolic scalar; a value that is no number becomes a symbol of its own. */
  public static Expr asExpr(Object v) {
    if (v instanceof Unknown u) {
      return u.expr();
    }
    Double d = asDouble(v);
    return d != null ? Expr.of(d) : Expr.symbol(describe(v));
  }

  /** A constant becomes a long, anything else an {@link Unknown}. */
  public static Object ofExpr(Expr e) {
    if (e instanceof Expr.Constant c) {
      return c.value() == Math.rint(c.value()) ? (Object) (long) c.value() : (Object) c.value();
    }
    return new Unknown(e);
  }

  /** Elements of an array or list, or null when the value is neither. */
  public static List<Object> elements(Object v) {
    if (v instanceof Object[] a) {
      return java.util.Arrays.asList(a);
    }
    if (v instanceof List<?> l) {
      return cast(l);
    }
    return v instanceof java.util.Set<?> s ? new java.util.ArrayList<>(s) : null;
  }

  @SuppressWarnings("unchecked")
  static List<Object> cast(List<?> l) {
    return (List<Object>) l;
  }

  @SuppressWarnings("unchecked")
  static Map<Object, Object> cast(Map<?, ?> m) {
    return (Map<Object, Object>) m;
  }

  /** The truth, or null when it is not known. */
  public static Boolean truth(Object v) {
    return v instanceof Boolean b ? b : null;
  }

  /** A short name for messages and symbols. */
  public static String describe(Object v) {
    if (v == null) {
      return "null";
    }
    if (v instanceof Object[]) {
      return "array";
    }
    if (v instanceof Closure) {
      return "function";
    }
    String s = v instanceof HostObject ? v.getClass().getSimpleName() : String.valueOf(v);
    return s.length() > 48 ? s.substring(0, 48) : s;
  }

  /** Java's {@code ==} on known values; null when it cannot be told. */
  static Boolean same(Object a, Object b) {
    if (a instanceof Unknown x && b instanceof Unknown y) {
      return x.expr().equals(y.expr()) ? Boolean.TRUE : null;
    }
    if (a instanceof Unknown || b instanceof Unknown) {
      return null;
    }
    if (isNumber(a) && isNumber(b)) {
      return asDouble(a).doubleValue() == asDouble(b).doubleValue();
    }
    if (a == null || b == null) {
      return a == b;
    }
    return a == b || !(a instanceof JavaObject) && a.equals(b);
  }
}
