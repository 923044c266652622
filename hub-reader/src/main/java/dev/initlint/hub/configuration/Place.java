package dev.initlint.hub.configuration;

/**
 * Where a value stands in a configuration.
 *
 * @param pointer JSON pointer of the value (RFC 6901), as {@code /rope_parameters/rope_theta}
 * @param line line of its first character, from 1
 * @param column column of its first character, from 1
 * @param start its first character, counted from 0 in UTF-16 units of the file's text
 * @param end one past its last character
 */
public record Place(String pointer, int line, int column, int start, int end) {
  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
