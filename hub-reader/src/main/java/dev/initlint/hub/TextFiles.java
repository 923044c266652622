package dev.initlint.hub;

import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * JSON files as they are, or as they would be after edits.
 *
 * @param edited texts that stand for those of files, by absolute path
 */
record TextFiles(Map<Path, String> edited) {
  /** Indices of the largest models in use have some 10 MB. */
  private static final long LARGEST = 64L << 20;

  TextFiles {
    edited = Map.copyOf(edited);
  }

  /**
   * Reads and parses one file.
   *
   * @param path what reports call it
   * @throws Malformed in one sentence, if it is no JSON object
   */
  Configuration parsed(String path, Path file) {
    try {
      return Configuration.parse(path, text(path, file));
    } catch (Malformed e) {
      throw new Malformed(path, e.offset(), e.getMessage());
    }
  }

  /**
   * The characters of one file.
   *
   * @throws Malformed in one sentence, if it cannot be read as text
   */
  String text(String path, Path file) {
    String text = edited.get(file.toAbsolutePath().normalize());
    if (text != null) {
      return text;
    }
    try {
      if (!Files.isRegularFile(file)) {
        throw new Malformed(
            path, -1, Files.exists(file) ? "it is not a regular file" : "there is no such file");
      }
      if (Files.size(file) > LARGEST) {
        throw new Malformed(path, -1, "it has more than 64 MB, as no configuration has");
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Malformed(path, -1, "it is no text in UTF-8; fetch or write it again");
    } catch (IOException e) {
      throw new Malformed(path, -1, "it cannot be read; check its permissions");
    }
  }
}
