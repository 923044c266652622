package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.symbol.Expr;
import java.util.List;

/** Indexing in the notation of DJL, as {@code ":, 2:{}, ..., 0"}. */
public final class TensorIndex {
  private TensorIndex() {}

  /** Applies an index; a tensor of unknown content when the notation is not followed. */
  public static Tensor get(Tensor x, String notation, List<Object> args, Site site) {
    String[] parts = notation.replace(" ", "").split(",");
    if (x.rank() < 0) {
      return x.writer().foreign("Slice", List.of(x.value()), null, site);
    }
    Tensor at = x;
    int axis = 0;
    int used = 0;
    for (int p = 0; p < parts.length; p++) {
      String part = parts[p];
      if (part.equals("...") || part.equals("*") && parts.length > 1) {
        axis = at.rank() - (parts.length - p - 1);
        continue;
      }
      int holes = part.split("\\{\\}", -1).length - 1;
      List<Object> mine = args.subList(used, Math.min(used + holes, args.size()));
      used += holes;
      if (axis >= at.rank()) {
        return x.writer().foreign("Slice", List.of(x.value()), null, site);
      }
      int colon = part.indexOf(':');
      if (part.equals(":")) {
        axis++;
      } else if (colon >= 0) {
        Expr from = colon == 0 ? Expr.ZERO : bound(part.substring(0, colon), mine, 0, at, axis);
        boolean hole = colon > 0 && part.startsWith("{}");
        Expr to =
            colon == part.length() - 1
                ? at.dim(axis)
                : bound(part.substring(colon + 1), mine, hole ? 1 : 0, at, axis);
        at = TensorOps.slice(at, axis, from, to, site);
        axis++;
      } else {
        Expr i = bound(part, mine, 0, at, axis);
        at = TensorOps.slice(at, axis, i, i.plus(Expr.ONE), site);
        at = TensorOps.axis("Squeeze", at, axis, site);
      }
    }
    return at;
  }

  private static Expr bound(String text, List<Object> args, int hole, Tensor x, int axis) {
    Expr e;
    if (text.contains("{}")) {
      e = hole < args.size() ? Values.asExpr(args.get(hole)) : Expr.symbol("index");
    } else {
      try {
        e = Expr.of(Long.parseLong(text));
      } catch (NumberFormatException notANumber) {
        e = Expr.symbol(text);
      }
    }
    return e instanceof Expr.Constant c && c.value() < 0 ? x.dim(axis).plus(e) : e;
  }
}
