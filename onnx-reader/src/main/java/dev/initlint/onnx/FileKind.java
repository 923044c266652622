package dev.initlint.onnx;

import dev.initlint.stored.Bytes;
import java.nio.charset.StandardCharsets;

/** What a file is, by its first bytes, when it is not a model. */
enum FileKind {
  EMPTY("the file is empty; fetch or export it again"),
  LFS_POINTER(
      "this is a Git LFS pointer and not the model itself; run git lfs pull to fetch the model"),
  GZIP("the file is compressed with gzip; decompress it first (gunzip)"),
  CHECKPOINT(
      "this is a PyTorch checkpoint, which holds weights and no graph; export the model with"
          + " torch.onnx.export"),
  PICKLE(
      "this is a Python pickle, as old PyTorch checkpoints are, and holds no graph that can be"
          + " read; export the model with torch.onnx.export"),
  SAFETENSORS(
      "this is a safetensors file, which holds weights and no graph; name the folder that also has"
          + " its config.json, or export the model with torch.onnx.export"),
  HDF5("this is an HDF5 file, as Keras writes; export the model to ONNX (tf2onnx)"),
  GGUF("this is a GGUF file, which holds weights for inference; name the ONNX file of the model"),
  TFLITE("this is a TensorFlow Lite file; export the model to ONNX (tf2onnx)"),
  ORT("this is in ONNX Runtime's own format; name the .onnx file that it was made from"),
  NUMPY("this is an array of NumPy and not a model; name the .onnx file"),
  ARCHIVE("the file is an archive; unpack it and check the .onnx file inside"),
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

  /** Whether a name may tell more. */
  boolean isVague() {
    return this == ZIP || this == TEXT;
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
      return text.contains("data.pkl") || text.contains(".format_version") ? CHECKPOINT : ZIP;
    }
    FileKind binary = ofMagic(text, bytes.size());
    if (binary != null) {
      return binary;
    }
    String start = text.stripLeading().toLowerCase(java.util.Locale.ROOT);
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return HTML;
    }
    return isText(head) ? TEXT : OTHER;
  }

  /** A kind that a fixed text at a fixed place tells, or null. */
  private static FileKind ofMagic(String head, long size) {
    if (head.startsWith("\u0089HDF\r\n")) {
      return HDF5;
    }
    if (head.startsWith("\u0093NUMPY")) {
      return NUMPY;
    }
    boolean archive =
        head.startsWith("7z\u00bc\u00af")
            || head.startsWith("\u00fd7zXZ")
            || head.startsWith("BZh")
            || head.startsWith("\u0028\u00b5\u002f\u00fd")
            || head.startsWith("Rar!\u001a")
            || head.startsWith("ustar", 257);
    if (archive) {
      return ARCHIVE;
    }
    if (head.startsWith("GGUF")) {
      return GGUF;
    }
    if (head.startsWith("TFL3", 4)) {
      return TFLITE;
    }
    if (head.startsWith("ORTM", 4)) {
      return ORT;
    }
    if (head.startsWith("\u0080") && head.length() > 2 && head.charAt(1) <= 5) {
      return PICKLE;
    }
    return isSafetensors(head, size) ? SAFETENSORS : null;
  }

  /** Eight bytes that say how long the JSON is that follows, least significant first. */
  private static boolean isSafetensors(String head, long size) {
    if (head.length() < 10 || head.charAt(8) != '{') {
      return false;
    }
    long length = 0;
    for (int i = 7; i >= 0; i--) {
      length = length << 8 | head.charAt(i);
    }
    return length > 0 && length <= size - 8;
  }

  /** A model starts with a tag below 0x80 and soon has bytes that no text has. */
  private static boolean isText(byte[] head) {
    for (byte b : head) {
      boolean printable = b >= ' ' && b != 0x7f || b == '\n' || b == '\r' || b == '\t' || b < 0;
      if (!printable) {
        return false;
      }
    }
    // A character may be cut in two at the end of what was read.
    String decoded = new String(head, StandardCharsets.UTF_8);
    return decoded.substring(0, Math.max(0, decoded.length() - 3)).indexOf('\uFFFD') < 0;
  }
}
