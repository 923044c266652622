package dev.initlint.verify.engine;

import dev.initlint.graph.Node;
import dev.initlint.verify.tensor.Tensor;

/** Sees every tensor while it exists; must not keep it. */
public interface Observer {
  /** A node has computed one of its outputs. */
  default void value(Node node, String name, Tensor value) {}

  /**
   * A node is about to run.
   *
   * @param inputs its inputs; null where one is absent
   */
  default void before(Node node, Tensor[] inputs) {}

  /** The gradient of a value, complete. */
  default void gradient(String name, Tensor gradient) {}

  /** The gradient of a weight, complete; of a transposed twin, that of the weight it repeats. */
  default void parameterGradient(String name, Tensor gradient) {}

  /** True when the run is to stop at the next node. */
  default boolean cancelled() {
    return false;
  }
}
