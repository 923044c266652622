package dev.initlint.weight;

/**
 * The facts of one tensor of a model, and what it is for.
 *
 * @param name as the model calls it
 */
public record NamedFacts(String name, WeightFacts facts, Role role) {

  /** What a tensor is for. */
  public enum Role {
    /** Multiplies, convolves or is looked up: a weight that is usually drawn at random. */
    MATRIX,
    /** Is added to a layer's output. */
    BIAS,
    /** Multiplies feature by feature: gain of a norm, layer scale. */
    GAIN,
    /** Neither drawn nor trained: a mask, a sinusoidal table, anchors, constants of the graph. */
    TABLE,
    /** Not known; its shape and content decide. */
    UNKNOWN
  }

  /** A tensor of which only the elements are known. */
  public static NamedFacts of(String name, WeightFacts facts) {
    return new NamedFacts(name, facts, Role.UNKNOWN);
  }
}
