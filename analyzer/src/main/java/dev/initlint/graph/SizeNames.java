package dev.initlint.graph;

import dev.initlint.symbol.Expr;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the source of a model calls the sizes that it leaves open and whose numbers its reader had
 * to assume, so that formulas print the source's own names.
 *
 * @param values the number that was assumed for each name
 * @param extents by their number, those extents that follow from the names, as {@code 2·hidden};
 *     only where the number is that of no other extent
 */
public record SizeNames(Map<String, Long> values, Map<Long, Expr> extents) {
  /** Of a model that states all of its sizes. */
  public static final SizeNames NONE = new SizeNames(Map.of(), Map.of());

  public SizeNames {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    extents = Collections.unmodifiableMap(new TreeMap<>(extents));
  }
}
