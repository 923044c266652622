package dev.initlint.source;

import dev.initlint.graph.Origin;

/**
 * A piece of a source file.
 *
 * @param path the file as the user named it
 * @param start first character, counted from 0 in UTF-16 units
 * @param end one past the last character
 * @param line line of the first character, from 1
 * @param column column of the first character, from 1; a tab counts as one
 */
public record SourceRange(String path, int start, int end, int line, int column) {
  /** The place as a graph's nodes and weights name it. */
  public Origin origin() {
    return Origin.source(path, line, column);
  }
}
