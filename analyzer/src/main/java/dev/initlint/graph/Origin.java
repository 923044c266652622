package dev.initlint.graph;

/**
 * Where something was defined: a node of a model file, or a line of a source file.
 *
 * @param path the file as the user named it
 * @param node node name in the model, or null
 * @param line first line, counted from 1, or 0 when the origin is not text
 * @param column first column, counted from 1, or 0
 */
public record Origin(String path, String node, int line, int column) {
  public static Origin node(String path, String node) {
    return new Origin(path, node, 0, 0);
  }

  public static Origin source(String path, int line, int column) {
    return new Origin(path, null, line, column);
  }
}
