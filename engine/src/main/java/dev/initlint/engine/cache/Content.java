package dev.initlint.engine.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that the result of a path depends on, where that is certain: an ONNX file that has its
 * tensors in itself, or a folder of a saved model that builds on no other.
 */
final class Content {
  /** Bytes above which the content is not read twice. */
  private static final long LARGEST = 512L << 20;

  private static final int MOST_FILES = 1_000;

  private static final int CHUNK = 1 << 16;

  /** What an entry of external data always holds; see TensorProto.external_data in onnx.proto. */
  private static final byte[] EXTERNAL = "location".getBytes(StandardCharsets.US_ASCII);

  private Content() {}

  /** A fingerprint of the content, or null where a result may depend on more. */
  static byte[] of(Path path) throws IOException {
    MessageDigest sha = sha();
    if (path.toString().endsWith(".onnx") && Files.isRegularFile(path)) {
      return Files.size(path) <= LARGEST && !add(path, sha, true) ? sha.digest() : null;
    }
    return Files.isDirectory(path) ? folder(path, sha) : null;
  }

  private static byte[] folder(Path folder, MessageDigest sha) throws IOException {
    if (Files.exists(folder.resolve("adapter_config.json"))) {
      return null;
    }
    long size = 0;
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.limit(MOST_FILES + 1).sorted().toList();
    }
    if (files.size() > MOST_FILES) {
      return null;
    }
    for (Path file : files) {
      if (Files.isSymbolicLink(file) || Files.isDirectory(file)) {
        sha.update(folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        if (Files.isSymbolicLink(file) && Files.isDirectory(file)) {
          return null;
        }
      }
      if (Files.isRegularFile(file)) {
        size += Files.size(file);
        if (size > LARGEST) {
          return null;
        }
        sha.update((folder.relativize(file) + ":" + size).getBytes(StandardCharsets.UTF_8));
        add(file, sha, false);
      }
    }
    return sha.digest();
  }

  /** Adds the bytes of a file; whether they mention external data. */
  private static boolean add(Path file, MessageDigest sha, boolean looks) throws IOException {
    byte[] chunk = new byte[CHUNK];
    byte[] seam = new byte[2 * EXTERNAL.length];
    boolean external = false;
    Words words = new Words();
    try (InputStream in = Files.newInputStream(file)) {
      int read;
      while ((read = in.readNBytes(chunk, 0, chunk.length)) > 0) {
        words.add(chunk, read);
        if (looks) {
          // The word may lie across two chunks.
          int head = Math.min(EXTERNAL.length, read);
          System.arraycopy(chunk, 0, seam, EXTERNAL.length, head);
          external |= contains(seam, EXTERNAL.length + head) || contains(chunk, read);
          System.arraycopy(chunk, read - head, seam, EXTERNAL.length - head, head);
        }
      }
    }
    words.into(sha);
    return external;
  }

  /**
   * A fingerprint of 128 bits that runs at the speed of memory where only the simplest compiler of
   * the JVM is at work, in which SHA-256 takes longer than many a check. Each lane is a bijection
   * of its state for every word, so that two contents that differ in one word never agree. It is no
   * defence against who makes files that collide: that person's model is not helped by it.
   */
  private static final class Words {
    private final long[] longs = new long[CHUNK / Long.BYTES];
    private long first = 0x9E3779B97F4A7C15L;
    private long second = 0xC2B2AE3D27D4EB4FL;
    private long length;

    /** Adds bytes; all but the last call fill the chunk. */
    void add(byte[] chunk, int read) {
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

    void into(MessageDigest sha) {
      sha.update(
          ByteBuffer.allocate(3 * Long.BYTES)
              .putLong(first)
              .putLong(second)
              .putLong(length)
              .array());
    }
  }

  private static boolean contains(byte[] bytes, int end) {
    byte first = EXTERNAL[0];
    for (int i = 0; i <= end - EXTERNAL.length; i++) {
      if (bytes[i] == first) {
        int j = 1;
        while (j < EXTERNAL.length && bytes[i + j] == EXTERNAL[j]) {
          j++;
        }
        if (j == EXTERNAL.length) {
          return true;
        }
      }
    }
    return false;
  }

  static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
