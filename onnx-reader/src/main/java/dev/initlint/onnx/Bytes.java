package dev.initlint.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The bytes of a file, mapped and not copied. A mapping ends at 2 GB, so a larger file is seen
 * through windows.
 */
final class Bytes {
  private static final int BITS = 30;
  private static final long MASK = (1L << BITS) - 1;

  private final ByteBuffer[] windows;
  private final long size;

  private Bytes(ByteBuffer[] windows, long size) {
    this.windows = windows;
    this.size = size;
  }

  static Bytes of(byte[] content) {
    return new Bytes(new ByteBuffer[] {little(ByteBuffer.wrap(content))}, content.length);
  }

  /**
   * Maps the whole of an open file. The mapping outlives the channel.
   *
   * @throws IOException if the system refuses to map it
   */
  static Bytes map(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer[] windows = new ByteBuffer[(int) Math.max(1, (size + MASK) >>> BITS)];
    for (int w = 0; w < windows.length; w++) {
      long from = (long) w << BITS;
      long length = Math.min(size - from, 1L << BITS);
      windows[w] = little(channel.map(FileChannel.MapMode.READ_ONLY, from, length));
    }
    return new Bytes(windows, size);
  }

  private static ByteBuffer little(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  long size() {
    return size;
  }

  byte at(long offset) {
    return windows[(int) (offset >>> BITS)].get((int) (offset & MASK));
  }

  /** The {@code width} bytes at {@code offset} as a little-endian number, without sign. */
  long number(long offset, int width) {
    long v = 0;
    for (int i = 0; i < width; i++) {
      v |= (at(offset + i) & 0xffL) << 8 * i;
    }
    return v;
  }

  /**
   * A view that starts at {@code offset} and holds at most {@code wanted} bytes: fewer at the seam
   * between two windows, where an element may be cut in two.
   */
  ByteBuffer run(long offset, long wanted) {
    ByteBuffer window = windows[(int) (offset >>> BITS)];
    int from = (int) (offset & MASK);
    int length = (int) Math.min(wanted, window.limit() - from);
    return little(window.slice(from, length));
  }

  /** Copies a short run to the heap. */
  byte[] copy(long offset, int length) {
    byte[] copy = new byte[length];
    int done = 0;
    while (done < length) {
      ByteBuffer run = run(offset + done, length - done);
      int n = run.remaining();
      run.get(copy, done, n);
      done += n;
    }
    return copy;
  }
}
