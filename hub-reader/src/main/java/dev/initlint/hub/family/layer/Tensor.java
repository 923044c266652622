package dev.initlint.hub.family.layer;

import dev.initlint.graph.ElementType;
import java.util.Arrays;

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

  /**
   * The place of an axis, counted from the end when negative.
   *
   * @throws LayerFault if there is no such axis
   */
  public int axis(long axis) {
    long at = axis < 0 ? axis + dims.length : axis;
    if (at < 0 || at >= dims.length) {
      throw new LayerFault("there is no axis " + axis + " of the shape " + Arrays.toString(dims));
    }
    return (int) at;
  }

  /**
   * Extent {@code axis}, counted from the end when negative.
   *
   * @throws LayerFault if there is no such axis
   */
  public long dim(long axis) {
    return dims[axis(axis)];
  }

  /**
   * The last extent.
   *
   * @throws LayerFault of a number, which has none
   */
  public long last() {
    return dim(-1);
  }
}
