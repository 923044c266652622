package dev.initlint.engine.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where an ONNX file says that its external data lies. An entry of TensorProto.external_data with
 * the key {@code location} is looked for in the bytes as protobuf writes it, wherever it stands;
 * whatever else bears that word makes the file one of which this cannot be told.
 */
final class Locations {
  private static final byte[] WORD = "location".getBytes(StandardCharsets.US_ASCII);

  /** Tags of key and value in StringStringEntryProto of onnx.proto: fields 1 and 2, of bytes. */
  private static final byte KEY = 10;

  private static final byte VALUE = 18;

  /** Bytes above which such a file, whose tensors lie elsewhere, is not searched. */
  private static final long LARGEST = 64L << 20;

  private Locations() {}

  /** Paths from the folder of the model, or nothing where they cannot be told. */
  static Optional<Set<String>> of(Path model) throws IOException {
    if (Files.size(model) > LARGEST) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(model);
    Set<String> found = new TreeSet<>();
    for (int at = next(bytes, 0, bytes.length); at >= 0; at = next(bytes, at + 1, bytes.length)) {
      String location = location(bytes, at);
      if (location == null) {
        return Optional.empty();
      }
      found.add(location);
    }
    return Optional.of(found);
  }

  /** The value of the entry whose key begins at a place; null if it is none, or no path below. */
  private static String location(byte[] bytes, int at) {
    int value = at + WORD.length;
    boolean isKey = at >= 2 && bytes[at - 2] == KEY && bytes[at - 1] == WORD.length;
    if (!isKey || value + 1 >= bytes.length || bytes[value] != VALUE || bytes[value + 1] < 0) {
      return null;
    }
    int length = bytes[value + 1];
    // The entry holds these two and nothing else, so that the value is that of this key.
    int whole = 2 + WORD.length + 2 + length;
    if (length > bytes.length - value - 2 || at < 3 || bytes[at - 3] != whole) {
      return null;
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, value + 2, length))
              .toString();
      Path path = Path.of(text);
      boolean climbs = path.isAbsolute() || !path.equals(path.normalize());
      return text.isEmpty() || climbs || path.startsWith("..") ? null : text;
    } catch (CharacterCodingException | InvalidPathException none) {
      return null;
    }
  }

  private static int next(byte[] bytes, int from, int end) {
    byte first = WORD[0];
    for (int i = from; i <= end - WORD.length; i++) {
      if (bytes[i] == first) {
        int j = 1;
        while (j < WORD.length && bytes[i + j] == WORD[j]) {
          j++;
        }
        if (j == WORD.length) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Whether bytes that come in chunks bear the word. */
  static final class Mention {
    private final byte[] seam = new byte[2 * WORD.length];

    /** Whether this chunk does, or its seam with the one before. */
    boolean in(byte[] chunk, int read) {
      int head = Math.min(WORD.length, read);
      System.arraycopy(chunk, 0, seam, WORD.length, head);
      boolean found = next(seam, 0, WORD.length + head) >= 0 || next(chunk, 0, read) >= 0;
      System.arraycopy(chunk, read - head, seam, WORD.length - head, head);
      return found;
    }
  }
}
