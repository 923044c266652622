package dev.initlint.javasource.eval;

import dev.initlint.symbol.Expr;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints and inspects the small expressions that stand for unresolved sizes. */
public final class Formula {
  private Formula() {}

  /** The expression in one line, as {@code 4*n+1}. */
  public static String print(Expr e) {
    if (e instanceof Expr.Constant c) {
      return number(c.value());
    }
    if (e instanceof Expr.Symbol s) {
      return s.name();
    }
    if (e instanceof Expr.Sum s) {
      return s.terms().stream()
          .map(Formula::print)
          .collect(Collectors.joining("+"))
          .replace("+-", "-");
    }
    if (e instanceof Expr.Product p) {
      return p.factors().stream().map(Formula::factor).collect(Collectors.joining("*"));
    }
    if (e instanceof Expr.Power p) {
      return factor(p.base()) + "^" + number(p.exponent());
    }
    Expr.Call c = (Expr.Call) e;
    return c.arguments().stream()
        .map(Formula::print)
        .collect(Collectors.joining(",", c.function() + "(", ")"));
  }

  private static String factor(Expr e) {
    return e instanceof Expr.Sum ? "(" + print(e) + ")" : print(e);
  }

  private static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
  }

  /** A quotient in which equal factors cancel. */
  public static Expr quotient(Expr a, Expr b) {
    if (b instanceof Expr.Product p) {
      Expr q = a;
      for (Expr f : p.factors()) {
        q = quotient(q, f);
      }
      return q;
    }
    return a.equals(b) ? Expr.ONE : a.over(b);
  }

  /** Number of symbols and numbers in an expression. */
  public static int size(Expr e) {
    int n = 0;
    if (e instanceof Expr.Sum s) {
      for (Expr t : s.terms()) {
        n += size(t);
      }
      return n;
    }
    if (e instanceof Expr.Product p) {
      for (Expr f : p.factors()) {
        n += size(f);
      }
      return n;
    }
    if (e instanceof Expr.Power p) {
      return 1 + size(p.base());
    }
    if (e instanceof Expr.Call c) {
      for (Expr a : c.arguments()) {
        n += size(a);
      }
    }
    return n + 1;
  }

  /** Adds the names of all symbols of {@code e} to {@code names}. */
  public static void symbols(Expr e, Set<String> names) {
    if (e instanceof Expr.Symbol s) {
      names.add(s.name());
    } else if (e instanceof Expr.Sum s) {
      s.terms().forEach(t -> symbols(t, names));
    } else if (e instanceof Expr.Product p) {
      p.factors().forEach(f -> symbols(f, names));
    } else if (e instanceof Expr.Power p) {
      symbols(p.base(), names);
    } else if (e instanceof Expr.Call c) {
      c.arguments().forEach(a -> symbols(a, names));
    }
  }

  /** The number of a constant expression, or null. */
  public static Double constant(Expr e) {
    return e instanceof Expr.Constant c ? c.value() : null;
  }
}
