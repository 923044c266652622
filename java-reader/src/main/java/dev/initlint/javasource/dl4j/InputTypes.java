package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * A declared input type.
 *
 * @param dims extents as the graph has them: batch, then channels first for maps, last for series
 */
record InputTypes(List<Expr> dims) implements HostObject {
  /** The type that a static method of {@code InputType} makes; null when there is none. */
  static InputTypes of(String method, List<Object> args) {
    List<Expr> n = args.stream().filter(a -> !isFormat(a)).map(Values::asExpr).toList();
    switch (method) {
      case "feedForward" -> {
        return new InputTypes(List.of(Sizes.BATCH, n.get(0)));
      }
      case "recurrent" -> {
        Expr time = n.size() > 1 && !n.get(1).equals(Expr.of(-1)) ? n.get(1) : Expr.symbol("T");
        return new InputTypes(List.of(Sizes.BATCH, time, n.get(0)));
      }
      case "convolutional" -> {
        return n.size() < 3
            ? null
            : new InputTypes(List.of(Sizes.BATCH, n.get(2), n.get(0), n.get(1)));
      }
      case "convolutionalFlat" -> {
        return new InputTypes(List.of(Sizes.BATCH, n.get(2), n.get(0), n.get(1)));
      }
      case "convolutional3D" -> {
        return n.size() < 4
            ? null
            : new InputTypes(List.of(Sizes.BATCH, n.get(3), n.get(0), n.get(1), n.get(2)));
      }
      default -> {
        return null;
      }
    }
  }

  private static boolean isFormat(Object a) {
    return Values.asLong(a) == null && !(a instanceof dev.initlint.javasource.eval.Unknown);
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site site) {
    return switch (method) {
      case "getShape" -> {
        List<Object> shape = new ArrayList<>();
        dims.subList(1, dims.size()).forEach(d -> shape.add(Values.ofExpr(d)));
        yield shape.toArray();
      }
      case "getSize" -> Values.ofExpr(dims.get(dims.size() - 1));
      case "getTimeSeriesLength" -> dims.size() == 3 ? Values.ofExpr(dims.get(1)) : UNHANDLED;
      case "getChannels" -> dims.size() >= 4 ? Values.ofExpr(dims.get(1)) : UNHANDLED;
      case "getHeight" -> dims.size() == 4 ? Values.ofExpr(dims.get(2)) : UNHANDLED;
      case "getWidth" -> dims.size() == 4 ? Values.ofExpr(dims.get(3)) : UNHANDLED;
      case "arrayElementsPerExample" -> Values.ofExpr(Sizes.product(dims, 1, dims.size()));
      default -> UNHANDLED;
    };
  }
}
