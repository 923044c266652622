package dev.initlint.unit;

import dev.initlint.graph.Node;

/**
 * Where a signal stands in the model.
 *
 * @param node the node that makes it, or null for a graph input
 * @param value the value it is, or is a step towards
 */
public record Place(Node node, String value) {
  static final Place NOWHERE = new Place(null, null);

  /** Name of the node, or of the value where there is none. */
  public String name() {
    return node == null ? value : node.name();
  }
}
