package dev.initlint.hub.safetensors;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Origin;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;

/**
 * One tensor of a weights file; its elements stay in the mapped file.
 *
 * @param name as the file spells it
 * @param dims extents, outermost first; not to be written to
 * @param origin the file that holds it
 */
public record StoredTensor(
    String name, ElementType type, long[] dims, TensorData data, Origin origin) {

  /** The tensor as a weight of a graph, by the name that nodes use. */
  public Weight weight(String called) {
    return new Weight(called, type, dims, new Weight.Stored(data), origin);
  }
}
