package dev.initlint.verify.tensor;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hands out real buffers of one precision, takes them back at their last use and hands them out
 * again. Not thread-safe: kernels ask for their buffers before they go parallel.
 */
public final class Arena {
  /** Element storage of a run. */
  public enum Precision {
    FLOAT(4, ElementType.FLOAT),
    DOUBLE(8, ElementType.DOUBLE);

    private final int bytes;
    private final ElementType type;

    Precision(int bytes, ElementType type) {
      this.bytes = bytes;
      this.type = type;
    }

    /** Bytes per element. */
    public int bytes() {
      return bytes;
    }
  }

  /** A buffer was asked for that does not fit under the cap. */
  public static final class Exhausted extends RuntimeException {
    private final long wanted;

    Exhausted(long wanted, long cap) {
      super(
          "needs "
              + megabytes(wanted)
              + " at this point and may use "
              + megabytes(cap)
              + "; raise --memory or lower the batch or the sequence length");
      this.wanted = wanted;
    }

    /** Bytes that would have been in use. */
    public long wanted() {
      return wanted;
    }
  }

  private final Precision precision;
  private final long cap;
  private final TreeMap<Integer, Deque<ByteBuffer>> free = new TreeMap<>();
  private long live;
  private long pooled;
  private long peak;

  /**
   * Starts with nothing allocated.
   *
   * @param cap largest number of bytes that may be allocated at once
   */
  public Arena(Precision precision, long cap) {
    this.precision = precision;
    this.cap = cap;
  }

  /** The storage of reals in this run. */
  public Precision precision() {
    return precision;
  }

  /** A tensor of reals with undefined contents. */
  public Tensor reals(int... dims) {
    return new Tensor(precision.type, dims, take(Extents.size(dims)));
  }

  /** A tensor of reals, all zero. */
  public Tensor zeros(int... dims) {
    Tensor t = reals(dims);
    t.reals().fill(0);
    return t;
  }

  /** A tensor of the given reals. */
  public Tensor of(double[] elements, int... dims) {
    Tensor t = reals(dims);
    t.reals().store(0, elements, 0, elements.length);
    return t;
  }

  /** A stored tensor, in the precision of the run. */
  public Tensor read(TensorData data) {
    int[] dims = Arrays.stream(data.dims()).mapToInt(Math::toIntExact).toArray();
    if (!data.type().isReal()) {
      double[] values = data.toDoubles(Extents.size(dims));
      return Tensor.of(
          data.type(), dims, Arrays.stream(values).mapToLong(v -> (long) v).toArray());
    }
    Tensor t = reals(dims);
    int[] at = {0};
    data.stream(
        (values, length) -> {
          double[] block = new double[length];
          for (int i = 0; i < length; i++) {
            block[i] = values[i];
          }
          t.reals().store(at[0], block, 0, length);
          at[0] += length;
        });
    return t;
  }

  /** A tensor of the same kind as {@code like}, with undefined contents. */
  public Tensor like(Tensor like, int... dims) {
    return like.isReal()
        ? reals(dims)
        : Tensor.of(like.type(), dims, new long[Extents.size(dims)]);
  }

  /** Another value refers to the tensor's buffer. */
  public void retain(Tensor t) {
    if (t.store() instanceof Reals r) {
      r.retain();
    }
  }

  /** A value that referred to the tensor's buffer is gone. */
  public void release(Tensor t) {
    if (t.store() instanceof Reals r && r.release()) {
      give(r);
    }
  }

  /** A temporary that no value refers to is no longer needed. */
  public void discard(Tensor t) {
    if (t.store() instanceof Reals r && r.holders() == 0) {
      give(r);
    }
  }

  /** Largest number of bytes that were in use at once. */
  public long peakBytes() {
    return peak;
  }

  /** Bytes in use now. */
  public long liveBytes() {
    return live;
  }

  private Reals take(int size) {
    int bytes = bufferBytes(size);
    Map.Entry<Integer, Deque<ByteBuffer>> fit = free.ceilingEntry(bytes);
    ByteBuffer buffer;
    if (fit != null && fit.getKey() <= bytes + bytes / 4) {
      buffer = fit.getValue().pop();
      if (fit.getValue().isEmpty()) {
        free.remove(fit.getKey());
      }
      pooled -= buffer.capacity();
    } else {
      buffer = allocate(bytes);
    }
    live += buffer.capacity();
    peak = Math.max(peak, live);
    return precision == Precision.FLOAT
        ? new Floats(buffer, size)
        : new Doubles(buffer, size);
  }

  private ByteBuffer allocate(int bytes) {
    if (live + bytes > cap) {
      throw new Exhausted(live + bytes, cap);
    }
    if (live + pooled + bytes > cap) {
      free.clear();
      pooled = 0;
    }
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private void give(Reals r) {
    ByteBuffer buffer = r.memory();
    live -= buffer.capacity();
    pooled += buffer.capacity();
    free.computeIfAbsent(buffer.capacity(), c -> new ArrayDeque<>()).push(buffer);
  }

  private int bufferBytes(int size) {
    long bytes = Math.max(64, (long) size * precision.bytes);
    if (bytes > Integer.MAX_VALUE) {
      throw new Exhausted(live + bytes, cap);
    }
    return (int) bytes;
  }

  private static String megabytes(long bytes) {
    return (bytes + (1 << 20) - 1 >> 20) + " MB";
  }
}
