package dev.initlint.hub.configuration;

/** Ends the reading of a configuration whose fields contradict each other or what can be. */
public final class BadField extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String pointer;

  /**
   * @param pointer JSON pointer of the field at fault; it need not be there
   * @param reason one sentence with the cure, lower case, without path and place, as {@code
   *     hidden_size 100 is not a multiple of num_attention_heads 12; make it 96 or 108}
   */
  public BadField(String pointer, String reason) {
    super(ConfigurationParser.harmless(reason), null, false, false);
    this.pointer = pointer;
  }

  public String pointer() {
    return pointer;
  }
}
