package dev.initlint.verify.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Single precision, the storage of a real run. */
public final class Floats extends Reals {
  private static final ThreadLocal<float[]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[BLOCK]);

  private final FloatBuffer buffer;

  /** Uses the first {@code size} elements of a direct buffer in native byte order. */
  Floats(ByteBuffer memory, int size) {
    super(memory, size);
    this.buffer = memory.asFloatBuffer();
  }

  /** The direct buffer, from its first element. */
  public FloatBuffer buffer() {
    return buffer;
  }

  @Override
  public double get(int i) {
    return buffer.get(i);
  }

  @Override
  public void set(int i, double value) {
    buffer.put(i, (float) value);
  }

  @Override
  public void load(int from, double[] to, int at, int n) {
    float[] scratch = SCRATCH.get();
    for (int done = 0; done < n; done += BLOCK) {
      int m = Math.min(BLOCK, n - done);
      buffer.get(from + done, scratch, 0, m);
      widen(scratch, to, at + done, m);
    }
  }

  @Override
  public void store(int at, double[] from, int start, int n) {
    float[] scratch = SCRATCH.get();
    for (int done = 0; done < n; done += BLOCK) {
      int m = Math.min(BLOCK, n - done);
      narrow(from, start + done, scratch, m);
      buffer.put(at + done, scratch, 0, m);
    }
  }

  @Override
  public void copy(int from, Store to, int at, int n) {
    FloatBuffer target = ((Floats) to).buffer;
    if (n < 16) {
      for (int i = 0; i < n; i++) {
        target.put(at + i, buffer.get(from + i));
      }
    } else {
      target.put(at, buffer, from, n);
    }
  }

  private static void widen(float[] from, double[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = from[i];
    }
  }

  private static void narrow(double[] from, int start, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = (float) from[start + i];
    }
  }
}
