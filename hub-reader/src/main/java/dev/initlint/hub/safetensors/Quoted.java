package dev.initlint.hub.safetensors;

/** Names from files as sentences show them: short, and without characters that steer a terminal. */
final class Quoted {
  private static final int LONGEST = 120;

  private Quoted() {}

  static String name(String name) {
    String shown = name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name;
    return '"' + shown.replaceAll("\\p{C}", "?") + '"';
  }
}
