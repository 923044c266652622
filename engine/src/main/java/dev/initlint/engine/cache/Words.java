package dev.initlint.engine.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A fingerprint of 128 bits that runs at the speed of memory where only the simplest compiler of
 * the JVM is at work, in which SHA-256 takes longer than many a check. Each lane is a bijection of
 * its state for every word, so that two contents that differ in one word never agree. It is no
 * defence against who makes files that collide: that person's model is not helped by it.
 */
final class Words {
  private long[] longs = new long[0];
  private long first = 0x9E3779B97F4A7C15L;
  private long second = 0xC2B2AE3D27D4EB4FL;
  private long length;

  /**
   * Adds bytes.
   *
   * @param size of the chunk, which all but the last call fill
   */
  void add(byte[] chunk, int read, int size) {
    if (longs.length == 0) {
      longs = new long[size / Long.BYTES];
    }
    int count = (read + Long.BYTES - 1) / Long.BYTES;
    // What is left of the last word of the file must not be what was there before.
    Arrays.fill(chunk, read, count * Long.BYTES, (byte) 0);
    ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(longs, 0, count);
    long a = first;
    long b = second;
    for (int i = 0; i < count; i++) {
      a = (a ^ longs[i]) * 0x9FB21C651E98DF25L;
      a ^= a >>> 35;
      b = (b + longs[i]) * 0xD6E8FEB86659FD93L;
      b ^= b >>> 32;
    }
    first = a;
    second = b;
    length += read;
  }

  byte[] fingerprint() {
    return ByteBuffer.allocate(3 * Long.BYTES)
        .putLong(first)
        .putLong(second)
        .putLong(length)
        .array();
  }
}
