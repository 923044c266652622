package dev.initlint.stored;

import dev.initlint.graph.Cancelled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Reads a large file run by run into a buffer that stays in the cache. A page of a mapping costs a
 * fault when it is first touched, which takes about as long as to copy it twice, and counts as
 * memory of the process from then on. Runs that do not follow each other are taken from the
 * mapping.
 */
final class ReadAhead implements Bytes.Reader {
  private static final int SIZE = 1 << 17;

  /** Bytes that are read where it is not known that more is wanted. */
  private static final int LEAST = 1 << 9;

  /** Bytes of an element at most. */
  private static final int WIDEST = 8;

  private static final ThreadLocal<Buffer> OF_THREAD = ThreadLocal.withInitial(Buffer::new);

  /** What was read last by a thread, and for whom. */
  private static final class Buffer {
    final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    ReadAhead owner;
    long start;
    int length;
  }

  private final FileChannel channel;
  private final Bytes.Reader mapped;
  private final long size;
  private long end = -1;

  /**
   * @param mapped the same bytes in other ways
   */
  ReadAhead(FileChannel channel, Bytes.Reader mapped, long size) {
    this.channel = channel;
    this.mapped = mapped;
    this.size = size;
  }

  @Override
  public ByteBuffer run(long offset, long wanted) {
    int length = offset == end ? SIZE : (int) Math.max(LEAST, Math.min(wanted, SIZE));
    Buffer buffer = OF_THREAD.get();
    int from = in(buffer, offset);
    if (from >= 0 && buffer.length - from < WIDEST && buffer.start + buffer.length < size) {
      from = -1; // the rest of the element lies behind the buffer
    }
    if (from < 0 && fill(buffer, offset, length)) {
      from = 0;
    }
    if (from < 0) {
      end = offset + wanted;
      return mapped.run(offset, wanted);
    }
    int n = (int) Math.min(wanted, buffer.length - from);
    end = offset + n;
    return buffer.bytes.limit(from + n).position(from);
  }

  private int in(Buffer buffer, long offset) {
    long from = offset - buffer.start;
    return buffer.owner == this && from >= 0 && from < buffer.length ? (int) from : -1;
  }

  /**
   * False where the file was closed, or is shorter than it was: the mapping tells what there is.
   */
  private boolean fill(Buffer buffer, long offset, int most) {
    buffer.owner = null;
    int length = (int) Math.min(most, size - offset);
    buffer.bytes.clear().limit(length);
    try {
      while (buffer.bytes.hasRemaining()) {
        if (channel.read(buffer.bytes, offset + buffer.bytes.position()) < 0) {
          return false;
        }
      }
    } catch (IOException e) {
      Cancelled.check();
      return false;
    }
    buffer.owner = this;
    buffer.start = offset;
    buffer.length = length;
    return true;
  }
}
