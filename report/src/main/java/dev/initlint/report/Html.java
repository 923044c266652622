package dev.initlint.report;

/** Spells text for HTML and XML. */
final class Html {
  private Html() {}

  /** The text between tags, or in an attribute in double quotes; without control characters. */
  static String text(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                  boolean steers = Character.getType(c) == Character.FORMAT;
                  boolean control = c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0xd800 && c < 0xe000;
                  if (!control && !steers) {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.toString();
  }
}
