package dev.initlint.onnx;

/** Ends the reading of a file; {@link OnnxReader} turns it into {@code Parsed.Unreadable}. */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final long offset;

  /**
   * @param offset byte offset in the model file, or -1
   * @param reason one sentence with the cure
   */
  Malformed(long offset, String reason) {
    super(reason, null, false, false);
    this.offset = offset;
  }

  long offset() {
    return offset;
  }
}
