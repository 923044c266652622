package dev.initlint.op;

import dev.initlint.graph.SizeNames;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.symbol.Expr;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names for extents. Extents of one role and one size share a symbol, because widths that agree in
 * the model at hand are meant to: the residual stream is {@code d_model} wide everywhere. Widths
 * that the model's source names keep their names.
 */
public final class Dims {
  private final Map<String, Expr> bySize = new HashMap<>();
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final Map<String, Expr> definitions = new HashMap<>();

  /** Names for the extents of a model whose source has none. */
  public Dims() {}

  /** Names for the extents of a model, after those that its source has. */
  public Dims(SizeNames source) {
    source.values().forEach((name, size) -> values.put(name, size.doubleValue()));
    source.extents().forEach((size, extent) -> bySize.put(key(Role.FEATURE, size), extent));
  }

  /** Values of all symbols named so far. */
  public Map<String, Double> values() {
    return Map.copyOf(values);
  }

  /** Definitions of the symbols that have no value of their own, as {@code var(W)}. */
  public Map<String, Expr> definitions() {
    return Map.copyOf(definitions);
  }

  public void define(String symbol, Expr meaning) {
    definitions.put(symbol, meaning);
  }

  /** Defines the variance of a weight by its law, in terms of the fans of the use at hand. */
  void defineVariance(ParameterFacts w, Expr fanIn, Expr fanOut) {
    if (w.law() != null && !(w.law().variance() instanceof Expr.Constant) && !w.isZero()) {
      definitions.put(
          "var(" + w.name() + ")",
          w.law().variance().replace(Map.of("fan_in", fanIn, "fan_out", fanOut)));
    }
  }

  /** Gives a symbol a value unless it has one. */
  public void ensure(String symbol, double value) {
    values.putIfAbsent(symbol, value);
  }

  public Factor sample(long size) {
    return new Factor(Role.SAMPLE, size, name(Role.SAMPLE, size, "batch"));
  }

  public Factor position(long size) {
    return new Factor(Role.POSITION, size, name(Role.POSITION, size, "n"));
  }

  /** A feature axis; {@code wish} names it if no axis of its size has a name yet. */
  public Factor feature(long size, String wish) {
    return new Factor(Role.FEATURE, size, featureSymbol(size, wish));
  }

  public Expr featureSymbol(long size, String wish) {
    if (size == 1) {
      return Expr.ONE;
    }
    Expr known = bySize.get(key(Role.FEATURE, size));
    Double width = values.get("d_model");
    if (known == null && width != null && size == 3 * width) {
      return Expr.of(3).times(Expr.symbol("d_model"));
    }
    return known != null ? known : name(Role.FEATURE, size, wish);
  }

  /** The symbol of an extent, new if need be; a wish already taken gets the size appended. */
  private Expr name(Role role, long size, String wish) {
    return bySize.computeIfAbsent(
        key(role, size),
        k -> {
          String name = wish;
          if (values.containsKey(name)) {
            name = wish + "_" + size;
          }
          while (values.containsKey(name)) {
            name += "'";
          }
          values.put(name, (double) size);
          return Expr.symbol(name);
        });
  }

  private static String key(Role role, long size) {
    return role + " " + size;
  }
}
