package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Map;

/**
 * DJL's {@code NDManager}: a maker of constants, and otherwise plumbing.
 *
 * @param writer graph in which constants are made; null where none is being written
 */
public record ManagerValue(GraphWriter writer) implements HostObject {
  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    Object a = args.isEmpty() ? null : args.get(0);
    switch (method) {
      case "ret" -> {
        return a;
      }
      case "newSubManager", "getParentManager" -> {
        return this;
      }
      case "close", "tempAttachAll", "attachAll" -> {
        return null;
      }
      case "create" -> {
        return Values.isScalar(a) ? a : UNHANDLED;
      }
      case "ones", "zeros", "full" -> {
        return constant(method, args, at);
      }
      case "randomNormal" -> {
        return a instanceof ShapeValue s && writer != null
            ? buffer(method, s, Laws.normal(Expr.ONE), at)
            : UNHANDLED;
      }
      default -> {
        return UNHANDLED;
      }
    }
  }

  private Object constant(String method, List<Object> args, Site at) {
    if (!(args.get(0) instanceof ShapeValue s) || writer == null) {
      return UNHANDLED;
    }
    Expr value =
        method.equals("full") && args.size() > 1
            ? Values.asExpr(args.get(1))
            : Expr.of(method.equals("ones") ? 1 : 0);
    return s.dims().size() < 2 ? buffer(method, s, Laws.constant(value), at) : matrix(s, value, at);
  }

  /** Written as an operation, so that masks computed from it are known. */
  private Tensor matrix(ShapeValue s, Expr value, Site at) {
    String one =
        value instanceof Expr.Constant c ? writer.scalar(c.value(), at) : writer.scalar(value, at);
    return writer.node(
        "Expand", List.of(one, writer.integers(at, s.dims())), Map.of(), s.dims(), at);
  }

  private Tensor buffer(String name, ShapeValue s, dev.initlint.law.Law law, Site at) {
    return Tensor.weight(writer, writer.buffer(name, s.dims(), law, at), s.dims(), at);
  }
}
