package dev.initlint.hub.family.layer;

import dev.initlint.graph.ElementType;

/**
 * A value of the graph being written.
 *
 * @param id the name it was written with; the finished graph may call it otherwise
 * @param dims extents at the sizes that are built for; not to be written to
 * @param constant whether no input and no weight goes into it
 */
public record Tensor(String id, ElementType type, long[] dims, boolean constant) {
  public int rank() {
    return dims.length;
  }

  /** Extent {@code axis}, counted from the end when negative. */
  public long dim(int axis) {
    return dims[axis < 0 ? axis + dims.length : axis];
  }

  public long last() {
    return dims[dims.length - 1];
  }
}
