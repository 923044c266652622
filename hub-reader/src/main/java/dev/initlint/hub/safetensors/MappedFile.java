package dev.initlint.hub.safetensors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file, mapped and not copied, little-endian. A mapping ends at 2 GB, so a larger
 * file is seen through windows.
 */
final class MappedFile {
  private static final int BITS = 30;

  private final ByteBuffer[] windows;
  private final long size;
  private final int bits;

  private Path path;

  private MappedFile(ByteBuffer[] windows, long size, int bits) {
    this.windows = windows;
    this.size = size;
    this.bits = bits;
  }

  /** Bytes on the heap, in windows of 2^{@code bits}. */
  static MappedFile of(byte[] content, int bits) {
    ByteBuffer[] windows = new ByteBuffer[(content.length >>> bits) + 1];
    for (int w = 0; w < windows.length; w++) {
      int length = Math.min(content.length - (w << bits), 1 << bits);
      windows[w] = little(ByteBuffer.wrap(content, w << bits, length).slice());
    }
    return new MappedFile(windows, content.length, bits);
  }

  /**
   * Maps the whole of a file.
   *
   * @throws IOException if it cannot be opened, or the system refuses to map it
   */
  static MappedFile map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer[] windows = new ByteBuffer[(int) (size >>> BITS) + 1];
      for (int w = 0; w < windows.length; w++) {
        long from = (long) w << BITS;
        long length = Math.min(size - from, 1L << BITS);
        windows[w] = little(channel.map(FileChannel.MapMode.READ_ONLY, from, length));
      }
      MappedFile mapped = new MappedFile(windows, size, BITS);
      mapped.path = file;
      return mapped;
    }
  }

  /** The file; null for bytes on the heap. */
  Path path() {
    return path;
  }

  private static ByteBuffer little(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  long size() {
    return size;
  }

  byte at(long offset) {
    return windows[(int) (offset >>> bits)].get((int) (offset & (1L << bits) - 1));
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
    int from = (int) (offset & (1L << bits) - 1);
    int length = (int) Math.min(wanted, window.limit() - from);
    return little(window.slice(from, length));
  }

  /** Copies a short run to the heap. */
  byte[] copy(long offset, int length) {
    byte[] copy = new byte[length];
    for (int done = 0; done < length; ) {
      ByteBuffer run = run(offset + done, length - done);
      int n = run.remaining();
      run.get(copy, done, n);
      done += n;
    }
    return copy;
  }

  /** The bytes {@code [from, to)} one after the other. */
  InputStream stream(long from, long to) {
    return new InputStream() {
      private long at = from;

      @Override
      public int read() {
        return at < to ? MappedFile.this.at(at++) & 0xff : -1;
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        if (at >= to) {
          return length == 0 ? 0 : -1;
        }
        ByteBuffer run = run(at, Math.min(length, to - at));
        int n = run.remaining();
        run.get(into, offset, n);
        at += n;
        return n;
      }
    };
  }
}
