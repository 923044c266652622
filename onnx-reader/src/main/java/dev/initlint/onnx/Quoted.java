package dev.initlint.onnx;

/** How names of a file, which may hold anything, are shown in a sentence. */
final class Quoted {
  private static final int SHOWN = 120;

  private Quoted() {}

  /** The name in single quotes, control and bidirectional characters escaped, long names cut. */
  static String name(String name) {
    return "'" + bare(name) + "'";
  }

  /** As {@link #name}, without the quotes. */
  static String bare(String name) {
    StringBuilder s = new StringBuilder();
    int shown = Math.min(name.length(), SHOWN);
    for (int i = 0; i < shown; i++) {
      char c = name.charAt(i);
      if (isPlain(c)) {
        s.append(c);
      } else {
        s.append(String.format("\\u%04x", (int) c));
      }
    }
    return s.append(shown < name.length() ? "..." : "").toString();
  }

  private static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
