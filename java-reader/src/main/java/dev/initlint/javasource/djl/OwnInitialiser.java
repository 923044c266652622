package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.Closure;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.List;

/**
 * An initialiser that a project writes itself, as a class or a lambda from (manager, shape, type)
 * to an array: its code is run on the shape of a weight, and what it draws is its law.
 */
record OwnInitialiser(Interpreter in, Object function, String name, Site site)
    implements Initialiser {
  /** The rule a value stands for; one of which nothing is known when it is none. */
  static Initialiser of(Interpreter in, Object v, Site at) {
    if (v instanceof Initialiser i) {
      return i;
    }
    boolean own = v instanceof JavaObject o && in.declares(o, "initialize");
    return own || v instanceof Closure
        ? new OwnInitialiser(in, v, Values.describe(v), at)
        : DjlInitialiser.unknown(Values.describe(v), at);
  }

  @Override
  public Law law(Fans fans) {
    if (fans == null) {
      return Laws.unknown(name);
    }
    List<Object> args =
        List.of(
            new Drawing(), new ShapeValue(List.of(fans.out(), fans.in())), Unknown.named("type"));
    try {
      Object made =
          function instanceof JavaObject o
              ? in.callMethod(o, "initialize", args, site)
              : in.apply(function, args, site);
      return made instanceof Drawn d ? d.law() : Laws.unknown(name);
    } catch (PathEnded e) {
      return Laws.unknown(name);
    }
  }

  /** The manager that the code draws from. */
  private record Drawing() implements HostObject {
    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site at) {
      List<Expr> numbers = args.stream().filter(Values::isScalar).map(Values::asExpr).toList();
      boolean two = numbers.size() >= 2;
      return switch (method) {
        case "randomNormal" ->
            new Drawn(
                two
                    ? Laws.normal(numbers.get(0), numbers.get(1).squared())
                    : Laws.normal(Expr.ONE));
        case "truncatedNormal" ->
            new Drawn(
                two
                    ? Laws.truncated(numbers.get(0), numbers.get(1).squared())
                    : Laws.truncated(Expr.ZERO, Expr.ONE));
        case "randomUniform" ->
            two ? new Drawn(Laws.uniform(numbers.get(0), numbers.get(1))) : UNHANDLED;
        case "zeros" -> new Drawn(Laws.constant(Expr.ZERO));
        case "ones" -> new Drawn(Laws.constant(Expr.ONE));
        case "full" -> numbers.isEmpty() ? UNHANDLED : new Drawn(Laws.constant(numbers.get(0)));
        case "newSubManager" -> this;
        default -> UNHANDLED;
      };
    }
  }

  /** An array of independent entries. */
  private record Drawn(Law law) implements HostObject {
    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site at) {
      Object a = args.isEmpty() ? null : args.get(0);
      Expr by = a != null && Values.isScalar(a) ? Values.asExpr(a) : null;
      return switch (method) {
        case "mul", "muli" -> by == null ? UNHANDLED : new Drawn(scaled(by));
        case "div", "divi" -> by == null ? UNHANDLED : new Drawn(scaled(Expr.ONE.over(by)));
        case "toType", "reshape", "toDevice", "duplicate", "attach" -> this;
        default -> UNHANDLED;
      };
    }

    private Law scaled(Expr by) {
      Expr mean = law.mean().times(by);
      Expr variance = law.variance().times(by.squared());
      return law.family() == Law.Family.NORMAL
          ? Laws.normal(mean, variance)
          : new Law(
              law.family(),
              "(" + law.name() + ") times a factor",
              mean,
              variance,
              law.confidence());
    }
  }
}
