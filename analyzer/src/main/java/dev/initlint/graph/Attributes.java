package dev.initlint.graph;

import java.util.Map;

/**
 * Attributes of a node, by name. A value is a {@code Long}, {@code Double}, {@code String}, {@code
 * long[]}, {@code double[]}, {@code String[]}, {@link TensorData} or {@link Graph}; asking for an
 * attribute as another kind than it is stored as gives the default.
 */
public record Attributes(Map<String, Object> byName) {
  public static final Attributes NONE = new Attributes(Map.of());

  public Attributes {
    byName = Map.copyOf(byName);
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  public long integer(String name, long otherwise) {
    return byName.get(name) instanceof Long v ? v : otherwise;
  }

  public double real(String name, double otherwise) {
    Object v = byName.get(name);
    return v instanceof Double d ? d : v instanceof Long l ? l : otherwise;
  }

  public String text(String name, String otherwise) {
    return byName.get(name) instanceof String v ? v : otherwise;
  }

  /** The integers, or null when absent. */
  public long[] integers(String name) {
    return byName.get(name) instanceof long[] v ? v : null;
  }

  /** The reals, or null when absent. */
  public double[] reals(String name) {
    return byName.get(name) instanceof double[] v ? v : null;
  }

  /** The tensor, or null when absent. */
  public TensorData tensor(String name) {
    return byName.get(name) instanceof TensorData v ? v : null;
  }

  /** The subgraph, or null when absent. */
  public Graph graph(String name) {
    return byName.get(name) instanceof Graph v ? v : null;
  }
}
