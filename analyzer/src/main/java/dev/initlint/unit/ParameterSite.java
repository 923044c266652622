package dev.initlint.unit;

import dev.initlint.graph.Node;
import dev.initlint.law.Fans;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.weight.LayerFans;

/**
 * One tensor of the model with its first use, found by walking the graph alone: it is there whether
 * or not figures are.
 *
 * @param name as the graph calls it
 * @param use what the first operator that reads it does with it; where none does, what its name and
 *     extents say
 * @param reader the first operator that reads it, past rearrangements and casts, or null
 */
public record ParameterSite(ParameterFacts weight, String name, Use use, Node reader) {

  /** What a tensor is for. */
  public enum Use {
    /** Multiplies a vector: a linear map, a convolution, a recurrence. */
    MAP,
    /** Is looked up by index. */
    TABLE,
    /** Multiplies the output of a norm, feature by feature. */
    NORM_GAIN,
    /** Is added feature by feature. */
    SHIFT,
    /** Multiplies something else entry by entry. */
    FACTOR,
    /** Anything else: a constant of the graph, a mask, running statistics. */
    OTHER
  }

  /** The fans that initialisers count, by the operator that reads it. */
  public Fans fans() {
    long[] dims = weight.dims();
    if (reader == null) {
      return dims.length < 2 ? Fans.vector(dims) : Fans.conv(dims);
    }
    return LayerFans.of(reader, Math.max(0, reader.inputs().indexOf(name)), dims);
  }

  /** Where it is used. */
  public Place place() {
    return reader == null ? new Place(null, null) : new Place(reader, reader.output());
  }

  /** Whether training changes it, as far as its use tells. */
  public boolean isTrained() {
    return use != Use.OTHER;
  }
}
