package dev.initlint.hub.family.notation;

import dev.initlint.hub.configuration.Malformed;

/**
 * One line of a family's file.
 *
 * @param path the file as reports call it
 * @param line from 1
 * @param indent number of spaces in front of its first word
 */
public record Source(String path, int line, int indent) {
  /** A fault at a column of the words, counted from 1. */
  public Malformed error(int column, String what) {
    return new Malformed(path, -1, "line " + line + ", column " + (indent + column) + ": " + what);
  }
}
