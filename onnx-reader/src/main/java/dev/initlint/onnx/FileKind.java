package dev.initlint.onnx;

import java.nio.charset.StandardCharsets;

/** What a file is, by its first bytes, when it is not a model. */
enum FileKind {
  EMPTY("the file is empty; fetch or export it again"),
  LFS_POINTER(
      "this is a Git LFS pointer and not the model itself; run git lfs pull to fetch the model"),
  GZIP("the file is compressed with gzip; decompress it first (gunzip)"),
  ZIP("the file is a zip archive; unpack it and check the .onnx file inside"),
  TEXT("this is a text file and not an ONNX model; name the .onnx file itself"),
  HTML("this is a web page and not an ONNX model; download the file itself again"),
  /** Perhaps a model. */
  OTHER(null);

  private static final String LFS = "version https://git-lfs.github.com/spec/";

  private final String reason;

  FileKind(String reason) {
    this.reason = reason;
  }

  /** Why the file cannot be read as a model, with the cure; null for {@link #OTHER}. */
  String reason() {
    return reason;
  }

  static FileKind of(Bytes bytes) {
    if (bytes.size() == 0) {
      return EMPTY;
    }
    byte[] head = bytes.copy(0, (int) Math.min(512, bytes.size()));
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith(LFS)) {
      return LFS_POINTER;
    }
    if (text.startsWith("\u001f\u008b")) {
      return GZIP;
    }
    if (text.startsWith("PK\u0003\u0004")) {
      return ZIP;
    }
    String start = text.stripLeading().toLowerCase(java.util.Locale.ROOT);
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return HTML;
    }
    return isText(head) ? TEXT : OTHER;
  }

  /** A model starts with a tag below 0x80 and soon has bytes that no text has. */
  private static boolean isText(byte[] head) {
    for (byte b : head) {
      boolean printable = b >= ' ' && b != 0x7f || b == '\n' || b == '\r' || b == '\t' || b < 0;
      if (!printable) {
        return false;
      }
    }
    return true;
  }
}
