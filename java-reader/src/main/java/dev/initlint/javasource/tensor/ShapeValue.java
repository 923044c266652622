package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/** A shape as code handles it. */
public record ShapeValue(List<Expr> dims) implements HostObject {
  public ShapeValue {
    dims = List.copyOf(dims);
  }

  /** The shape that numbers, or an array of them, describe. */
  public static ShapeValue of(List<Object> args) {
    List<Object> numbers =
        args.size() == 1 && Values.elements(args.get(0)) != null
            ? Values.elements(args.get(0))
            : args;
    return new ShapeValue(numbers.stream().map(Values::asExpr).toList());
  }

  @Override
  public boolean fits(String typeName) {
    return typeName.equals("Shape");
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site site) {
    Long i = args.isEmpty() ? null : Values.asLong(args.get(0));
    return switch (method) {
      case "get" -> i != null && i >= 0 && i < dims.size() ? at(i.intValue()) : UNHANDLED;
      case "head" -> dims.isEmpty() ? UNHANDLED : at(0);
      case "tail", "getLastDimension" -> dims.isEmpty() ? UNHANDLED : at(dims.size() - 1);
      case "dimension" -> dims.size();
      case "size" -> size(i);
      case "add" -> joined(ShapeValue.of(args).dims());
      case "addAll" -> args.get(0) instanceof ShapeValue other ? joined(other.dims()) : UNHANDLED;
      case "slice" -> slice(i, args.size() > 1 ? Values.asLong(args.get(1)) : null);
      case "getShape" -> dims.stream().map(Values::ofExpr).toArray();
      default -> UNHANDLED;
    };
  }

  private Object at(int i) {
    return Values.ofExpr(dims.get(i));
  }

  private Object size(Long i) {
    if (i != null) {
      return i >= 0 && i < dims.size() ? at(i.intValue()) : UNHANDLED;
    }
    return Values.ofExpr(Sizes.product(dims, 0, dims.size()));
  }

  private ShapeValue joined(List<Expr> more) {
    List<Expr> all = new ArrayList<>(dims);
    all.addAll(more);
    return new ShapeValue(all);
  }

  private Object slice(Long from, Long to) {
    int end = to == null ? dims.size() : (int) Math.min(to, dims.size());
    return from == null || from < 0 || from > end
        ? UNHANDLED
        : new ShapeValue(dims.subList(from.intValue(), end));
  }
}
