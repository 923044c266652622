package dev.initlint.hub.safetensors;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.StoredRun;
import dev.initlint.graph.TensorData;
import java.nio.ByteBuffer;

/** Elements that lie one after the other in a mapped file, little-endian. */
final class MappedTensor implements TensorData {
  private static final int CHUNK = 8192;

  private final MappedFile file;
  private final long start;
  private final ElementType type;
  private final long[] dims;
  private final long count;

  /**
   * @param dims whose product the bytes from {@code start} on were found to hold
   */
  MappedTensor(MappedFile file, long start, ElementType type, long[] dims) {
    this.file = file;
    this.start = start;
    this.type = type;
    this.dims = dims;
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    count = n;
  }

  @Override
  public ElementType type() {
    return type;
  }

  @Override
  public long[] dims() {
    return dims;
  }

  @Override
  public StoredRun run() {
    return file.path() == null ? null : new StoredRun(file.path(), start);
  }

  @Override
  public long count() {
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

  /** Reads the first elements of a run of bytes. */
  private interface Decoding {
    void decode(ByteBuffer run, float[] to, int at, int n);
  }

  @Override
  public Runs runs() {
    if (type.bits() < 8) {
      return (from, to, at, n) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = (float) exact(from + i);
        }
      };
    }
    Decoding decoding = decoding();
    int width = type.bits() / 8;
    return (from, to, at, n) -> {
      for (int done = 0; done < n; ) {
        long offset = start + (from + done) * width;
        ByteBuffer run = file.run(offset, (long) (n - done) * width);
        int whole = run.remaining() / width;
        if (whole == 0) {
          to[at + done++] = (float) exact(from + done - 1);
        } else {
          decoding.decode(run, to, at + done, whole);
          done += whole;
        }
      }
    };
  }

  /** One loop for each of the types that large weights have, so that none has a branch in it. */
  private Decoding decoding() {
    return switch (type) {
      case FLOAT -> (run, to, at, n) -> run.asFloatBuffer().get(to, at, n);
      case BFLOAT16 ->
          (run, to, at, n) -> {
            for (int i = 0; i < n; i++) {
              to[at + i] = SmallFloats.brain(run.getShort(2 * i));
            }
          };
      case FLOAT16 ->
          (run, to, at, n) -> {
            for (int i = 0; i < n; i++) {
              to[at + i] = SmallFloats.half(run.getShort(2 * i) & 0xffff);
            }
          };
      case FLOAT8E4M3FN, FLOAT8E5M2, FLOAT8E4M3FNUZ, FLOAT8E5M2FNUZ -> byTable();
      default -> this::anyOther;
    };
  }

  private Decoding byTable() {
    float[] values = SmallFloats.table(type);
    return (run, to, at, n) -> {
      for (int i = 0; i < n; i++) {
        to[at + i] = values[run.get(i) & 0xff];
      }
    };
  }

  private void anyOther(ByteBuffer run, float[] to, int at, int n) {
    int width = type.bits() / 8;
    for (int i = 0; i < n; i++) {
      long bits =
          switch (width) {
            case 1 -> run.get(i);
            case 2 -> run.getShort(2 * i);
            case 4 -> run.getInt(4 * i);
            default -> run.getLong(8 * i);
          };
      to[at + i] = (float) value(bits);
    }
  }

  @Override
  public double[] toDoubles(int limit) {
    if (count > limit) {
      throw new IllegalArgumentException(count + " elements are more than " + limit);
    }
    double[] all = new double[(int) count];
    for (int i = 0; i < all.length; i++) {
      all[i] = exact(i);
    }
    return all;
  }

  private double exact(long element) {
    int bits = type.bits();
    if (bits < 8) {
      int perByte = 8 / bits;
      int b = file.at(start + element / perByte);
      return value(b >>> (int) (element % perByte) * bits);
    }
    return value(file.number(start + element * (bits / 8), bits / 8));
  }

  /** The value of an element whose bits are the low bits of {@code bits}. */
  private double value(long bits) {
    return switch (type) {
      case FLOAT -> Float.intBitsToFloat((int) bits);
      case DOUBLE -> Double.longBitsToDouble(bits);
      case FLOAT16 -> SmallFloats.half((int) bits & 0xffff);
      case BFLOAT16 -> SmallFloats.brain((int) bits);
      case FLOAT8E8M0 ->
          (bits & 0xff) == 0xff ? Double.NaN : Math.scalb(1.0, (int) (bits & 0xff) - 127);
      case FLOAT4E2M1 -> SmallFloats.four((int) bits);
      case UINT8 -> bits & 0xff;
      case INT8 -> (byte) bits;
      case UINT16 -> bits & 0xffff;
      case INT16 -> (short) bits;
      case UINT32 -> bits & 0xffffffffL;
      case INT32 -> (int) bits;
      case INT64 -> bits;
      case UINT64 -> bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
      case BOOL -> (bits & 0xff) == 0 ? 0 : 1;
      default -> SmallFloats.table(type)[(int) bits & 0xff];
    };
  }
}
