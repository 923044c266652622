package dev.initlint.moment;

/** Thrown by a rule where a figure cannot be had; the message says why, in one clause. */
public class NotKnown extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotKnown(String reason) {
    super(reason, null, false, false);
  }

  NotKnown(String reason, Throwable cause) {
    super(reason, cause, false, false);
  }
}
