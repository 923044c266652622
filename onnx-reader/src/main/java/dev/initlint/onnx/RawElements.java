package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

  private void decode(ByteBuffer run, double[] to, int at, int n) {
    ElementType type = type();
    switch (type.bits()) {
      case 8 -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Floats.decode(type, run.get(i));
        }
      }
      case 16 -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Floats.decode(type, run.getShort(2 * i));
        }
      }
      case 32 -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Floats.decode(type, run.getInt(4 * i));
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Floats.decode(type, run.getLong(8 * i));
        }
      }
    }
  }

  @Override
  public void stream(Chunks chunks) {
    if (type() == ElementType.FLOAT) {
      streamFloats(chunks);
    } else {
      super.stream(chunks);
    }
  }

  /** The common case is one block copy per chunk, which leaves the caller's sum the main cost. */
  private void streamFloats(Chunks chunks) {
    float[] chunk = new float[(int) Math.min(CHUNK, count())];
    long offset = start;
    long left = count();
    while (left > 0) {
      ByteBuffer run = bytes.run(offset, left * Float.BYTES);
      int whole = run.remaining() / Float.BYTES;
      if (whole == 0) {
        chunk[0] = Float.intBitsToFloat((int) bytes.number(offset, Float.BYTES));
        chunks.accept(chunk, 1);
        whole = 1;
      } else {
        var floats = run.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        while (floats.hasRemaining()) {
          int n = Math.min(chunk.length, floats.remaining());
          floats.get(chunk, 0, n);
          chunks.accept(chunk, n);
        }
      }
      offset += (long) whole * Float.BYTES;
      left -= whole;
    }
  }
}
