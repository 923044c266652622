package dev.initlint.verify.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Real elements off the heap, so that a matrix product can be given any part of them without a
 * copy. Kernels compute in double on blocks that fit the first-level cache: {@link #load} widens a
 * block, {@link #store} rounds it back. A buffer is shared by all views of it; {@link #holders}
 * counts them.
 */
public abstract sealed class Reals implements Store permits Floats, Doubles, Ghost {
  /** Elements per block in element-wise kernels. */
  public static final int BLOCK = 1024;

  private final ByteBuffer memory;
  private final int size;
  private int holders;

  Reals(ByteBuffer memory, int size) {
    this.memory = memory;
    this.size = size;
  }

  /** The whole buffer, which may be longer than the elements need; null in a rehearsal. */
  final ByteBuffer memory() {
    return memory;
  }

  @Override
  public final int size() {
    return size;
  }

  /** Copies {@code n} elements from {@code from} on into {@code to} at {@code at}. */
  public abstract void load(int from, double[] to, int at, int n);

  /** Copies {@code n} elements of {@code from} at {@code start} into this store at {@code at}. */
  public abstract void store(int at, double[] from, int start, int n);

  /** Sets all elements to {@code value}. */
  public final void fill(double value) {
    double[] block = new double[Math.min(BLOCK, size)];
    Arrays.fill(block, value);
    for (int i = 0; i < size; i += BLOCK) {
      store(i, block, 0, Math.min(BLOCK, size - i));
    }
  }

  /** One more value refers to this buffer. */
  final void retain() {
    holders++;
  }

  /** One value less refers to this buffer; true when it was the last. */
  final boolean release() {
    return --holders == 0;
  }

  /** How many values refer to this buffer. */
  public final int holders() {
    return holders;
  }
}
