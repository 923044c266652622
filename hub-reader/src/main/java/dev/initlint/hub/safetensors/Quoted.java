package dev.initlint.hub.safetensors;

/** Names from files as sentences show them: short, and without characters that steer a terminal. */
public final class Quoted {
  private static final int LONGEST = 120;

  private Quoted() {}

  /** In quotation marks. */
  static String name(String name) {
    return '"' + plain(name) + '"';
  }

  /** As it stands. */
  public static String plain(String name) {
    String shown = name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name;
    return shown.replaceAll("\\p{C}", "?");
  }
}
