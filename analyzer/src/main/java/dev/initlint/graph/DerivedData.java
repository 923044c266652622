package dev.initlint.graph;

import java.util.List;

/**
 * Elements that no file holds as they are: they are computed from stored tensors whenever they are
 * streamed, as the transposition of a matrix or the float value of a quantised one.
 */
public interface DerivedData extends TensorData {
  /** Names of the stored weights that the elements are computed from. */
  List<String> bases();

  /** The operations that lead from the bases to the elements, first to last. */
  List<String> steps();
}
