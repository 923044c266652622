package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.Formula;
import dev.initlint.symbol.Expr;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The extents of a model, some of them formulas over sizes that the source leaves open. */
final class OpenExtents {
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<Expr> positive = new LinkedHashSet<>();
  private final Map<String, LikelySize.Place> places = new HashMap<>();
  private final Equalities equal;

  OpenExtents(Equalities equal) {
    this.equal = equal;
  }

  /** Extents that have to be told for the graph to be written. */
  void wanted(Collection<Expr> extents) {
    extents.forEach(e -> Formula.symbols(e, names));
    positive.addAll(extents);
  }

  /** Extents of a value, all of which are positive whole numbers if they can be. */
  void value(List<Expr> dims, boolean input) {
    positive.addAll(dims);
    for (int axis = 1; dims.size() > 3 && axis < dims.size(); axis++) {
      boolean map = axis > 1;
      if (dims.get(axis) instanceof Expr.Symbol s && (map || input)) {
        places.putIfAbsent(s.name(), map ? LikelySize.Place.MAP : LikelySize.Place.IMAGE);
      }
    }
  }

  /** All names that need a number. */
  Set<String> names() {
    return names;
  }

  /** For each name, one for all that are equal: the first that the source itself may have. */
  Map<String, Expr> oneName() {
    Map<String, String> byRoot = new HashMap<>();
    for (String name : names) {
      byRoot.merge(equal.root(name), name, (a, b) -> isMade(a) && !isMade(b) ? b : a);
    }
    Map<String, Expr> one = new HashMap<>();
    names.forEach(n -> one.put(n, Expr.symbol(byRoot.get(equal.root(n)))));
    return one;
  }

  /** Whether a name was made up from that of a layer. */
  private static boolean isMade(String name) {
    return name.indexOf('/') >= 0 || name.indexOf('.') >= 0;
  }

  Set<Expr> positive() {
    return positive;
  }

  Equalities equal() {
    return equal;
  }

  /** Where a size stands, as far as it decides what is likely. */
  LikelySize.Place place(String name) {
    return places.getOrDefault(name, LikelySize.Place.OTHER);
  }

  /** The extents that are numbers in the source. */
  Set<Long> stated() {
    Set<Long> stated = new HashSet<>();
    positive.forEach(
        e -> {
          if (e instanceof Expr.Constant c) {
            stated.add((long) c.value());
          }
        });
    return stated;
  }
}
