package dev.initlint.hub.family.notation;

/**
 * One word of a line.
 *
 * @param text as written; of a text in quotes, what stands between them
 * @param column of its first character, from 1
 */
record Token(Kind kind, String text, int column) {
  enum Kind {
    NUMBER,
    TEXT,
    /** A name, or a module path with dots and {@code {index}} parts. */
    WORD,
    SIGN,
    END
  }

  boolean is(String sign) {
    return (kind == Kind.SIGN || kind == Kind.WORD) && text.equals(sign);
  }
}
