package dev.initlint.finding;

/** How much a finding matters, least first. */
public enum Severity {
  NOTE,
  WARNING,
  ERROR;

  /** The word that reports and options use. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
