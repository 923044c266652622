package dev.initlint.javasource.tensor;

import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Extents that have to be equal, as those of the two sides of a sum. */
final class Equalities {
  private final List<Expr[]> pairs = new ArrayList<>();
  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, Double> fixed = new HashMap<>();

  /** Two extents meet. */
  void add(Expr a, Expr b) {
    if (a.equals(b) || a instanceof Expr.Constant && b instanceof Expr.Constant) {
      return;
    }
    pairs.add(new Expr[] {a, b});
    if (a instanceof Expr.Symbol x && b instanceof Expr.Symbol y) {
      String from = root(x.name());
      String to = root(y.name());
      if (!from.equals(to)) {
        parents.put(from, to);
        Double known = fixed.remove(from);
        if (known != null) {
          fixed.putIfAbsent(to, known);
        }
      }
    } else if (a instanceof Expr.Symbol x && b instanceof Expr.Constant c) {
      fixed.putIfAbsent(root(x.name()), c.value());
    } else if (b instanceof Expr.Symbol y && a instanceof Expr.Constant c) {
      fixed.putIfAbsent(root(y.name()), c.value());
    }
  }

  /** One name for all that are equal. */
  String root(String name) {
    String at = name;
    while (parents.containsKey(at)) {
      at = parents.get(at);
    }
    return at;
  }

  /** The number that a name has to be because it meets one; null where it meets none. */
  Double fixed(String name) {
    return fixed.get(root(name));
  }

  /** Number of equalities that sizes break. */
  long broken(OpenSizes sizes) {
    return pairs.stream()
        .filter(
            p -> {
              Double a = sizes.value(p[0]);
              Double b = sizes.value(p[1]);
              return a != null && b != null && !a.equals(b) && a != 1 && b != 1;
            })
        .count();
  }
}
