package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.StoredRun;
import java.nio.ByteBuffer;

/** Elements of fixed width that lie one after the other in a mapped file, little-endian. */
final class RawElements extends Elements {
  private final Bytes bytes;
  private final long start;

  RawElements(Bytes bytes, long start, ElementType type, long... dims) {
    super(type, dims);
    this.bytes = bytes;
    this.start = start;
  }

  /** The same bytes, read as another type; the extents must not need more of them. */
  RawElements as(ElementType type, long... dims) {
    return new RawElements(bytes, start, type, dims);
  }

  @Override
  public StoredRun run() {
    return bytes.file() == null ? null : new StoredRun(bytes.file(), start);
  }

  @Override
  Reader open() {
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
      case FLOAT -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = run.getFloat(4 * i);
        }
      }
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
      case BFLOAT16 ->
          runs(
              (run, to, at, n) -> {
                for (int i = 0; i < n; i++) {
                  to[at + i] = Float.intBitsToFloat(run.getShort(2 * i) << 16);
                }
              });
      case FLOAT16 ->
          runs(
              (run, to, at, n) -> {
                for (int i = 0; i < n; i++) {
                  to[at + i] = Floats.half(run.getShort(2 * i) & 0xffff);
                }
              });
      default -> super.runs();
    };
  }

  /** Decodes the first elements of a run of bytes. */
  private interface Decoding {
    void decode(ByteBuffer run, float[] to, int at, int n);
  }

  /** For FLOAT this is one block copy, which leaves the caller's sum the main cost. */
  private Runs runs(Decoding decoding) {
    int width = type().bits() / 8;
    return (from, to, at, n) -> {
      for (int done = 0; done < n; ) {
        long offset = start + (from + done) * width;
        ByteBuffer run = bytes.run(offset, (long) (n - done) * width);
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
