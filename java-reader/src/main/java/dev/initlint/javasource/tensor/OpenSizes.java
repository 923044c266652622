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
 * input are 3, as of an image; heads are 4, so that they divide a width; every other size is 64, as
 * for files, but for the extents of maps, which are 224 or 320 where convolutions leave nothing of
 * 64.
 */
final class OpenSizes {
  private static final long[] MAPS = {64, 224, 320};
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
   * @param settings sizes by name, from the user
   */
  static OpenSizes of(
      Collection<Expr> extents, Collection<Expr> positive, Map<String, Object> settings) {
    Set<String> names = new LinkedHashSet<>();
    extents.forEach(e -> Formula.symbols(e, names));
    Set<Expr> open = new LinkedHashSet<>(positive);
    open.removeIf(e -> e instanceof Expr.Constant);
    OpenSizes best = null;
    long fewest = Long.MAX_VALUE;
    for (long map : MAPS) {
      OpenSizes sizes = nominal(names, map, settings);
      long failing =
          fewest == 0 ? 0 : open.stream().filter(e -> sizes.extent(e) < 1).limit(fewest).count();
      if (failing < fewest) {
        best = sizes;
        fewest = failing;
      }
    }
    return best;
  }

  private static OpenSizes nominal(Set<String> names, long map, Map<String, Object> settings) {
    Map<String, Double> values = new LinkedHashMap<>();
    Set<String> given = new LinkedHashSet<>();
    for (String name : names) {
      Double set = Values.asDouble(settings.get(name));
      values.put(name, set != null ? set : nominal(name, map));
      if (set != null) {
        given.add(name);
      }
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
    return n.contains("head") ? 4 : MAP_NAMES.contains(n) ? map : 64;
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
