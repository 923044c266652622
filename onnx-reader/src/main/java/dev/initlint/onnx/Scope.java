package dev.initlint.onnx;

import dev.initlint.graph.Weight;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What is known by name inside one graph, and in the graphs around it. */
final class Scope {
  private final Scope outer;
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Set<String> values = new HashSet<>();

  Scope(Scope outer) {
    this.outer = outer;
  }

  /** The empty name stands for a value that is absent and is never defined. */
  void define(String value) {
    if (!value.isEmpty()) {
      values.add(value);
    }
  }

  void define(String value, Weight weight) {
    if (!value.isEmpty()) {
      values.add(value);
      weights.put(value, weight);
    }
  }

  boolean isDefined(String value) {
    return values.contains(value) || outer != null && outer.isDefined(value);
  }

  /** The weight of that name, or null: an inner value hides an outer one. */
  Weight weight(String value) {
    for (Scope s = this; s != null; s = s.outer) {
      if (s.values.contains(value)) {
        return s.weights.get(value);
      }
    }
    return null;
  }

  /** Weights by value name, in the order in which they were defined. */
  Map<String, Weight> weights() {
    return weights;
  }

  Set<String> values() {
    return values;
  }
}
