package dev.initlint.hub.safetensors;

import dev.initlint.hub.configuration.Malformed;
import dev.initlint.stored.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Says what a file is that is no safetensors, by its first bytes. */
final class WeightsKind {
  private WeightsKind() {}

  /**
   * @throws Malformed with the cure if the file is plainly something else
   */
  static void require(String path, Bytes file) {
    if (file.size() == 0) {
      throw new Malformed(path, 0, "the file is empty; fetch or save it again");
    }
    byte[] head = file.copy(0, (int) Math.min(64, file.size()));
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String start = text.stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs.github.com/spec/")) {
      throw new Malformed(
          path, 0, "this is a Git LFS pointer and not the weights; run git lfs pull");
    }
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      throw new Malformed(path, 0, "this is a web page and not the weights; download them again");
    }
    if (text.startsWith("\u001f\u008b")) {
      throw new Malformed(path, 0, "the file is compressed with gzip; decompress it (gunzip)");
    }
    if (text.startsWith("PK\u0003\u0004")) {
      throw new Malformed(
          path,
          0,
          "this is a zip archive, perhaps a PyTorch checkpoint; save the model with"
              + " save_pretrained(…, safe_serialization=True)");
    }
  }
}
