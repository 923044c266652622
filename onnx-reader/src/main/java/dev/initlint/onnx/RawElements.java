package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
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
  public void stream(Chunks chunks) {
    switch (type()) {
      case FLOAT -> streamRuns(chunks, (run, to, n) -> run.asFloatBuffer().get(to, 0, n));
      case BFLOAT16 ->
          streamRuns(
              chunks,
              (run, to, n) -> {
                for (int i = 0; i < n; i++) {
                  to[i] = Float.intBitsToFloat(run.getShort(2 * i) << 16);
                }
              });
      case FLOAT16 ->
          streamRuns(
              chunks,
              (run, to, n) -> {
                for (int i = 0; i < n; i++) {
                  to[i] = Floats.half(run.getShort(2 * i) & 0xffff);
                }
              });
      default -> super.stream(chunks);
    }
  }

  /** Decodes the first elements of a run. */
  private interface Decoding {
    void decode(ByteBuffer run, float[] to, int n);
  }

  /** For FLOAT this is one block copy per chunk, which leaves the caller's sum the main cost. */
  private void streamRuns(Chunks chunks, Decoding decoding) {
    int width = type().bits() / 8;
    float[] chunk = new float[(int) Math.min(CHUNK, count())];
    for (long done = 0; done < count(); ) {
      int n = (int) Math.min(chunk.length, count() - done);
      ByteBuffer run = bytes.run(start + done * width, (long) n * width);
      int whole = run.remaining() / width;
      if (whole == 0) {
        whole = 1;
        long bits = bytes.number(start + done * width, width);
        chunk[0] = (float) Floats.decode(type(), bits);
      } else {
        decoding.decode(run, chunk, whole);
      }
      chunks.accept(chunk, whole);
      done += whole;
    }
  }
}
