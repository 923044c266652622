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
              + "; raise --memory, or lower the batch or the sequence length with --dim");
      this.wanted = wanted;
    }

    /** Bytes that would have been in use. */
    public long wanted() {
      return wanted;
    }
  }

  private final Precision precision;
  private final long cap;
  private final boolean rehearsal;
  private final TreeMap<Integer, Deque<ByteBuffer>> free = new TreeMap<>();
  private long live;
  private long pooled;
  private long peak;
  private long allocated;
  private long peakAllocated;

  /**
   * Starts with nothing allocated.
   *
   * @param cap largest number of bytes that may be allocated at once
   */
  public Arena(Precision precision, long cap) {
    this(precision, cap, false);
  }

  private Arena(Precision precision, long cap, boolean rehearsal) {
    this.precision = precision;
    this.cap = cap;
    this.rehearsal = rehearsal;
  }

  /** An arena whose buffers are counted but not allocated. */
  public static Arena rehearsal(Precision precision) {
    return new Arena(precision, Long.MAX_VALUE, true);
  }

  /** True when buffers are only counted. */
  public boolean isRehearsal() {
    return rehearsal;
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
      return Tensor.of(data.type(), dims, Arrays.stream(values).mapToLong(v -> (long) v).toArray());
    }
    Tensor t = reals(dims);
    if (rehearsal) {
      return t;
    }
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
    return like.isReal() ? reals(dims) : Tensor.of(like.type(), dims, new long[Extents.size(dims)]);
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

  /** Largest number of bytes that were allocated at once, in use or waiting to be used again. */
  public long peakAllocatedBytes() {
    return peakAllocated;
  }

  /** Bytes in use now. */
  public long liveBytes() {
    return live;
  }

  private Reals take(int size) {
    int bytes = bufferBytes(size);
    if (rehearsal) {
      count(bytes);
      return new Ghost(size);
    }
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
    count(bytes);
    return precision == Precision.FLOAT ? new Floats(buffer, size) : new Doubles(buffer, size);
  }

  private void count(int bytes) {
    live += bytes;
    peak = Math.max(peak, live);
  }

  private ByteBuffer allocate(int bytes) {
    if (live + bytes > cap) {
      throw new Exhausted(live + bytes, cap);
    }
    if (allocated + bytes > cap) {
      free.clear();
      allocated -= pooled;
      pooled = 0;
    }
    allocated += bytes;
    peakAllocated = Math.max(peakAllocated, allocated);
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private void give(Reals r) {
    live -= bufferBytes(r.size());
    if (r instanceof Ghost) {
      return;
    }
    ByteBuffer buffer = r.memory();
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

  /** As a user reads it. */
  public static String megabytes(long bytes) {
    return (bytes + (1 << 20) - 1 >> 20) + " MB";
  }
}
