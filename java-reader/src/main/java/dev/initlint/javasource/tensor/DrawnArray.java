package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * An array as initial value, as an {@code INDArray}: its extents and the law of its entries, which
 * scaling and shifting change.
 */
public final class DrawnArray implements HostObject {
  private final List<Expr> dims;
  private final Site site;
  private Law law;

  /** An array whose entries are drawn at {@code site}. */
  public DrawnArray(List<Expr> dims, Law law, Site site) {
    this.dims = dims;
    this.law = law;
    this.site = site;
  }

  /** Its extents. */
  public List<Expr> dims() {
    return dims;
  }

  /** What its entries are drawn from. */
  public Law law() {
    return law;
  }

  /** Where it was drawn. */
  public Site site() {
    return site;
  }

  /** Its entries are drawn anew. */
  public void law(Law replacement) {
    law = replacement;
  }

  /** What a static method of {@code Nd4j} makes; UNHANDLED when it is no array. */
  public static Object of(String method, List<Object> args, Site site) {
    boolean filled = method.equals("valueArrayOf") && args.size() > 1;
    Expr value = filled ? Values.asExpr(args.get(args.size() - 1)) : null;
    List<Object> sizes = new ArrayList<>();
    for (Object a : filled ? args.subList(0, args.size() - 1) : args) {
      List<Object> many = Values.elements(a);
      if (many != null) {
        sizes.addAll(many);
      } else if (Values.asLong(a) != null || a instanceof dev.initlint.javasource.eval.Unknown) {
        sizes.add(a);
      }
    }
    Law law =
        switch (method) {
          case "randn" -> Laws.normal(Expr.ONE);
          case "rand" -> Laws.uniform(Expr.ZERO, Expr.ONE);
          case "zeros", "create" -> Laws.constant(Expr.ZERO);
          case "ones" -> Laws.constant(Expr.ONE);
          case "valueArrayOf" -> value == null ? null : Laws.constant(value);
          default -> null;
        };
    return law == null || sizes.isEmpty()
        ? UNHANDLED
        : new DrawnArray(ShapeValue.of(sizes).dims(), law, site);
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    String name = method.endsWith("i") ? method.substring(0, method.length() - 1) : method;
    Expr c = args.isEmpty() || args.get(0) == null ? null : Values.asExpr(args.get(0));
    Law changed =
        c == null || args.get(0) instanceof HostObject
            ? null
            : switch (name) {
              case "mul" -> moved(Expr.ZERO, c);
              case "div" -> moved(Expr.ZERO, Expr.power(c, -1));
              case "add" -> moved(c, Expr.ONE);
              case "sub" -> moved(c.times(Expr.of(-1)), Expr.ONE);
              case "assign" -> Laws.constant(c);
              default -> null;
            };
    if (changed != null) {
      boolean inPlace = method.endsWith("i") || method.equals("assign");
      if (inPlace) {
        law = changed;
      }
      return inPlace ? this : new DrawnArray(dims, changed, site);
    }
    return switch (method) {
      case "castTo", "dup" -> this;
      case "shape" -> new ShapeValue(dims).call(in, "getShape", List.of(), at);
      case "reshape" -> new DrawnArray(ShapeValue.of(args).dims(), law, site);
      default -> UNHANDLED;
    };
  }

  private Law moved(Expr shift, Expr scale) {
    Expr mean = law.mean().times(scale).plus(shift);
    Expr variance = law.variance().times(scale.squared());
    if (law.family() == Law.Family.UNIFORM) {
      Expr half = variance.times(Expr.of(3)).sqrt();
      return Laws.uniform(mean.plus(half.times(Expr.of(-1))), mean.plus(half));
    }
    boolean plain = shift.equals(Expr.ZERO) && law.family() == Law.Family.NORMAL;
    return plain ? Laws.normal(mean, variance) : Laws.other("scaled", mean, variance);
  }
}
