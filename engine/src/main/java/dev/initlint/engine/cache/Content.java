package dev.initlint.engine.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

  /** What an entry of external data always holds; see TensorProto.external_data in onnx.proto. */
  private static final byte[] EXTERNAL = "location".getBytes(StandardCharsets.US_ASCII);

  private Content() {}

  /** SHA-256 of the content, or null where a result may depend on more. */
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
    byte[] chunk = new byte[1 << 16];
    int kept = 0;
    boolean external = false;
    try (InputStream in = Files.newInputStream(file)) {
      int read;
      while ((read = in.readNBytes(chunk, kept, chunk.length - kept)) > 0) {
        sha.update(chunk, kept, read);
        int end = kept + read;
        external |= looks && contains(chunk, end);
        // The end of one chunk stands before the next, since the word may lie across both.
        kept = Math.min(EXTERNAL.length - 1, end);
        System.arraycopy(chunk, end - kept, chunk, 0, kept);
      }
    }
    return external;
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
