package dev.initlint.stored;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.StoredRun;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Elements of fixed width that lie one after the other in a file, little-endian. */
public final class RawElements extends Elements {
  private final Bytes bytes;
  private final long start;

  /**
   * @param start where the first lies
   * @param dims whose product the bytes from there on were found to hold
   */
  public RawElements(Bytes bytes, long start, ElementType type, long... dims) {
    super(type, dims);
    this.bytes = bytes;
    this.start = start;
  }

  /** The same bytes, read as another type; the extents must not need more of them. */
  public RawElements as(ElementType type, long... dims) {
    return new RawElements(bytes, start, type, dims);
  }

  @Override
  public StoredRun run() {
    return bytes.file() == null ? null : new StoredRun(bytes.file(), start);
  }

  @Override
  public Reader open() {
    return type().bits() < 8 ? this::readPacked : this::readWhole;
  }

  private void readPacked(long from, double[] to, int at, int n) {
    int bits = type().bits();
    int perByte = 8 / bits;
    for (int i = 0; i < n; i++) {
      long element = from + i;
      int b = bytes.at(start + element / perByte);
      to[at + i] = Floats.decode(type(), b >>> (int) (element % perByte) * bits);
    }
  }

  private void readWhole(long from, double[] to, int at, int n) {
    int width = type().bits() / 8;
    if (n == 1) {
      to[at] = Floats.decode(type(), bytes.number(start + from * width, width));
      return;
    }
    int done = 0;
    while (done < n) {
      long offset = start + (from + done) * width;
      ByteBuffer run = bytes.run(offset, (long) (n - done) * width);
      int whole = run.remaining() / width;
      if (whole == 0) {
        to[at + done++] = Floats.decode(type(), bytes.number(offset, width));
      } else {
        decode(run, to, at + done, whole);
        done += whole;
      }
    }
  }

  /** One loop for each of the types that large weights have, so that none has a branch in it. */
  private void decode(ByteBuffer run, double[] to, int at, int n) {
    ElementType type = type();
    int width = type.bits() / 8;
    switch (type) {
      case FLOAT -> widen(run.asFloatBuffer(), to, at, n);
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Floats.half(run.getShort(2 * i) & 0xffff);
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Float.intBitsToFloat(run.getShort(2 * i) << 16);
        }
      }
      case INT8, UINT8 -> {
        int mask = type == ElementType.INT8 ? -1 : 0xff;
        for (int i = 0; i < n; i++) {
          to[at + i] = run.get(i) & mask;
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Floats.decode(type, bits(run, i * width, width));
        }
      }
    }
  }

  /** In blocks that are moved to the heap in one go. */
  private static void widen(FloatBuffer floats, double[] to, int at, int n) {
    float[] some = new float[Math.min(n, 1024)];
    for (int done = 0; done < n; done += some.length) {
      int block = Math.min(some.length, n - done);
      floats.get(some, 0, block);
      for (int i = 0; i < block; i++) {
        to[at + done + i] = some[i];
      }
    }
  }

  private static long bits(ByteBuffer run, int at, int width) {
    return switch (width) {
      case 1 -> run.get(at);
      case 2 -> run.getShort(at);
      case 4 -> run.getInt(at);
      default -> run.getLong(at);
    };
  }

  @Override
  public Runs runs() {
    return switch (type()) {
      case FLOAT -> runs((run, to, at, n) -> run.asFloatBuffer().get(to, at, n));
      case BFLOAT16 -> runs(new Shorts());
      case FLOAT16 -> count() < HalfTable.FEWEST ? super.runs() : runs(new HalfTable());
      case FLOAT8E4M3FN, FLOAT8E5M2, FLOAT8E4M3FNUZ, FLOAT8E5M2FNUZ -> runs(new ByteTable(type()));
      default -> super.runs();
    };
  }

  /** Decodes the next elements of a run of bytes. */
  private interface Decoding {
    void decode(ByteBuffer run, float[] to, int at, int n);
  }

  /** Codes of two bytes, moved to the heap in one go: the loop over them has no call in it. */
  private static class Shorts implements Decoding {
    private short[] codes = new short[0];

    @Override
    public final void decode(ByteBuffer run, float[] to, int at, int n) {
      if (codes.length < n) {
        codes = new short[n];
      }
      run.asShortBuffer().get(codes, 0, n);
      values(codes, to, at, n);
    }

    void values(short[] codes, float[] to, int at, int n) {
      for (int i = 0; i < n; i++) {
        to[at + i] = Float.intBitsToFloat(codes[i] << 16);
      }
    }
  }

  /** All values of binary16, which are looked up faster than put together. */
  private static final class HalfTable extends Shorts {
    /** Elements from which a table is worth being made. */
    static final int FEWEST = 1 << 17;

    private static final class Values {
      static final float[] ALL = new float[1 << 16];

      static {
        for (int code = 0; code < ALL.length; code++) {
          ALL[code] = Floats.half(code);
        }
      }
    }

    @Override
    void values(short[] codes, float[] to, int at, int n) {
      float[] all = Values.ALL;
      for (int i = 0; i < n; i++) {
        to[at + i] = all[codes[i] & 0xffff];
      }
    }
  }

  /** Codes of one byte. */
  private static final class ByteTable implements Decoding {
    private final float[] all = new float[1 << 8];
    private byte[] codes = new byte[0];

    ByteTable(ElementType type) {
      for (int code = 0; code < all.length; code++) {
        all[code] = (float) Floats.decode(type, code);
      }
    }

    @Override
    public void decode(ByteBuffer run, float[] to, int at, int n) {
      if (codes.length < n) {
        codes = new byte[n];
      }
      run.get(codes, 0, n);
      for (int i = 0; i < n; i++) {
        to[at + i] = all[codes[i] & 0xff];
      }
    }
  }

  /** For FLOAT this is one block copy, which leaves the caller's sum the main cost. */
  private Runs runs(Decoding decoding) {
    int width = type().bits() / 8;
    Bytes.Reader reader = bytes.reader();
    return (from, to, at, n) -> {
      for (int done = 0; done < n; ) {
        long offset = start + (from + done) * width;
        ByteBuffer run = reader.run(offset, (long) (n - done) * width);
        int whole = run.remaining() / width;
        if (whole == 0) {
          to[at + done++] = (float) Floats.decode(type(), bytes.number(offset, width));
        } else {
          decoding.decode(run, to, at + done, whole);
          done += whole;
        }
      }
    };
  }
}
