package dev.initlint.report;

/** Names as files spell them, with everything that a terminal would obey made visible. */
public final class Escaped {
  private Escaped() {}

  /** Control, format (as bidirectional overrides), separator and lone surrogate characters. */
  public static String of(String text) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int length = Character.charCount(c);
      if (!isShown(c)) {
        if (escaped == null) {
          escaped = new StringBuilder(text.substring(0, i));
        }
        escaped.append("\\u{").append(Integer.toHexString(c)).append('}');
      } else if (escaped != null) {
        escaped.appendCodePoint(c);
      }
      i += length;
    }
    return escaped == null ? text : escaped.toString();
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
