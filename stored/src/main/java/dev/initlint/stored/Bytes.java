package dev.initlint.stored;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * The bytes of a file, little-endian, mapped and not copied. A mapping ends at 2 GB, so a larger
 * file is seen through windows. What is read from end to end is read by {@link #reader} instead.
 */
public final class Bytes {
  private static final int BITS = 30;

  /** Files from here on are kept open, to be read and not only mapped. */
  private static final long LARGE = 1 << 23;

  private final ByteBuffer[] windows;
  private final long size;
  private final int bits;
  private final long mask;
  private final Path file;
  private final FileChannel channel;

  private Bytes(ByteBuffer[] windows, long size, int bits, Path file, FileChannel channel) {
    this.windows = windows;
    this.size = size;
    this.bits = bits;
    this.mask = (1L << bits) - 1;
    this.file = file;
    this.channel = channel;
  }

  /** Bytes on the heap, in windows of 2^{@code bits}. */
  public static Bytes of(byte[] content, int bits) {
    ByteBuffer[] windows = new ByteBuffer[(content.length >>> bits) + 1];
    for (int w = 0; w < windows.length; w++) {
      int length = Math.min(content.length - (w << bits), 1 << bits);
      windows[w] = little(ByteBuffer.wrap(content, w << bits, length).slice());
    }
    return new Bytes(windows, content.length, bits, null, null);
  }

  /**
   * Maps the whole of an open file. The mapping outlives the channel.
   *
   * @throws IOException if the system refuses to map it
   */
  public static Bytes map(FileChannel channel) throws IOException {
    long size = channel.size();
    return new Bytes(windows(channel, size), size, BITS, null, null);
  }

  /**
   * Maps the whole of a file.
   *
   * @param options with which it is opened; to read where there is none
   * @throws IOException if it cannot be opened, or the system refuses to map it
   */
  public static Bytes map(Path file, OpenOption... options) throws IOException {
    FileChannel channel = FileChannel.open(file, options);
    boolean kept = false;
    try {
      long size = channel.size();
      ByteBuffer[] windows = windows(channel, size);
      kept = size >= LARGE;
      if (kept) {
        OpenFiles.keep(channel);
      }
      return new Bytes(windows, size, BITS, file, kept ? channel : null);
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }

  private static ByteBuffer[] windows(FileChannel channel, long size) throws IOException {
    ByteBuffer[] windows = new ByteBuffer[(int) (size >>> BITS) + 1];
    for (int w = 0; w < windows.length; w++) {
      long from = (long) w << BITS;
      long length = Math.min(size - from, 1L << BITS);
      windows[w] = little(channel.map(FileChannel.MapMode.READ_ONLY, from, length));
    }
    return windows;
  }

  /** The file that holds them; null where there is none. */
  public Path file() {
    return file;
  }

  private static ByteBuffer little(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many there are. */
  public long size() {
    return size;
  }

  /** One of them. */
  public byte at(long offset) {
    return windows[(int) (offset >>> bits)].get((int) (offset & mask));
  }

  /** The {@code width} bytes at {@code offset} as a little-endian number, without sign. */
  public long number(long offset, int width) {
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
  public ByteBuffer run(long offset, long wanted) {
    ByteBuffer window = windows[(int) (offset >>> bits)];
    int from = (int) (offset & mask);
    int length = (int) Math.min(wanted, window.limit() - from);
    return little(window.slice(from, length));
  }

  /** A way to read runs one after the other. Not for use by two threads; each takes its own. */
  Reader reader() {
    return channel == null ? this::run : new ReadAhead(channel, this::run, size);
  }

  /** Reads runs. */
  @FunctionalInterface
  interface Reader {
    /**
     * A buffer whose position is at {@code offset} and in which at most {@code wanted} bytes are
     * left, perhaps fewer. Of use until the next call.
     */
    ByteBuffer run(long offset, long wanted);
  }

  /** Copies a short run to the heap. */
  public byte[] copy(long offset, int length) {
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
  public InputStream stream(long from, long to) {
    return new InputStream() {
      private long at = from;

      @Override
      public int read() {
        return at < to ? Bytes.this.at(at++) & 0xff : -1;
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
