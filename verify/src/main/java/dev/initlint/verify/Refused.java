package dev.initlint.verify;

/** The model cannot be verified at all; the message is one sentence with the cure. */
public final class Refused extends RuntimeException {
  public Refused(String message) {
    super(message);
  }
}
