package dev.initlint.propagate;

import java.util.Map;

/**
 * What the user says of a model's inputs.
 *
 * @param dims sizes of named dimensions
 * @param inputs laws of inputs, by name
 */
public record Assumptions(Map<String, Long> dims, Map<String, InputLaw> inputs) {
  public static final Assumptions NONE = new Assumptions(Map.of(), Map.of());

  public Assumptions {
    dims = Map.copyOf(dims);
    inputs = Map.copyOf(inputs);
  }
}
