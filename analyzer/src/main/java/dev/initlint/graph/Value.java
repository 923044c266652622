package dev.initlint.graph;

import java.util.List;

/**
 * A graph input or output as declared: name, element type and shape.
 *
 * @param shape null when the file does not state one
 */
public record Value(String name, ElementType type, List<Dim> shape) {
  public Value {
    shape = shape == null ? null : List.copyOf(shape);
  }
}
