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
  ZIP_WITHOUT_MODEL(
      "this is a zip archive without an .onnx file inside; name the .onnx file itself"),
  NUMPY_ARCHIVE("this holds arrays of NumPy and no graph; name the .onnx file"),
  JAR("this is an archive of compiled Java; name the .java source that defines the model"),
  CLASS("this is compiled Java; name the .java source that defines the model"),
  IMAGE("this is an image and not a model; name the .onnx file"),
  PROGRAM("this is a program or a library and not a model; name the .onnx file"),
  DOCUMENT("this is a PDF document and not a model; name the .onnx file"),
  DATABASE("this is an SQLite database and not a model; name the .onnx file"),
  PARQUET("this is a table of Parquet and not a model; name the .onnx file"),
  ZEROS("the file holds nothing but zeros, as after a download that broke off; fetch it again"),
  NOTEBOOK(
      "this is a notebook, which is not read; export the model with"
          + " torch.onnx.export(model, inputs, \"model.onnx\")"),
  JSON(
      "this is a JSON file and not an ONNX model; name the .onnx file, or the folder that"
          + " save_pretrained wrote"),
  XML("this is an XML file and not an ONNX model; name the .onnx file that it came from"),
  TEXT("this is a text file and not an ONNX model; name the .onnx file itself"),
  HTML("this is a web page and not an ONNX model; download the file itself again"),
  /** Perhaps a model. */
  OTHER(null);

  private static final String LFS = "version https://git-lfs.github.com/spec/";

  /** Bytes of an archive's end in which its names are looked for. */
  private static final int END = 1 << 16;

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
    return this == ZIP || this == ZIP_WITHOUT_MODEL || this == TEXT || this == JSON || this == XML;
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
    if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
      return ofArchive(text + names(bytes));
    }
    FileKind binary = ofMagic(text, bytes.size());
    if (binary != null) {
      return binary;
    }
    String start = text.stripLeading().toLowerCase(java.util.Locale.ROOT);
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return HTML;
    }
    if (start.startsWith("<?xml")) {
      return XML;
    }
    if (text.startsWith("\u00ff\u00fe") || text.startsWith("\u00fe\u00ff")) {
      return TEXT;
    }
    if (isText(head)) {
      return !start.startsWith("{") ? TEXT : isNotebook(text + names(bytes)) ? NOTEBOOK : JSON;
    }
    return isZeros(head) && isZeros(bytes.copy(bytes.size() - head.length, head.length))
        ? ZEROS
        : OTHER;
  }

  private static boolean isNotebook(String text) {
    return text.contains("\"cells\"") && text.contains("\"nbformat\"");
  }

  private static boolean isZeros(byte[] some) {
    for (byte b : some) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** The end of a file, where an archive lists its names. */
  private static String names(Bytes bytes) {
    int length = (int) Math.min(END, bytes.size());
    return new String(bytes.copy(bytes.size() - length, length), StandardCharsets.ISO_8859_1);
  }

  private static FileKind ofArchive(String names) {
    if (names.contains("data.pkl") || names.contains(".format_version")) {
      return CHECKPOINT;
    }
    if (names.contains(".onnx")) {
      return ZIP;
    }
    return names.contains(".npy")
        ? NUMPY_ARCHIVE
        : names.contains("META-INF/") ? JAR : ZIP_WITHOUT_MODEL;
  }

  /** Kinds that have nothing to do with networks. */
  private static FileKind ofElsewhere(String head) {
    boolean image =
        head.startsWith("\u0089PNG")
            || head.startsWith("\u00ff\u00d8\u00ff")
            || head.startsWith("GIF8")
            || head.startsWith("RIFF") && head.startsWith("WEBP", 8);
    boolean windows = head.startsWith("MZ") && head.length() > 64 && head.contains("\u0000");
    boolean apple = head.startsWith("\u00cf\u00fa\u00ed\u00fe");
    return image
        ? IMAGE
        : head.startsWith("\u007fELF") || windows || apple
            ? PROGRAM
            : head.startsWith("\u00ca\u00fe\u00ba\u00be")
                ? CLASS
                : head.startsWith("%PDF-")
                    ? DOCUMENT
                    : head.startsWith("SQLite format 3")
                        ? DATABASE
                        : head.startsWith("PAR1") ? PARQUET : null;
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
    return isSafetensors(head, size) ? SAFETENSORS : ofElsewhere(head);
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
