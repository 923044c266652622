package dev.initlint.javasource;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a source file, from which its bytes can be had again exactly. A byte order mark
 * is the first character.
 *
 * @param charset UTF-8, or ISO 8859-1 where the bytes are not valid UTF-8
 */
public record SourceText(String text, Charset charset) {
  /** Decodes a file. */
  public static SourceText of(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new SourceText(text, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      return new SourceText(
          new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
    }
  }

  /** The bytes of another text of the same file. */
  public byte[] encode(String edited) {
    return edited.getBytes(charset);
  }
}
