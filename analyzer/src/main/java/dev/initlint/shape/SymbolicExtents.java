package dev.initlint.shape;

import dev.initlint.graph.Graph;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Extents as expressions over the named extents of the inputs, as {@code batch·sequence} or {@code
 * past + sequence}.
 *
 * <p>They are found by inferring the graph again with other sizes: an extent that grows in
 * proportion to one size is linear in it; one that is linear in several is their sum or their
 * product, whichever a change of all sizes at once confirms. An extent that is neither has no
 * expression; one that cannot exist at other sizes, as behind a Reshape into stated extents, is a
 * number.
 */
public final class SymbolicExtents {
  /** Names that are varied; each costs two further inferences. */
  private static final int MAX_NAMES = 8;

  private final List<String> names = new ArrayList<>();
  private final Map<String, Long> sizes;
  private final ShapeTable base;
  private final List<ShapeTable> doubled = new ArrayList<>();
  private final List<ShapeTable> tripled = new ArrayList<>();
  private final ShapeTable allDoubled;

  private SymbolicExtents(Graph graph, DimBinding binding) {
    base = Shapes.infer(graph, binding);
    sizes = base.sizes();
    for (Map.Entry<String, Long> e : sizes.entrySet()) {
      boolean sum = e.getKey().indexOf('+') > 0 && !binding.gives(e.getKey());
      if (!sum && e.getValue() > 0 && names.size() < MAX_NAMES) {
        names.add(e.getKey());
      }
    }
    Map<String, Long> all = new TreeMap<>();
    for (String name : names) {
      doubled.add(Shapes.infer(graph, binding.with(Map.of(name, 2 * sizes.get(name)))));
      tripled.add(Shapes.infer(graph, binding.with(Map.of(name, 3 * sizes.get(name)))));
      all.put(name, 2 * sizes.get(name));
    }
    allDoubled = Shapes.infer(graph, binding.with(all));
  }

  /** Infers a graph under the sizes of a binding and under multiples of them. */
  public static SymbolicExtents of(Graph graph, DimBinding binding) {
    return new SymbolicExtents(graph, binding);
  }

  /** The inference under the sizes of the binding itself. */
  public ShapeTable table() {
    return base;
  }

  /**
   * One expression per axis, null for an axis that has none; null for a value of unknown extents.
   */
  public List<Expr> of(String value) {
    long[] dims = base.dims(value);
    if (dims == null) {
      return null;
    }
    Map<ShapeTable, long[]> others = new HashMap<>();
    List<ShapeTable> tables = new ArrayList<>(doubled);
    tables.addAll(tripled);
    tables.add(allDoubled);
    for (ShapeTable t : tables) {
      long[] other = t.dims(value);
      others.put(t, other == null || other.length != dims.length ? dims : other);
    }
    Expr[] out = new Expr[dims.length];
    Arrays.setAll(out, axis -> extent(dims[axis], axis, others));
    return Collections.unmodifiableList(Arrays.asList(out));
  }

  private Expr extent(long here, int axis, Map<ShapeTable, long[]> others) {
    List<Integer> moving = new ArrayList<>();
    long sum = 0;
    boolean proportional = true;
    for (int i = 0; i < names.size(); i++) {
      long growth = others.get(doubled.get(i))[axis] - here;
      if (others.get(tripled.get(i))[axis] - here != 2 * growth) {
        return null;
      }
      if (growth != 0) {
        moving.add(i);
        sum += growth;
        proportional &= growth == here;
      }
    }
    long together = others.get(allDoubled)[axis];
    if (together - here == sum) {
      return sum(here, axis, moving, others);
    }
    boolean product = proportional && together == here << moving.size();
    return product ? product(here, moving) : null;
  }

  private Expr sum(long here, int axis, List<Integer> moving, Map<ShapeTable, long[]> others) {
    List<Expr> terms = new ArrayList<>();
    long rest = here;
    for (int i : moving) {
      long growth = others.get(doubled.get(i))[axis] - here;
      double slope = (double) growth / sizes.get(names.get(i));
      terms.add(Expr.product(Expr.of(slope), Expr.symbol(names.get(i))));
      rest -= growth;
    }
    terms.add(Expr.of(rest));
    return Expr.sum(terms.toArray(Expr[]::new));
  }

  private Expr product(long here, List<Integer> moving) {
    List<Expr> factors = new ArrayList<>();
    double rest = here;
    for (int i : moving) {
      factors.add(Expr.symbol(names.get(i)));
      rest /= sizes.get(names.get(i));
    }
    factors.add(0, Expr.of(rest));
    return Expr.product(factors.toArray(Expr[]::new));
  }
}
