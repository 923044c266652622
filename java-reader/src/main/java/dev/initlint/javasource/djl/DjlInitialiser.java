package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What DJL draws for each of its initialisers ({@code ai.djl.training.initializer}, 0.35.1). */
record DjlInitialiser(String name, Function<Fans, Law> formula, List<Double> arguments, Site site)
    implements Initialiser, HostObject {
  @Override
  public Law law(Fans fans) {
    return formula.apply(fans);
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    return UNHANDLED;
  }

  /** Every entry the same. */
  static DjlInitialiser constant(String name, double value, Site site) {
    return new DjlInitialiser(name, f -> Laws.constant(Expr.of(value)), List.of(), site);
  }

  /** A rule of which nothing is known. */
  static DjlInitialiser unknown(String name, Site site) {
    return new DjlInitialiser(name, f -> Laws.unknown(name), List.of(), site);
  }

  /** The default of weights: normal with variance 2 over fan-in, whatever follows. */
  static final DjlInitialiser HE =
      new DjlInitialiser(
          "XavierInitializer(GAUSSIAN, IN, 2)",
          f -> f == null ? Laws.unknown("no fans") : Laws.normal(Expr.of(2).over(f.in())),
          List.of(),
          null);

  /** The initialiser that a constructor call makes; null when the class is none. */
  static DjlInitialiser of(String type, List<Object> args, Site site) {
    List<Double> numbers = new ArrayList<>();
    for (Object a : args) {
      if (Values.asDouble(a) != null) {
        numbers.add(Values.asDouble(a));
      }
    }
    Expr first = args.isEmpty() ? null : Values.asExpr(args.get(0));
    return switch (type) {
      case "XavierInitializer" -> xavier(args, site);
      case "NormalInitializer" -> {
        Expr s = first == null ? Expr.of(0.01) : first;
        yield new DjlInitialiser(type, f -> Laws.normal(s.squared()), numbers, site);
      }
      case "TruncatedNormalInitializer" -> {
        Expr s = first == null ? Expr.of(0.01) : first;
        yield new DjlInitialiser(type, f -> Laws.truncated(Expr.ZERO, s.squared()), numbers, site);
      }
      case "UniformInitializer" -> {
        Expr s = first == null ? Expr.of(0.07) : first;
        yield new DjlInitialiser(type, f -> Laws.uniform(s.squared()), numbers, site);
      }
      case "ConstantInitializer" -> {
        Expr c = first == null ? Expr.ZERO : first;
        yield new DjlInitialiser(type, f -> Laws.constant(c), numbers, site);
      }
      default -> type.endsWith("Initializer") ? unknown(type, site) : null;
    };
  }

  private static DjlInitialiser xavier(List<Object> args, Site site) {
    boolean gaussian = false;
    String factor = "AVG";
    Expr magnitude = Expr.of(6);
    List<Double> numbers = new ArrayList<>();
    for (Object a : args) {
      if (a instanceof EnumConstant e) {
        gaussian |= e.name().equals("GAUSSIAN");
        factor = List.of("AVG", "IN", "OUT").contains(e.name()) ? e.name() : factor;
      } else if (a != null) {
        magnitude = Values.asExpr(a);
        if (Values.asDouble(a) != null) {
          numbers.add(Values.asDouble(a));
        }
      }
    }
    String name = "XavierInitializer(" + (gaussian ? "GAUSSIAN" : "UNIFORM") + ", " + factor + ")";
    boolean normal = gaussian;
    String by = factor;
    Expr m = magnitude;
    return new DjlInitialiser(
        name,
        f -> {
          if (f == null) {
            return Laws.unknown("no fans");
          }
          Expr fan =
              switch (by) {
                case "IN" -> f.in();
                case "OUT" -> f.out();
                default -> f.in().plus(f.out()).over(Expr.of(2));
              };
          return normal ? Laws.normal(m.over(fan)) : Laws.uniform(m.over(fan));
        },
        numbers,
        site);
  }
}
