package dev.initlint.verify.tensor;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;

/** Double precision, for gradient checks and other comparisons against exact values. */
public final class Doubles extends Reals {
  private final DoubleBuffer buffer;

  /** Uses the first {@code size} elements of a direct buffer in native byte order. */
  Doubles(ByteBuffer memory, int size) {
    super(memory, size);
    this.buffer = memory.asDoubleBuffer();
  }

  /** The direct buffer, from its first element. */
  public DoubleBuffer buffer() {
    return buffer;
  }

  @Override
  public double get(int i) {
    return buffer.get(i);
  }

  @Override
  public void set(int i, double value) {
    buffer.put(i, value);
  }

  @Override
  public void load(int from, double[] to, int at, int n) {
    buffer.get(from, to, at, n);
  }

  @Override
  public void store(int at, double[] from, int start, int n) {
    buffer.put(at, from, start, n);
  }

  @Override
  public void copy(int from, Store to, int at, int n) {
    ((Doubles) to).buffer.put(at, buffer, from, n);
  }
}
