package dev.initlint.cli;

/** Thrown for a command line that cannot be carried out; the message is one sentence. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
