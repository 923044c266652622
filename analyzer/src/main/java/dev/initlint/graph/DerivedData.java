package dev.initlint.graph;

import java.util.List;

/**
 * Elements that no file holds as they are: they are computed from stored tensors whenever they are
 * streamed, as the transposition of a matrix or the float value of a quantised one. They are best
 * read in order.
 */
public interface DerivedData extends TensorData {
  /** Names of the stored weights that the elements are computed from. */
  List<String> bases();

  /** The operations that lead from the bases to the elements, first to last. */
  List<String> steps();

  /** A tensor with the same elements in the same order, if with other extents; null if none is. */
  default TensorData sameOrderAs() {
    return null;
  }

  /**
   * A tensor whose elements, read as a matrix of some number of rows, are here in the order of its
   * transpose; null if there is none.
   */
  default TensorData transposeOf() {
    return null;
  }
}
