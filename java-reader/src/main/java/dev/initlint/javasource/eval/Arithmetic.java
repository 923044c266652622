package dev.initlint.javasource.eval;

import com.github.javaparser.ast.expr.BinaryExpr;
import dev.initlint.symbol.Expr;

/** Operators on values, with Java's promotion rules; unknown operands give formulas. */
final class Arithmetic {
  private Arithmetic() {}

  /** Any binary operator but the two short-circuit ones. */
  static Object binary(BinaryExpr.Operator op, Object a, Object b) {
    switch (op) {
      case EQUALS:
        return orUnknown(Values.same(a, b), a, "==", b);
      case NOT_EQUALS:
        Boolean same = Values.same(a, b);
        return same == null ? orUnknown(null, a, "!=", b) : (Object) !same;
      case PLUS:
        if (a instanceof String || b instanceof String) {
          return concat(a, b);
        }
        break;
      default:
        break;
    }
    if (a instanceof Boolean x && b instanceof Boolean y) {
      return switch (op) {
        case BINARY_AND -> x & y;
        case BINARY_OR -> x | y;
        case XOR -> x ^ y;
        default -> Unknown.named(op.asString());
      };
    }
    if (!Values.isNumber(a) || !Values.isNumber(b)) {
      return symbolic(op, a, b);
    }
    if (a instanceof Double || b instanceof Double || a instanceof Float || b instanceof Float) {
      Object r = real(op, Values.asDouble(a), Values.asDouble(b));
      boolean single = !(a instanceof Double) && !(b instanceof Double);
      return single && r instanceof Double d ? (Object) d.floatValue() : r;
    }
    Object r =
        whole(op, Values.asLong(a), Values.asLong(b), a instanceof Long || b instanceof Long);
    return r;
  }

  private static Object orUnknown(Boolean known, Object a, String op, Object b) {
    return known != null
        ? known
        : Unknown.named(Values.describe(a) + " " + op + " " + Values.describe(b));
  }

  private static Object concat(Object a, Object b) {
    if (a instanceof Unknown || b instanceof Unknown) {
      return Unknown.named(Values.describe(a) + Values.describe(b));
    }
    String s = text(a) + text(b);
    return s.length() > Budget.STRING ? Unknown.named("long string") : s;
  }

  /** The text of a value, as string conversion gives it. */
  static String text(Object v) {
    return v instanceof JavaObject o && o.fields().get("$name") != null
        ? o.fields().get("$name").toString()
        : String.valueOf(v);
  }

  private static Object real(BinaryExpr.Operator op, double x, double y) {
    return switch (op) {
      case PLUS -> x + y;
      case MINUS -> x - y;
      case MULTIPLY -> x * y;
      case DIVIDE -> x / y;
      case REMAINDER -> x % y;
      case LESS -> x < y;
      case LESS_EQUALS -> x <= y;
      case GREATER -> x > y;
      case GREATER_EQUALS -> x >= y;
      default -> Unknown.named(op.asString());
    };
  }

  private static Object whole(BinaryExpr.Operator op, long x, long y, boolean wide) {
    if ((op == BinaryExpr.Operator.DIVIDE || op == BinaryExpr.Operator.REMAINDER) && y == 0) {
      throw new PathEnded.Thrown("division by zero");
    }
    long r;
    switch (op) {
      case PLUS -> r = x + y;
      case MINUS -> r = x - y;
      case MULTIPLY -> r = x * y;
      case DIVIDE -> r = x / y;
      case REMAINDER -> r = x % y;
      case BINARY_AND -> r = x & y;
      case BINARY_OR -> r = x | y;
      case XOR -> r = x ^ y;
      case LEFT_SHIFT -> r = wide ? x << y : (int) x << (int) y;
      case SIGNED_RIGHT_SHIFT -> r = wide ? x >> y : (int) x >> (int) y;
      case UNSIGNED_RIGHT_SHIFT -> r = wide ? x >>> y : (int) x >>> (int) y;
      case LESS -> {
        return x < y;
      }
      case LESS_EQUALS -> {
        return x <= y;
      }
      case GREATER -> {
        return x > y;
      }
      case GREATER_EQUALS -> {
        return x >= y;
      }
      default -> {
        return Unknown.named(op.asString());
      }
    }
    return wide ? (Object) r : (Object) (int) r;
  }

  private static Object symbolic(BinaryExpr.Operator op, Object a, Object b) {
    Expr x = Values.asExpr(a);
    Expr y = Values.asExpr(b);
    if (Formula.size(x) + Formula.size(y) > Budget.FORMULA) {
      return Unknown.named("long formula");
    }
    return switch (op) {
      case PLUS -> Values.ofExpr(x.plus(y));
      case MINUS -> Values.ofExpr(x.minus(y));
      case MULTIPLY -> Values.ofExpr(x.times(y));
      case DIVIDE -> Values.ofExpr(quotient(x, y, a instanceof Double || b instanceof Double));
      default -> Unknown.named(Values.describe(a) + " " + op.asString() + " " + Values.describe(b));
    };
  }

  /** Integer division is written as a plain quotient when a factor cancels, else as a floor. */
  static Expr quotient(Expr x, Expr y, boolean real) {
    if (x.equals(y)) {
      return Expr.ONE;
    }
    Expr plain = Formula.quotient(x, y);
    boolean cancels = real || y.equals(Expr.ONE) || !(y instanceof Expr.Constant);
    if (!cancels && x instanceof Expr.Product p && p.factors().get(0) instanceof Expr.Constant c) {
      double r = c.value() / ((Expr.Constant) y).value();
      cancels = r == Math.rint(r);
    }
    return cancels ? plain : Expr.call("floor", v -> Math.floor(v[0]), plain);
  }

  /** Arithmetic negation. */
  static Object negate(Object v) {
    if (v instanceof Integer i) {
      return -i;
    }
    if (v instanceof Long l) {
      return -l;
    }
    if (v instanceof Float f) {
      return -f;
    }
    if (v instanceof Double d) {
      return -d;
    }
    return Values.ofExpr(Values.asExpr(v).times(Expr.of(-1)));
  }

  /** A cast to a primitive type; other types leave the value as it is. */
  static Object cast(String type, Object v) {
    if (!Values.isNumber(v)) {
      return v;
    }
    double d = Values.asDouble(v);
    boolean whole = !(v instanceof Double) && !(v instanceof Float);
    long l = whole ? Values.asLong(v) : (long) d;
    return switch (type) {
      case "int", "Integer" -> whole ? (Object) (int) l : (Object) (int) d;
      case "short" -> (int) (short) l;
      case "byte" -> (int) (byte) l;
      case "char" -> (char) l;
      case "long", "Long" -> l;
      case "float", "Float" -> whole ? (Object) (float) l : (Object) (float) d;
      case "double", "Double" -> whole ? (Object) (double) l : (Object) d;
      default -> v;
    };
  }
}
