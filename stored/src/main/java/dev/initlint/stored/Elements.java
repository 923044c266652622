package dev.initlint.stored;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;

/** Tensor elements that can be read from any place on, without being held on the heap. */
public abstract class Elements implements TensorData {
  /** Elements that are read at a time. */
  public static final int CHUNK = 8192;

  private final ElementType type;
  private final long[] dims;
  private final long count;

  /**
   * @throws ArithmeticException if the extents multiply to more than a long holds
   */
  protected Elements(ElementType type, long... dims) {
    this.type = type;
    this.dims = dims;
    this.count = product(dims);
  }

  /** Reads elements of one tensor. Not for use by two threads; open one for each. */
  public interface Reader {
    /** Puts elements {@code from}, {@code from + 1}, ... into {@code to[at..at + n)}. */
    void read(long from, double[] to, int at, int n);
  }

  /** A new reader, which is fastest when it is asked for ascending runs. */
  public abstract Reader open();

  @Override
  public final ElementType type() {
    return type;
  }

  @Override
  public final long[] dims() {
    return dims;
  }

  @Override
  public final long count() {
    return count;
  }

  @Override
  public void stream(Chunks chunks) {
    Runs runs = runs();
    float[] chunk = new float[(int) Math.min(CHUNK, count)];
    for (long from = 0; from < count; from += chunk.length) {
      int n = (int) Math.min(chunk.length, count - from);
      runs.read(from, chunk, 0, n);
      chunks.accept(chunk, n);
    }
  }

  @Override
  public Runs runs() {
    Reader reader = open();
    double[] exact = new double[(int) Math.min(CHUNK, count)];
    return (from, to, at, n) -> {
      for (int done = 0; done < n; ) {
        int some = Math.min(exact.length, n - done);
        reader.read(from + done, exact, 0, some);
        for (int i = 0; i < some; i++) {
          to[at + done + i] = (float) exact[i];
        }
        done += some;
      }
    };
  }

  @Override
  public final double[] toDoubles(int limit) {
    if (count > limit) {
      throw new IllegalArgumentException(count + " elements are more than " + limit);
    }
    double[] all = new double[(int) count];
    open().read(0, all, 0, all.length);
    return all;
  }

  /**
   * Product of non-negative extents; 1 for a scalar. Extents of 0 excuse no overflow of the others,
   * so that every part of a shape has a product.
   *
   * @throws ArithmeticException if an extent is negative or the product is more than a long holds
   */
  public static long product(long[] dims) {
    long n = 1;
    boolean empty = false;
    for (long d : dims) {
      if (d < 0) {
        throw new ArithmeticException("negative extent");
      }
      empty |= d == 0;
      n = Math.multiplyExact(n, Math.max(1, d));
    }
    return empty ? 0 : n;
  }
}
