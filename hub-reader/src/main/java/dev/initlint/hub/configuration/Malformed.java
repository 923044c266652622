package dev.initlint.hub.configuration;

/**
 * A file that breaks the rules of its format. Whatever the file holds, its sentence has no
 * character that steers a terminal.
 */
public final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String file;
  private final long offset;

  /**
   * @param file the file at fault as the user would name it, or null for the one that was named
   * @param offset byte offset in it, or -1
   * @param reason one sentence with the cure
   */
  public Malformed(String file, long offset, String reason) {
    super(ConfigurationParser.harmless(reason), null, false, false);
    this.file = file;
    this.offset = offset;
  }

  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }
}
