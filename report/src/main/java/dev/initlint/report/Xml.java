package dev.initlint.report;

/** Texts in XML 1.0, which has no character for most controls. */
final class Xml {
  private Xml() {}

  /** A text as it stands between quotation marks or tags. */
  static String of(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n' -> out.append("&#10;");
                case '\r' -> out.append("&#13;");
                case '\t' -> out.append("&#9;");
                default -> {
                  if (isCharacter(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append("\\u{").append(Integer.toHexString(c)).append('}');
                  }
                }
              }
            });
    return out.toString();
  }

  /** Production 2 of XML 1.0. */
  private static boolean isCharacter(int c) {
    return c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
  }
}
