package dev.initlint.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The bytes of a file, mapped and not copied. A mapping ends at 2 GB, so a larger file is seen
 * through windows.
 */
final class Bytes {
  private static final int BITS = 30;

  private final ByteBuffer[] windows;
  private final long size;
  private final int bits;
  private final long mask;

  private Path file;

  private Bytes(ByteBuffer[] windows, long size, int bits) {
    this.windows = windows;
    this.size = size;
    this.bits = bits;
    this.mask = (1L << bits) - 1;
  }

  /** Bytes on the heap, in windows of 2^{@code bits}. */
  static Bytes of(byte[] content, int bits) {
    ByteBuffer[] windows = new ByteBuffer[(content.length >>> bits) + 1];
    for (int w = 0; w < windows.length; w++) {
      int length = Math.min(content.length - (w << bits), 1 << bits);
      windows[w] = little(ByteBuffer.wrap(content, w << bits, length).slice());
    }
    return new Bytes(windows, content.length, bits);
  }

  /**
   * Maps the whole of an open file. The mapping outlives the channel.
   *
   * @throws IOException if the system refuses to map it
   */
  static Bytes map(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer[] windows = new ByteBuffer[(int) (size >>> BITS) + 1];
    for (int w = 0; w < windows.length; w++) {
      long from = (long) w << BITS;
      long length = Math.min(size - from, 1L << BITS);
      windows[w] = little(channel.map(FileChannel.MapMode.READ_ONLY, from, length));
    }
    return new Bytes(windows, size, BITS);
  }

  /** The file that holds them; null where there is none. */
  Path file() {
    return file;
  }

  /**
   * Maps the whole of an open file that goes by a path.
   *
   * @throws IOException if the system refuses to map it
   */
  static Bytes map(FileChannel channel, Path file) throws IOException {
    Bytes bytes = map(channel);
    bytes.file = file;
    return bytes;
  }

  private static ByteBuffer little(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  long size() {
    return size;
  }

  byte at(long offset) {
    return windows[(int) (offset >>> bits)].get((int) (offset & mask));
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
    ByteBuffer window = windows[(int) (offset >>> bits)];
    int from = (int) (offset & mask);
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
