package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.Arrays;

/**
 * A dense constant in row-major order. Elements are doubles: exact for reals and for integers up to
 * 2^53; the 64-bit extremes that exporters use as "to the end" are ±2^63 and saturate when read as
 * {@code long}. Immutable.
 */
public final class Array {
  private final ElementType type;
  private final long[] dims;
  private final double[] values;

  private Array(ElementType type, long[] dims, double[] values) {
    this.type = type;
    this.dims = dims;
    this.values = values;
  }

  /**
   * An array with a copy of the given elements.
   *
   * @throws IllegalArgumentException if the extents do not multiply to the number of elements
   */
  public static Array of(ElementType type, long[] dims, double... values) {
    return adopt(type, dims.clone(), values.clone());
  }

  /** A scalar. */
  public static Array scalar(ElementType type, double value) {
    return new Array(type, new long[0], new double[] {value});
  }

  /** A vector of 64-bit integers, as Shape yields them. */
  public static Array vector(long... values) {
    double[] v = Arrays.stream(values).mapToDouble(x -> (double) x).toArray();
    return new Array(ElementType.INT64, new long[] {v.length}, v);
  }

  /** An array over arrays that nobody else will write into. */
  static Array adopt(ElementType type, long[] dims, double[] values) {
    if (Extents.count(dims) != values.length) {
      throw new IllegalArgumentException(
          "extents " + Extents.text(dims) + " do not hold " + values.length + " elements");
    }
    return new Array(type, dims, values);
  }

  /** Type that the elements are exact in. */
  public ElementType type() {
    return type;
  }

  /** Extents, outermost first; a copy. */
  public long[] dims() {
    return dims.clone();
  }

  /** Number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Number of elements. */
  public int size() {
    return values.length;
  }

  /** The element at a row-major position. */
  public double at(int position) {
    return values[position];
  }

  /** All elements; a copy. */
  public double[] toDoubles() {
    return values.clone();
  }

  /** All elements as integers, towards zero, saturating at the ends of {@code long}; a copy. */
  public long[] toLongs() {
    long[] out = new long[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (long) values[i];
    }
    return out;
  }

  /** The elements themselves; not to be written into. */
  double[] elements() {
    return values;
  }

  /** The same elements under other extents. */
  Array reshaped(long[] newDims) {
    return adopt(type, newDims.clone(), values);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Array a
        && type == a.type
        && Arrays.equals(dims, a.dims)
        && Arrays.equals(values, a.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.hashCode() + Arrays.hashCode(dims)) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    double[] head = values.length <= 8 ? values : Arrays.copyOf(values, 8);
    return type + Extents.text(dims) + " " + Arrays.toString(head);
  }
}
