package dev.initlint.engine;

/** Thrown for a setting that cannot be used; the message is one sentence for the user. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SettingsException(String message) {
    super(message);
  }
}
