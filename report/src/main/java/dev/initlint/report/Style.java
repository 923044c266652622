package dev.initlint.report;

import dev.initlint.finding.Severity;

/**
 * What the reader of a text report can see.
 *
 * @param color whether escape sequences for colours are understood
 * @param unicode whether more than ASCII can be shown
 * @param width columns of a line
 */
public record Style(boolean color, boolean unicode, int width) {
  /** A width at which nothing is broken. */
  public static final int ENDLESS = Integer.MAX_VALUE;

  /** Everything but colours, in lines as long as they come. */
  public static final Style PLAIN = new Style(false, true, ENDLESS);

  /** Lines as long as they come. */
  public Style(boolean color, boolean unicode) {
    this(color, unicode, ENDLESS);
  }

  /** The same in lines of another length. */
  public Style wide(int columns) {
    return new Style(color, unicode, columns);
  }

  String severity(Severity severity, String text) {
    return paint(
        switch (severity) {
          case ERROR -> "1;31";
          case WARNING -> "1;33";
          case NOTE -> "1;36";
        },
        text);
  }

  String strong(String text) {
    return paint("1", text);
  }

  String frame(String text) {
    return paint("34", text);
  }

  String help(String text) {
    return paint("1;32", text);
  }

  private String paint(String code, String text) {
    return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** Text of the tool itself, spelt in ASCII where that is all there is. */
  String own(String text) {
    return unicode ? text : Ascii.of(text);
  }

  /** Text that comes from a file: nothing in it may steer a terminal. */
  String foreign(String text) {
    return own(Escaped.of(text));
  }
}
