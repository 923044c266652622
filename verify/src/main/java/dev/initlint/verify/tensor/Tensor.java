package dev.initlint.verify.tensor;

import dev.initlint.graph.ElementType;
import java.util.Arrays;

/**
 * A dense tensor; several tensors may be views of one store.
 *
 * @param type the declared element type; every real type is stored as the run's precision, every
 *     other type as a long
 * @param dims extents, outermost first; not to be written to
 */
public record Tensor(ElementType type, int[] dims, Store store) {

  /** Integers or booleans. */
  public static Tensor of(ElementType type, int[] dims, long... elements) {
    return new Tensor(type, dims, new Longs(elements));
  }

  /** A one-dimensional INT64 tensor. */
  public static Tensor shape(int... dims) {
    return of(
        ElementType.INT64,
        new int[] {dims.length},
        Arrays.stream(dims).mapToLong(d -> d).toArray());
  }

  /** The same elements under another shape of as many elements. */
  public Tensor view(int... shape) {
    return new Tensor(type, shape, store);
  }

  /** Number of elements. */
  public int size() {
    return store.size();
  }

  /** Number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Extent of an axis; a negative axis counts from the end. */
  public int dim(int axis) {
    return dims[axis < 0 ? axis + dims.length : axis];
  }

  /** True when the elements are reals, which alone carry gradients. */
  public boolean isReal() {
    return store instanceof Reals;
  }

  /**
   * The real elements.
   *
   * @throws IllegalArgumentException if they are integers or booleans
   */
  public Reals reals() {
    if (store instanceof Reals r) {
      return r;
    }
    throw new IllegalArgumentException(
        "a tensor of type " + type + " stands where reals are expected");
  }

  /** The elements as longs; reals are truncated. */
  public long[] longs() {
    if (store instanceof Longs l) {
      return l.elements();
    }
    long[] elements = new long[size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (long) store.get(i);
    }
    return elements;
  }

  /** The elements as ints, as for shapes and axes. */
  public int[] ints() {
    return Arrays.stream(longs()).mapToInt(Tensor::clampToInt).toArray();
  }

  /** The elements as doubles, copied. */
  public double[] doubles() {
    double[] elements = new double[size()];
    if (store instanceof Reals r) {
      r.load(0, elements, 0, elements.length);
    } else {
      Arrays.setAll(elements, store::get);
    }
    return elements;
  }

  private static int clampToInt(long v) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, v));
  }

  @Override
  public String toString() {
    return type + Arrays.toString(dims);
  }
}
