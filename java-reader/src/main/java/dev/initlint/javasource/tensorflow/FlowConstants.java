package dev.initlint.javasource.tensorflow;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.DrawnArray;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/** Operations on constants: shapes, of which new ones are put together, and drawn arrays. */
final class FlowConstants {
  private FlowConstants() {}

  /** What an operation gives where no value of the graph enters; else UNHANDLED. */
  static Object fold(Interpreter in, String method, List<Object> args, Site at) {
    Object first = args.get(0);
    return switch (method) {
      case "shape" -> shape(first);
      case "size" -> first instanceof DrawnArray d ? d.dims().size() : HostObject.UNHANDLED;
      case "slice" -> slice(args);
      case "concat" -> concat(Values.elements(first));
      case "cast" ->
          first instanceof DrawnArray || Values.isScalar(first) ? first : HostObject.UNHANDLED;
      case "mul", "div", "add", "sub" -> drawn(in, method, args, at);
      default -> HostObject.UNHANDLED;
    };
  }

  /** Extents of a value, as the numbers and symbols that {@code tf.shape} gives. */
  private static Object shape(Object value) {
    List<Expr> dims = value instanceof FlowValue v ? v.dims() : null;
    return dims == null
        ? HostObject.UNHANDLED
        : new ArrayList<Object>(dims.stream().map(Values::ofExpr).toList());
  }

  private static Object slice(List<Object> args) {
    List<Object> all = Values.elements(args.get(0));
    Long from = args.size() > 1 ? whole(args.get(1)) : null;
    Long count = args.size() > 2 ? whole(args.get(2)) : null;
    if (all == null || from == null || count == null || from < 0 || from > all.size()) {
      return HostObject.UNHANDLED;
    }
    long end = count < 0 ? all.size() : Math.min(all.size(), from + count);
    return new ArrayList<>(all.subList(from.intValue(), (int) end));
  }

  private static Long whole(Object value) {
    List<Object> many = Values.elements(value);
    return Values.asLong(many != null && many.size() == 1 ? many.get(0) : value);
  }

  private static Object concat(List<Object> parts) {
    if (parts == null || parts.stream().anyMatch(p -> !constant(p))) {
      return HostObject.UNHANDLED;
    }
    List<Object> joined = new ArrayList<>();
    for (Object p : parts) {
      List<Object> many = Values.elements(p);
      joined.addAll(many == null ? List.of(p) : many);
    }
    return joined;
  }

  private static boolean constant(Object value) {
    return value instanceof Number || value instanceof Unknown || Values.elements(value) != null;
  }

  /** A drawn array scaled or moved by a number, in either order where that is the same. */
  private static Object drawn(Interpreter in, String method, List<Object> args, Site at) {
    if (args.size() < 2) {
      return HostObject.UNHANDLED;
    }
    Object a = args.get(0);
    Object b = args.get(1);
    if (a instanceof DrawnArray d && Values.isScalar(b)) {
      return d.call(in, method, List.of(b), at);
    }
    boolean either = method.equals("mul") || method.equals("add");
    return either && b instanceof DrawnArray d && Values.isScalar(a)
        ? d.call(in, method, List.of(a), at)
        : HostObject.UNHANDLED;
  }
}
