package dev.initlint.javasource.tensor;

import dev.initlint.graph.SizeNames;
import dev.initlint.javasource.eval.Formula;
import dev.initlint.javasource.eval.Values;
import dev.initlint.source.AssumedSize;
import dev.initlint.symbol.Binding;
import dev.initlint.symbol.Expr;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Numbers for the sizes that the source leaves open, at which the figures of a graph are taken.
 *
 * <p>A size comes from the user by its name, or is what it meets in the model; otherwise {@link
 * LikelySize} says what is usual. The extents of maps are 64, or 224 or 320 where convolutions
 * leave nothing of 64. A size of which nothing is known is one of its own, 64, 80, 96 and so on, so
 * that two that are mistaken for each other are seen; where that contradicts the model, all are 64.
 */
final class OpenSizes {
  private static final long[] MAPS = {64, 224, 320};

  /** By how much each further size of which nothing is known is larger. */
  private static final long STEP = 16;

  /** Parts of the longest extent that is worth a name in formulas. */
  private static final int NAMED_PARTS = 8;

  private final OpenExtents extents;
  private final Map<String, Double> values;
  private final Map<String, LikelySize> assumed;
  private final Map<String, Expr> replacements = new TreeMap<>();
  private final Binding binding;

  private OpenSizes(
      OpenExtents extents, Map<String, Double> values, Map<String, LikelySize> assumed) {
    this.extents = extents;
    this.values = values;
    this.assumed = assumed;
    values.forEach((name, v) -> replacements.put(name, Expr.of(v)));
    binding = Binding.of(values);
  }

  /**
   * Sizes for all symbols of {@code extents}.
   *
   * @param settings sizes by name, from the user
   */
  static OpenSizes of(OpenExtents extents, Map<String, Object> settings) {
    OpenSizes best = null;
    long fewest = Long.MAX_VALUE;
    for (long step : new long[] {STEP, 0}) {
      for (long map : MAPS) {
        if (fewest > 0) {
          OpenSizes sizes = nominal(extents, map, step, settings);
          long failing = sizes.failing();
          if (failing < fewest) {
            best = sizes;
            fewest = failing;
          }
        }
      }
    }
    return best;
  }

  /** Number of extents and equalities that these sizes contradict. */
  private long failing() {
    long none =
        extents.positive().stream()
            .filter(e -> !(e instanceof Expr.Constant) && extent(e) < 1)
            .count();
    return none + extents.equal().broken(this);
  }

  private static OpenSizes nominal(
      OpenExtents extents, long map, long step, Map<String, Object> settings) {
    Equalities equal = extents.equal();
    Map<String, Double> known = new LinkedHashMap<>();
    for (String name : extents.names()) {
      Double set = Values.asDouble(settings.get(name));
      if (set != null) {
        known.putIfAbsent(equal.root(name), set);
      }
    }
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, LikelySize> assumed = new LinkedHashMap<>();
    Map<String, LikelySize> shared = new LinkedHashMap<>();
    long distinct = LikelySize.ANY;
    for (String name : extents.names()) {
      String root = equal.root(name);
      Double set = Values.asDouble(settings.get(name));
      set = set != null ? set : known.getOrDefault(root, equal.fixed(name));
      if (set != null) {
        values.put(name, set);
        continue;
      }
      if (!shared.containsKey(root)) {
        LikelySize likely = LikelySize.of(name, extents.place(name), map);
        if (likely.anything()) {
          while (step > 0 && extents.stated().contains(distinct)) {
            distinct += step;
          }
          likely = LikelySize.any(distinct);
          distinct += step;
        }
        shared.put(root, likely);
      }
      assumed.put(name, shared.get(root));
      values.put(name, (double) shared.get(root).usual());
    }
    return new OpenSizes(extents, values, assumed);
  }

  /**
   * These sizes but for some that were assumed, and those that have to be equal to them.
   *
   * @return null where the model cannot be of such sizes
   */
  OpenSizes with(Map<String, Long> others) {
    Map<String, Double> changed = new LinkedHashMap<>(values);
    others.forEach(
        (name, size) ->
            changed.replaceAll(
                (other, v) ->
                    extents.equal().root(other).equals(extents.equal().root(name))
                        ? (Double) size.doubleValue()
                        : v));
    OpenSizes sizes = new OpenSizes(extents, changed, assumed);
    return sizes.failing() > failing() ? null : sizes;
  }

  /** The extent as a whole number; -1 where it is none, or depends on more than sizes. */
  long extent(Expr e) {
    Double v = value(e);
    return v != null && v == Math.rint(v) && v >= 0 ? v.longValue() : -1;
  }

  /** The number, or null where it depends on more than sizes. */
  Double value(Expr e) {
    return values.keySet().containsAll(symbols(e)) ? (Double) e.evaluate(binding) : null;
  }

  /** The expression with numbers for sizes. */
  Expr close(Expr e) {
    return values.isEmpty() ? e : e.replace(replacements);
  }

  /** What was assumed, one for all that have to be equal. The batch goes without saying. */
  List<AssumedSize> assumed() {
    Map<String, AssumedSize> byRoot = new LinkedHashMap<>();
    assumed.forEach(
        (name, likely) -> {
          if (!isBatch(name)) {
            byRoot.putIfAbsent(
                extents.equal().root(name), new AssumedSize(name, likely.usual(), likely.others()));
          }
        });
    return List.copyOf(byRoot.values());
  }

  private static boolean isBatch(String name) {
    return name.equals(((Expr.Symbol) Sizes.BATCH).name());
  }

  /** What was assumed, in one sentence; null when nothing was. */
  String remark() {
    List<AssumedSize> all = assumed();
    return all.isEmpty()
        ? null
        : "sizes that the source leaves open are taken as "
            + all.stream().map(AssumedSize::toString).collect(Collectors.joining(", "))
            + "; --dim '"
            + all.get(0).name()
            + "=…' sets "
            + (all.size() == 1 ? "it" : "one");
  }

  /** The names that formulas are to print, but for extents of a number that another has too. */
  SizeNames names() {
    Map<Long, Expr> named = new TreeMap<>();
    Set<Long> shared = extents.stated();
    for (Expr e : extents.positive()) {
      long size = extent(e);
      if (size > 1 && !(e instanceof Expr.Constant) && Formula.size(e) <= NAMED_PARTS) {
        Expr plain = e.replace(extents.oneName());
        Expr known = named.putIfAbsent(size, plain);
        if (known != null && !known.equals(plain)) {
          shared.add(size);
        }
      }
    }
    named.keySet().removeAll(shared);
    named.values().removeIf(e -> symbols(e).stream().anyMatch(OpenSizes::isBatch));
    Map<String, Long> sizes = new TreeMap<>();
    named.values().forEach(e -> symbols(e).forEach(n -> sizes.put(n, values.get(n).longValue())));
    return new SizeNames(sizes, named);
  }

  private static Set<String> symbols(Expr e) {
    Set<String> names = new LinkedHashSet<>();
    Formula.symbols(e, names);
    return names;
  }
}
