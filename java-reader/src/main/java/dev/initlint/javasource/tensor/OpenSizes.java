package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.Formula;
import dev.initlint.javasource.eval.Values;
import dev.initlint.symbol.Binding;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Numbers for the sizes that the source leaves open, at which the figures of a graph are taken.
 *
 * <p>A size comes from the user by its name; otherwise a batch is 4, as for files; channels of an
 * input are 3, as of an image; heads are 4, so that they divide a width; vocabularies have 5,000
 * words; the extents of maps are 64, or 224 or 320 where convolutions leave nothing of 64. Every
 * other size is one of its own, 64, 80, 96 and so on, so that two that are mistaken for each other
 * are seen; where that contradicts the model, all are 64.
 */
final class OpenSizes {
  private static final long[] MAPS = {64, 224, 320};

  /** Size of what nothing is known of, and by how much each further one is larger. */
  private static final double USUAL = 64;

  private static final long STEP = 16;

  private static final Set<String> MAP_NAMES =
      Set.of("h", "w", "d", "height", "width", "imageheight", "imagewidth");

  private final Map<String, Double> values;
  private final Map<String, Expr> replacements = new TreeMap<>();
  private final Set<String> given = new LinkedHashSet<>();
  private final Binding binding;

  private OpenSizes(Map<String, Double> values, Set<String> given) {
    this.values = values;
    this.given.addAll(given);
    values.forEach((name, v) -> replacements.put(name, Expr.of(v)));
    binding = Binding.of(values);
  }

  /**
   * Sizes for all symbols of {@code extents}.
   *
   * @param positive what else has to be a positive whole number, if it can
   * @param equal what has to be equal, if it can
   * @param settings sizes by name, from the user
   * @param factor by which a size of which nothing is known differs from the usual one
   */
  static OpenSizes of(
      Collection<Expr> extents,
      Collection<Expr> positive,
      Equalities equal,
      Map<String, Object> settings,
      double factor) {
    Set<String> names = new LinkedHashSet<>();
    extents.forEach(e -> Formula.symbols(e, names));
    Set<Expr> open = new LinkedHashSet<>(positive);
    open.removeIf(e -> e instanceof Expr.Constant);
    OpenSizes best = null;
    long fewest = Long.MAX_VALUE;
    Set<Double> taken = new LinkedHashSet<>();
    positive.forEach(
        e -> {
          if (e instanceof Expr.Constant c) {
            taken.add(c.value());
          }
        });
    for (long step : new long[] {STEP, 0}) {
      for (long map : MAPS) {
        if (fewest > 0) {
          OpenSizes sizes = nominal(names, map, step, taken, equal, settings, factor);
          long failing = open.stream().filter(e -> sizes.extent(e) < 1).limit(fewest).count();
          failing += equal.broken(sizes);
          if (failing < fewest) {
            best = sizes;
            fewest = failing;
          }
        }
      }
    }
    return best;
  }

  private static OpenSizes nominal(
      Set<String> names,
      long map,
      long step,
      Set<Double> taken,
      Equalities equal,
      Map<String, Object> settings,
      double factor) {
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, Double> shared = new LinkedHashMap<>();
    Set<String> given = new LinkedHashSet<>();
    int distinct = 0;
    for (String name : names) {
      Double set = Values.asDouble(settings.get(name));
      set = set != null ? set : equal.fixed(name);
      if (set != null) {
        given.add(name);
        values.put(name, set);
        continue;
      }
      String root = equal.root(name);
      if (!shared.containsKey(root)) {
        double usual = nominal(name, map);
        boolean plain = usual == USUAL && !MAP_NAMES.contains(name.toLowerCase(Locale.ROOT));
        double size = factor * (USUAL + step * distinct);
        while (plain && step > 0 && taken.contains(size)) {
          size = factor * (USUAL + step * ++distinct);
        }
        distinct += plain ? 1 : 0;
        shared.put(root, plain ? size : usual);
      }
      values.put(name, shared.get(root));
    }
    return new OpenSizes(values, given);
  }

  private static double nominal(String name, long map) {
    String n = name.toLowerCase(Locale.ROOT);
    if (name.equals("N") || n.contains("batch")) {
      return 4;
    }
    if (n.equals("c") || n.contains("channel")) {
      return 3;
    }
    if (n.contains("vocab") || n.contains("dictionary")) {
      return 5000;
    }
    return n.contains("head") ? 4 : MAP_NAMES.contains(n) ? map : USUAL;
  }

  /** The extent as a whole number; -1 where it is none, or depends on more than sizes. */
  long extent(Expr e) {
    Double v = value(e);
    return v != null && v == Math.rint(v) && v >= 0 ? v.longValue() : -1;
  }

  /** The number, or null where it depends on more than sizes. */
  Double value(Expr e) {
    Set<String> names = new LinkedHashSet<>();
    Formula.symbols(e, names);
    return values.keySet().containsAll(names) ? (Double) e.evaluate(binding) : null;
  }

  /** The expression with numbers for sizes. */
  Expr close(Expr e) {
    return values.isEmpty() ? e : e.replace(replacements);
  }

  /** What was assumed, in one sentence; null when nothing was. The batch goes without saying. */
  String remark() {
    List<String> assumed = new ArrayList<>();
    values.forEach(
        (name, v) -> {
          if (!given.contains(name) && !name.equals("N")) {
            assumed.add(name + " = " + Math.round(v));
          }
        });
    return assumed.isEmpty()
        ? null
        : "sizes that the source leaves open are taken as "
            + String.join(", ", assumed)
            + "; --dim sets another";
  }
}
