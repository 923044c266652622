package dev.initlint.cli;

/** Wraps what should not have happened while one file was analysed. */
final class DefectException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DefectException(String path, Throwable cause) {
    super(path, cause);
  }
}
