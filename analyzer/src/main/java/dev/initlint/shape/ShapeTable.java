package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Extents, element types and constants of every value of a graph. Constants are computed when first
 * asked for, so a table belongs to one thread.
 */
public final class ShapeTable {
  private final Map<String, Inferred> values;
  private final Map<String, Long> sizes;
  private final List<String> remarks;

  ShapeTable(Map<String, Inferred> values, Map<String, Long> sizes, List<String> remarks) {
    this.values = Collections.unmodifiableMap(values);
    this.sizes = Collections.unmodifiableMap(sizes);
    this.remarks = List.copyOf(remarks);
  }

  /** Every input, weight and node output, in that order. */
  public Map<String, Inferred> values() {
    return values;
  }

  /** What is known of a value; unknown for a name that the graph does not define. */
  public Inferred of(String value) {
    Inferred i = values.get(value);
    return i == null ? Inferred.Unknown.because("no value has the name " + value) : i;
  }

  /** Extents, or null when they are unknown. */
  public long[] dims(String value) {
    return of(value) instanceof Inferred.Known k ? k.dims() : null;
  }

  /** Element type; {@link ElementType#UNDEFINED} when it is unknown. */
  public ElementType type(String value) {
    return of(value) instanceof Inferred.Known k ? k.type() : ElementType.UNDEFINED;
  }

  /** The elements where they follow from the file alone and are few, or null. */
  public Array constant(String value) {
    return of(value) instanceof Inferred.Known k ? k.constant() : null;
  }

  /** Why the extents are unknown, or null when they are known. */
  public String reason(String value) {
    return of(value) instanceof Inferred.Unknown u ? u.reason() : null;
  }

  /** Sizes that named and unstated extents of the inputs were given, by name. */
  public Map<String, Long> sizes() {
    return sizes;
  }

  /** One sentence for each size that was assumed. */
  public List<String> remarks() {
    return remarks;
  }
}
