package dev.initlint.graph;

/**
 * The elements of one tensor, wherever they are kept. Implementations stream; they do not hold the
 * elements on the heap.
 */
public interface TensorData {
  ElementType type();

  /** Extents, outermost first; empty for a scalar. The caller must not write into the array. */
  long[] dims();

  /** Number of elements. */
  default long count() {
    long n = 1;
    for (long d : dims()) {
      n = Math.multiplyExact(n, d);
    }
    return n;
  }

  /** Where the elements lie as they are; null where they are computed, or lie in no file. */
  default StoredRun run() {
    return null;
  }

  /** Streams all elements once, in row-major order, converted to float. */
  void stream(Chunks chunks);

  /**
   * A new way to read runs of elements. What many elements are kept in should read them where they
   * are; unless overridden, all of them are held once the first is read.
   */
  default Runs runs() {
    return new HeldRuns(this);
  }

  /**
   * All elements as doubles, exact for every type up to 53 bits.
   *
   * @throws IllegalArgumentException if there are more than {@code limit} elements
   */
  double[] toDoubles(int limit);

  /** Receives consecutive runs of elements. */
  @FunctionalInterface
  interface Chunks {
    /** {@code values[0..length)} are the next elements; the array is reused after the call. */
    void accept(float[] values, int length);
  }

  /** Reads elements from any place on. Not for use by two threads; each takes its own. */
  @FunctionalInterface
  interface Runs {
    /**
     * Puts elements {@code from}, {@code from + 1}, ... in row-major order, converted to float,
     * into {@code to[at..at + n)}.
     */
    void read(long from, float[] to, int at, int n);
  }
}
